"""What a verb would set on which BMC: every machine looked at first, those that are not as planned left alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from podwright.bmc.accounts import first_password
from podwright.bmc.asking import asked_of
from podwright.bmc.setting import Asked, Setting
from podwright.bmc.wish import Wish
from podwright.cli.bmc_logins import Keys, logins
from podwright.cli.machines_round import insist_on_kinds, pins_of
from podwright.cli.progress import listener
from podwright.observe.redfish.answers import Answer, read_answers
from podwright.observe.redfish.collect_bmc import Target, ask_bmcs
from podwright.observe.redfish.compare import OF_BMCS, SILENCES, compare_machines
from podwright.observe.redfish.machine import ObservedMachine
from podwright.observe.redfish.places import Places, places
from podwright.observe.redfish.shelf import Shelf
from podwright.observe.redfish.silence import SilenceKind
from podwright.observe.redfish.wishes import SET_LATER
from podwright.plan.finding import Finding
from podwright.plan.types import Plan
from podwright.spec.hardware import load_hardware

UNKNOWN_CERTIFICATE = "P536"
OF_FIRST = SILENCES[SilenceKind.CHANGE_FIRST][0]


@dataclass(frozen=True, slots=True)
class Errand:
    """What the person asked for: of which hosts, in spite of which findings, how many BMCs are asked at once, how long each may take."""

    folder: Path
    plan: Plan
    only: tuple[str, ...]
    in_spite_of: tuple[str, ...]
    at_once: int
    limit_s: float

    @property
    def pod_folder(self) -> Path:
        """Return the folder that what is learnt of the pod lies in."""
        return self.folder if self.folder.is_dir() else self.folder.parent


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would be set, by host in the order of places; the BMCs to speak to; what keeps others from being touched; what the machines told of themselves.

    `accounts` are those whose passwords their BMCs want changed before they tell anything.
    """

    at: Places
    targets: Mapping[str, Target]
    wishes: Mapping[str, Wish]
    asked: Mapping[str, Asked]
    findings: tuple[Finding, ...]
    refused: tuple[str, ...]
    machines: tuple[ObservedMachine, ...] = ()
    accounts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_of_bmcs_alone(self) -> bool:
        """Return whether all findings say that a BMC told nothing."""
        return all(finding.code in OF_BMCS for finding in self.findings)

    @property
    def setting_count(self) -> int:
        """Return how many requests would be made."""
        return sum(len(asked.settings) for asked in self.asked.values())


def place_of(errand: Errand) -> Places:
    """Return the places of a pod. Raises: SpecErrors for the hardware file, Refused for a plan that is too old."""
    plan = errand.plan
    at = places(plan.physical, plan.hosts, plan.machines, load_hardware(errand.pod_folder))
    insist_on_kinds(at, plan)
    return at


def foresee(
    errand: Errand, at: Places, chosen: Sequence[str], known: Keys, wish_of: Callable[[str], Wish], *, seen: Mapping[str, str] | None = None
) -> Foreseen:
    """Return what would be set on which BMC of the chosen hosts; `seen` are certificates that this run has seen, and trusts.

    Raises: click's Exit with code 2 for a file that cannot be read.
    """
    pins = {**pins_of(errand.pod_folder), **(seen or {})}
    wishes = {host: wish_of(host) for host in chosen}
    address = {str(host.name): host.bmc_v4 for host in errand.plan.hosts.hosts}
    is_trusting = UNKNOWN_CERTIFICATE in errand.in_spite_of
    own = {host: logins(known, host, is_pinned=host in pins or is_trusting, is_settling=wishes[host].accounts is not None) for host in chosen}
    targets = {host: Target(host, address[host], pins.get(host), logins=own[host]) for host in chosen}

    def reader(shelf: Shelf, host: str) -> None:
        more = Shelf(shelf.documents)
        asked_of(more, host, wishes[host], "")
        shelf.wanted.update(more.wanted)

    heard = listener(Console(stderr=True))
    answers = ask_bmcs([*targets.values()], None, limit_s=errand.limit_s, on_event=heard, at_once=errand.at_once, reader=reader)
    comparison = compare_machines(at, *read_answers(answers))
    spared = SET_LATER.union(errand.in_spite_of) - OF_BMCS
    kept_off = {host for host, code in comparison.concerns if code not in spared}
    findings = [finding for finding in comparison.findings if finding.code not in spared]
    unpinned = [answer.host for answer in answers if answer.host not in pins and answer.silence is None and answer.host not in kept_off]
    if unpinned and not is_trusting:
        kept_off.update(unpinned)
        findings.append(_unpinned(unpinned))
    first = _first(answers, wishes, pins, is_trusting=is_trusting)
    kept_off -= first.keys()
    findings += [_unknown_and_silent(at.where(answer.host)) for answer in answers if answer.account and answer.host not in pins and not is_trusting]
    findings = [finding for finding in findings if finding.code != OF_FIRST or finding.where not in {at.where(host) for host in first}]
    asked = {host: Asked(host, (setting,)) for host, (_, setting) in first.items()}
    asked |= {answer.host: _asked(answer, wishes[answer.host]) for answer in answers if answer.host not in kept_off and answer.silence is None}
    findings += [finding for one in asked.values() for finding in one.findings]
    pinned = {answer.host: targets[answer.host]._replace(pin=answer.certificate_sha256) for answer in answers}
    ordered = {host: asked[host] for host in chosen if host in asked}
    accounts = {host: account for host, (account, _) in first.items()}
    return Foreseen(at, pinned, wishes, ordered, tuple(findings), tuple(host for host in chosen if host in kept_off), comparison.machines, accounts)


def _first(answers: Sequence[Answer], wishes: Mapping[str, Wish], pins: Mapping[str, str], *, is_trusting: bool) -> dict[str, tuple[str, Setting]]:
    """Return the accounts whose passwords are to be changed before their BMCs tell anything, where that may be done, and the change."""
    found = {}
    for answer in answers:
        accounts = wishes[answer.host].accounts
        is_known = answer.host in pins or is_trusting
        if answer.silence and answer.silence[0] is SilenceKind.CHANGE_FIRST and answer.account and accounts and is_known:
            found[answer.host] = (answer.account, first_password(answer.account, answer.host, accounts))
    return found


def _asked(answer: Answer, wish: Wish) -> Asked:
    return asked_of(Shelf(answer.documents), answer.host, wish, answer.login)


def _unknown_and_silent(where: str) -> Finding:
    what = "its certificate is not known, and it tells nothing by which its machine could be"
    return Finding(UNKNOWN_CERTIFICATE, where, what, f"Look that the right machine stands there, then say --in-spite-of {UNKNOWN_CERTIFICATE}")


def _unpinned(hosts: list[str]) -> Finding:
    where = hosts[0] if len(hosts) == 1 else f"{len(hosts)} hosts, such as {hosts[0]}"
    what = "the certificate of the BMC is not known yet, so that anybody might be given a password"
    return Finding(UNKNOWN_CERTIFICATE, where, what, "Look at the machines with `podwright machines --learn` first")
