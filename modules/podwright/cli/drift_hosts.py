"""One look at the hosts of a pod: facts from files and hosts, what roles would change, compared."""

from collections.abc import Mapping

from podwright.cli.drift_door import door
from podwright.cli.drift_roles import of_roles
from podwright.cli.drift_wish import Wish, refuse_unreadable
from podwright.event import Listener
from podwright.observe.collect import keep
from podwright.observe.collect_ssh import Question, ask
from podwright.observe.hosts.compare import compare_hosts
from podwright.observe.hosts.drift import HostComparison, NotLookedAt
from podwright.observe.hosts.expected import expected_hosts
from podwright.observe.hosts.observed import ObservedHost
from podwright.observe.hosts.reading import HOST_KINDS, read_hosts, script_of_facts, whole_silences
from podwright.observe.observed import Silence
from podwright.observe.reading import Reading


def compared_hosts(wish: Wish, of_files: tuple[Reading, ...], tell: Listener) -> HostComparison:
    """Return what the hosts are against what the plan says.

    Raises: click's Exit with code 2 when a file cannot be read; Refused when a folder cannot be written, or when no login can be made.
    """
    meant = set(wish.hosts)
    should = {host: one for host, one in expected_hosts(wish.plan, wish.hardware).items() if host in meant}
    kept = [reading for reading in of_files if reading.kind in HOST_KINDS and reading.device in should]
    told, unreadable = read_hosts(kept)
    refuse_unreadable(unreadable)
    if not wish.is_asking:
        silences = [Silence(host, "no answer of it is in the folder") for host in should if host not in told]
        return compare_hosts(should, told, silences=silences)
    asked, silences, garbled = _asked(wish, tell)
    told |= asked
    whole, partly = whole_silences(silences, told)
    seen = of_roles(wish, told, tell)
    missed = [*(NotLookedAt(row.device, "facts", row.reason) for row in partly), *seen.not_looked_at]
    return compare_hosts(should, told, of_roles=seen.drifts, silences=[*whole, *garbled, *seen.silences], left_out=missed)


def _asked(wish: Wish, tell: Listener) -> tuple[Mapping[str, ObservedHost], list[Silence], list[Silence]]:
    """Return what hosts answer, who answered nothing or not all, and whose answers cannot be read."""
    script = script_of_facts(asks_root=wish.with_roles)
    with door(wish.plan, wish.pod_folder, wish.ssh_config) as config:
        questions = [Question(host, host, script, wish.limit_s) for host in wish.hosts]
        readings, silences = ask(questions, ssh_config=config, on_event=tell, at_once=wish.at_once)
    if wish.keep is not None:
        keep(readings, wish.keep)
    told, garbled = read_hosts(readings)
    return told, silences, [Silence(wrong.source.partition(":")[0], str(wrong)) for wrong in garbled]
