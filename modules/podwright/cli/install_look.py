"""What would be installed where: every machine looked at, its disk chosen, the boot servers asked what they know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from podwright.bmc.power import OFF
from podwright.bmc.wish import BootOnce, Power, Wish
from podwright.cli.bmc_logins import keys
from podwright.cli.bmc_look import Errand as BmcErrand
from podwright.cli.bmc_look import Foreseen, foresee, place_of
from podwright.cli.bmc_waves import start_in_waves
from podwright.cli.machines_round import chosen_hosts
from podwright.install.act_desk import Desk
from podwright.install.disks import Chosen, chosen_disk
from podwright.install.image.ready import Image, images
from podwright.plan.finding import Finding
from podwright.plan.types import Plan
from podwright.refusal import Refused

UNDERWAY = frozenset({"booting", "started", "checked", "writing", "written", "seed", "seeded"})
"""Stages in which a host goes on by itself: it is followed, and not started again."""
FRESH_S = 600
"""A host that has told nothing for so long does not go on; nor does one whose machine is off."""
INSTALLED = frozenset({"done"})


@dataclass(frozen=True, slots=True)
class Known:
    """What boot servers tell: who answered, the last event and the arming of each host, the images of each server."""

    desks: Mapping[str, Desk]
    urls: Mapping[str, str]
    stages: Mapping[str, str]
    underway: Mapping[str, tuple[str, str]]
    images: Mapping[str, frozenset[str]]
    silent: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would be done: hosts with their disks in the order of their places, in waves; who goes on already (server and number); what is wrong."""

    foreseen: Foreseen
    disks: Mapping[str, Chosen]
    homes: Mapping[str, str]
    waves: tuple[tuple[str, ...], ...]
    underway: Mapping[str, tuple[str, str]]
    findings: tuple[Finding, ...]
    image: Image


def image_of(plan: Plan, folder: Path | None) -> Image:
    """Return the image that the plan names. Raises: Refused."""
    if not plan.install.servers:
        raise Refused(f"pod {plan.header.pod}", "its file does not say how hosts are installed", "Add an install block (stacks/README.md)")
    if plan.install.kind != "image":
        what = "hosts get the vendor's own installer, which is started from its ISO"
        raise Refused(f"pod {plan.header.pod}", what, "Take the files of `podwright render --only autoinstall`, and `podwright bmc media`")
    found = next((image for image in images(folder) if image.sha256 == plan.install.image), None)
    if found is None:
        raise Refused(
            f"image {plan.install.image[:16]}…", "is not among the images here", "Build it with `podwright image build`, or name its folder with --images"
        )
    return found


def known_of(desks: Mapping[str, Desk]) -> Known:
    """Return what the boot servers tell. Raises: Refused when none of them answers."""
    urls, stages, underway, held, silent = dict[str, str](), dict[str, str](), dict[str, tuple[str, str]](), dict[str, frozenset[str]](), dict[str, str]()
    last_at: dict[str, float] = {}
    for server, desk in desks.items():
        try:
            told = desk.ask("status")[0]
        except (Refused, IndexError) as error:
            silent[server] = str(error)
            continue
        urls[server] = str(told["url"])
        held[server] = frozenset(_mapping(told["images"]))
        for host, row in _mapping(told["hosts"]).items():
            state = _mapping(row)
            last = _mapping(state.get("last") or {})
            at_s = float(str(last.get("at_s") or 0))
            if at_s >= last_at.get(host, -1.0):
                last_at[host], stages[host] = at_s, str(last.get("stage") or "")
            is_fresh = float(str(told["now_s"])) - at_s < FRESH_S
            if state["number"] and last.get("stage") in UNDERWAY and is_fresh:
                underway[host] = (server, str(state["number"]))
    if not urls:
        raise Refused("boot servers", "; ".join(silent.values()), f"Look at {' and '.join(desks)}")
    return Known(desks, urls, stages, underway, held, silent)


def look(errand: BmcErrand, known: Known, image: Image, names: Sequence[str], *, wipe: Sequence[str], is_retry: bool, is_forced: bool) -> Outlook:
    """Return what would be done. Raises: SpecErrors, Refused, click's errors for names that are none."""
    plan = errand.plan
    at = place_of(errand)
    rows = {str(row.host): row for row in plan.install.hosts}
    chosen = [host for host in chosen_hosts(at, tuple(names)) if host in rows]
    lonely = [host for host in chosen_hosts(at, tuple(names)) if host not in rows and names]
    if is_retry:
        chosen = [host for host in chosen if known.stages.get(host) not in INSTALLED]
    logins = keys(plan, errand.pod_folder)
    foreseen = foresee(errand, at, chosen, logins, lambda host: Wish(at.where(host), boot=BootOnce.NETWORK, power=Power.RESTART, is_forced=is_forced))
    told = {machine.host: machine for machine in foreseen.machines}
    underway = {host: known.underway[host] for host in foreseen.asked if host in known.underway and told[host].power != OFF}
    lost = (*plan.install.wipe, *wipe)
    disks: dict[str, Chosen] = {}
    findings = [*foreseen.findings]
    findings += [Finding("P558", f"install {host}", "it is the only boot server, and nobody installs it", "Name a second boot server") for host in lonely]
    blocked = {finding.where for finding in findings}
    for host in foreseen.asked:
        if at.where(host) in blocked or host in underway:
            continue
        found = chosen_disk(plan.install, rows[host], at.expected(host), told[host].drives, disk_bytes=image.record.disk_bytes, wipe=lost)
        if isinstance(found, Finding):
            findings.append(found)
        else:
            disks[host] = found
    homes = {host: _home(host, str(rows[host].server), known) for host in disks}
    return Outlook(foreseen, disks, homes, start_in_waves(plan, [*disks]), underway, tuple(findings), image)


def _home(host: str, planned: str, known: Known) -> str:
    """Return where a host's seed waits: at its own boot server, or at the other while that is away. Raises: Refused when the other is the host itself."""
    if planned in known.urls:
        return planned
    other = next((server for server in known.urls if server != host), None)
    if other is None:
        raise Refused(f"install {host}", f"{planned}, which installs it, does not answer", "Look at that host")
    return other


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
