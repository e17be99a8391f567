"""One look at the cables of a pod: answers from files and hosts, compared."""

from dataclasses import replace

from podwright.cli.drift_door import door
from podwright.cli.drift_wish import Wish, refuse_unreadable
from podwright.event import Listener
from podwright.observe.collect import keep
from podwright.observe.collect_ssh import ask
from podwright.observe.compare import compare, of_fabrics
from podwright.observe.drift import Comparison
from podwright.observe.observed import Observed, Silence, together
from podwright.observe.planned import Planned, planned
from podwright.observe.reading import KINDS, Reading, read
from podwright.observe.round import of_ports, of_subnets

SCANS = ("ibnetdiscover", "db_csv")
"""Kinds that tell of a whole subnet: with one of them no further host is asked for it."""


def compared_cables(wish: Wish, of_files: tuple[Reading, ...], tell: Listener) -> Comparison:
    """Return what is plugged in against the plan.

    Raises: click's Exit with code 2 when a file cannot be read; Refused when a folder cannot be written, or when no login can be made.
    """
    should = planned(wish.plan.physical, wish.plan.fabric, wish.plan.ethernet)
    observed, unreadable = read(reading for reading in of_files if reading.kind in KINDS)
    refuse_unreadable(unreadable)
    if wish.is_asking:
        readings, silences = _asked(wish, should, tell)
        told, garbled = read(readings, silences)
        observed = together([observed, told, Observed(silences=tuple(Silence(wrong.source.partition(":")[0], str(wrong)) for wrong in garbled))])
    comparison = compare(
        wish.plan.physical,
        wish.plan.fabric,
        observed,
        hardware=wish.hardware,
        site_names=wish.plan.hosts.site_names,
        limits=wish.limits,
        ethernet=wish.plan.ethernet,
        serials=wish.serials,
    )
    return of_fabrics(comparison, wish.plan.fabric, wish.fabrics) if wish.fabrics else comparison


def _asked(wish: Wish, should: Planned, tell: Listener) -> tuple[list[Reading], list[Silence]]:
    """Return what hosts answer: first each for itself, then one of each subnet for the whole of it, the next where it fails."""
    meant = set(wish.hosts)
    hosts = replace(wish.plan.hosts, hosts=tuple(host for host in wish.plan.hosts.hosts if host.name in meant))
    with door(wish.plan, wish.pod_folder, wish.ssh_config) as config:
        questions = of_ports(should, hosts, limit_s=wish.limit_s, with_switches=wish.with_switches)
        readings, silences = ask(questions, ssh_config=config, on_event=tell, at_once=wish.at_once)
        fabrics = wish.fabrics or tuple(row.name for row in wish.plan.fabric.fabrics)
        for tries in of_subnets(should, hosts, silences, fabrics=fabrics, limit_s=wish.limit_s, with_ibdiagnet=wish.with_ibdiagnet):
            missed = list[Silence]()
            for question in tries:
                some, none = ask([question], ssh_config=config, on_event=tell)
                missed += none
                readings += some
                if any(reading.kind in SCANS for reading in some):
                    missed = none
                    break
            silences += missed
    if wish.keep is not None:
        keep(readings, wish.keep)
    return readings, silences
