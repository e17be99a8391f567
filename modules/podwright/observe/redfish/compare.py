"""What is racked against what is planned: every machine that is not as it should be, by rack and U, before anything is written to one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from podwright.observe.redfish.expected import NotCompared, faults, not_compared
from podwright.observe.redfish.identity import (
    no_machine_is_unknown,
    no_machine_stands_in_for_another,
    no_serial_or_mac_twice,
    owners,
    ports_have_the_declared_addresses,
)
from podwright.observe.redfish.machine import ObservedMachine
from podwright.observe.redfish.places import Places
from podwright.observe.redfish.silence import BmcSilence, SilenceKind
from podwright.plan.finding import Finding

SILENCES = {
    SilenceKind.UNREACHABLE: ("P530", "Look whether it has power and its cable, and whether its address is the planned one"),
    SilenceKind.SLOW: ("P530", "Reset the BMC, or give it more time with --limit"),
    SilenceKind.PASSWORD: ("P531", "Put the right password into the secret that the pod names, or set it on the BMC"),
    SilenceKind.CERTIFICATE: (
        "P532",
        "If its certificate was renewed, drop its line in bmc-certificates.csv and learn it again; else somebody stands in between",
    ),
    SilenceKind.BROKEN: ("P533", "Reset the BMC, or renew its firmware"),
    SilenceKind.SESSION: ("P534", "Reset the BMC, or ask fewer at once; others may use up its sessions"),
}
"""The code and what to do, by why a BMC told nothing."""
OF_BMCS = frozenset(code for code, _ in SILENCES.values())


@dataclass(frozen=True, slots=True)
class MachineComparison:
    """Machines that answered and BMCs that did not, in the order of their places; findings in that order, then by code; what was held against nothing."""

    machines: tuple[ObservedMachine, ...]
    silences: tuple[BmcSilence, ...]
    findings: tuple[Finding, ...]
    not_compared: tuple[NotCompared, ...]

    @property
    def is_of_bmcs_alone(self) -> bool:
        """Return whether all findings say that a BMC told nothing."""
        return all(finding.code in OF_BMCS for finding in self.findings)


def compare_machines(at: Places, machines: Iterable[ObservedMachine], silences: Iterable[BmcSilence] = ()) -> MachineComparison:
    """Return every difference between the machines at the plan's places and what is expected and declared of them.

    Laws: machines as expected give no finding; a machine that stands at another's place is held against what is expected there, so that no fault follows from
    another; a list that a BMC could not tell whole is not compared.
    """
    order = {host: number for number, host in enumerate(at.devices)}
    rows = sorted(machines, key=lambda machine: order[machine.host])
    missed = sorted(silences, key=lambda silence: order[silence.host])
    owner_of = owners(at, rows)
    found = [
        *no_machine_stands_in_for_another(at, rows, owner_of),
        *no_machine_is_unknown(at, rows, owner_of),
        *no_serial_or_mac_twice(at, rows),
        *ports_have_the_declared_addresses(at, rows, owner_of),
        *(finding for machine in rows for finding in faults(at.where(machine.host), at.expected(owner_of.get(machine.host, machine.host)), machine)),
        *_silent(at, missed),
    ]
    place = {at.where(host): number for host, number in order.items()}
    lacking = tuple(_lacking(at, rows))
    return MachineComparison(tuple(rows), tuple(missed), tuple(sorted(found, key=lambda finding: (place[finding.where], finding.code))), lacking)


def _silent(at: Places, silences: Sequence[BmcSilence]) -> Iterator[Finding]:
    for silence in silences:
        code, remedy = SILENCES[silence.kind]
        yield Finding(code, at.where(silence.host), f"the BMC at {silence.address} {silence.reason}", remedy)


def _lacking(at: Places, machines: Sequence[ObservedMachine]) -> Iterator[NotCompared]:
    for machine in machines:
        yield from not_compared(at.expected(machine.host), machine)
