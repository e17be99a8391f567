"""What is racked against what is planned: every machine that is not as it should be, by rack and U, before anything is written to one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from podwright.observe.redfish.expected import NotCompared, faults, not_compared
from podwright.observe.redfish.identity import (
    Told,
    no_machine_is_unknown,
    no_machine_stands_in_for_another,
    no_serial_or_mac_twice,
    owners,
    ports_have_the_declared_addresses,
)
from podwright.observe.redfish.machine import ObservedMachine
from podwright.observe.redfish.places import Places
from podwright.observe.redfish.silence import BmcSilence, SilenceKind
from podwright.observe.redfish.wishes import SET_LATER, boot_macs, unset, untold
from podwright.plan.finding import Finding

SILENCES = {
    SilenceKind.UNREACHABLE: ("P530", "Look whether it has power and its cable, and whether its address is the planned one"),
    SilenceKind.SLOW: ("P530", "Reset the BMC, or give it more time with --limit"),
    SilenceKind.PASSWORD: ("P531", "Put the right password into the secret that the pod names, or set it on the BMC"),
    SilenceKind.CHANGE_FIRST: ("P531", "`podwright bmc settle` changes it, and carries on"),
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
    """Machines that answered and BMCs that did not, in the order of their places; findings in that order, then by code; what was held against nothing.

    `concerns` are host and code of every place at which a finding is: one about two machines stands at the first of them and concerns both.
    """

    machines: tuple[ObservedMachine, ...]
    silences: tuple[BmcSilence, ...]
    findings: tuple[Finding, ...]
    not_compared: tuple[NotCompared, ...]
    concerns: tuple[tuple[str, str], ...] = ()

    @property
    def troubled(self) -> frozenset[str]:
        """Return the hosts at whose places something is wrong."""
        return frozenset(host for host, _ in self.concerns)

    @property
    def unfit(self) -> frozenset[str]:
        """Return the hosts at whose places another machine stands than is planned, or none that told; what is only to be set keeps nobody out."""
        return frozenset(host for host, code in self.concerns if code not in SET_LATER)

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
        *_faulty(at, rows, owner_of),
        *_to_be_set(at, rows),
        *_silent(at, missed),
    ]
    place = {at.where(host): number for host, number in order.items()}
    findings = sorted((finding for finding, _ in found), key=lambda finding: (place[finding.where], finding.code))
    concerns = sorted({(host, finding.code) for finding, hosts in found for host in hosts}, key=lambda row: (order[row[0]], row[1]))
    return MachineComparison(tuple(rows), tuple(missed), tuple(findings), tuple(_lacking(at, rows)), tuple(concerns))


def _faulty(at: Places, machines: Sequence[ObservedMachine], owner_of: Mapping[str, str]) -> Iterator[Told]:
    for machine in machines:
        for finding in faults(at.where(machine.host), at.expected(owner_of.get(machine.host, machine.host)), machine):
            yield finding, (machine.host,)


def _to_be_set(at: Places, machines: Sequence[ObservedMachine]) -> Iterator[Told]:
    for machine in machines:
        for finding in unset(at.where(machine.host), at.expected(machine.host), machine, boot_macs(at, machine.host)):
            yield finding, (machine.host,)


def _silent(at: Places, silences: Sequence[BmcSilence]) -> Iterator[Told]:
    for silence in silences:
        code, remedy = SILENCES[silence.kind]
        yield Finding(code, at.where(silence.host), f"the BMC at {silence.address} {silence.reason}", remedy), (silence.host,)


def _lacking(at: Places, machines: Sequence[ObservedMachine]) -> Iterator[NotCompared]:
    for machine in machines:
        kind = at.expected(machine.host)
        yield from not_compared(kind, machine)
        reason = untold(kind, machine, boot_macs(at, machine.host))
        if reason:
            yield NotCompared(machine.host, "boot order", reason)
