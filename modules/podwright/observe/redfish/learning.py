"""What was found, made into lines of hardware.csv and of the certificates: only what contradicts nothing that stands there."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from podwright.observe.redfish.compare import MachineComparison
from podwright.observe.redfish.identity import BMC_PORT, FILE
from podwright.observe.redfish.machine import ObservedMachine
from podwright.observe.redfish.places import Places
from podwright.plan.finding import Finding
from podwright.spec.hardware import COLUMNS, SERIAL, HardwareRow

CONTRADICTIONS = frozenset({"P520", "P521", "P528", "P529", "P535"})
"""Findings that say that two things cannot both be true: while one stands, nothing is learnt of any machine."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """Rows of hardware.csv and fingerprints by host as they would stand, the hosts that are new in either, and those of which nothing is learnt, with the reason."""

    rows: tuple[HardwareRow, ...]
    pins: Mapping[str, str]
    learnt: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    contradictions: tuple[Finding, ...]


def learn(at: Places, comparison: MachineComparison, rows: Iterable[HardwareRow], pins: Mapping[str, str]) -> Learnt:
    """Return what can be learnt: serial number, MACs and GUIDs of ports whose place is known, the BMC's MAC, its certificate.

    Laws: what stands stays; with a contradiction nothing is new; a machine with a finding is left out, and so is a BMC that told nothing.
    """
    standing = {(row.device, row.port): row for row in rows}
    fit = [machine for machine in comparison.machines if machine.host not in comparison.unfit]
    found = [row for machine in fit for row in machine_rows(at, machine)]
    contradictions = tuple(finding for finding in comparison.findings if finding.code in CONTRADICTIONS) or tuple(_against(at, standing, found, fit))
    left = [(machine.host, "it has findings") for machine in comparison.machines if machine.host in comparison.unfit]
    left += [(silence.host, "its BMC told nothing") for silence in comparison.silences]
    if contradictions:
        return Learnt(tuple(standing.values()), pins, (), tuple(sorted(left)), contradictions)
    merged = dict(standing)
    for row in found:
        merged[row.device, row.port] = _filled(merged.get((row.device, row.port)), row)
    known = {**pins, **{machine.host: machine.certificate_sha256 for machine in fit if machine.certificate_sha256 and machine.host not in pins}}
    changed = {device for (device, port), row in merged.items() if standing.get((device, port)) != row} | (known.keys() - pins.keys())
    ordered = tuple(merged[key] for key in sorted(merged))
    return Learnt(ordered, known, tuple(sorted(changed)), tuple(sorted(left)), ())


def machine_rows(at: Places, machine: ObservedMachine) -> Iterator[HardwareRow]:
    """Yield the lines that a machine would have: its own, its BMC's, those of ports that its kind names by their place on PCI."""
    serial = machine.serial or machine.chassis_serial
    if serial and SERIAL.fullmatch(serial):
        yield HardwareRow(machine.host, "", None, None, serial)
    if machine.bmc.mac:
        yield HardwareRow(machine.host, BMC_PORT, machine.bmc.mac, None, None)
    name_of = {port.pci: port.name for port in at.expected(machine.host).ports if port.pci}
    for port in machine.ports or ():
        if port.pci in name_of and (port.mac or port.guid):
            yield HardwareRow(machine.host, name_of[port.pci], port.mac, port.guid, None)


def hardware_text(rows: Iterable[HardwareRow]) -> str:
    """Return hardware.csv with these rows, in their order."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell or "" for cell in row] for row in rows)
    return out.getvalue()


def _against(
    at: Places, standing: Mapping[tuple[str, str], HardwareRow], found: Iterable[HardwareRow], machines: Iterable[ObservedMachine]
) -> Iterator[Finding]:
    """Yield each line that says another thing than what stands for the same port, or what stands for another one."""
    serials = {machine.host: {serial.lower() for serial in machine.serials} for machine in machines}
    holder = {value: key for key, row in standing.items() for value in (row.mac, row.guid) if value}
    for row in found:
        key, old = (row.device, row.port), standing.get((row.device, row.port))
        here = f"{row.device}/{row.port}" if row.port else row.device
        if not row.port and old and old.serial and old.serial.lower() not in serials[row.device]:
            yield _contradiction(at, row.device, f"{here} has serial number {row.serial}, and {old.serial} is declared")
        for told, declared in ((row.mac, old.mac if old else None), (row.guid, old.guid if old else None)):
            if told and declared and told != declared:
                yield _contradiction(at, row.device, f"{here} has {told}, and {declared} is declared")
            elif told and holder.get(told, key) != key:
                yield _contradiction(at, row.device, f"{here} has {told}, which is declared for {'/'.join(holder[told])}")


def _contradiction(at: Places, host: str, what: str) -> Finding:
    return Finding("P535", at.where(host), what, f"Look which is right; correct {FILE} or the machine, then learn again")


def _filled(old: HardwareRow | None, new: HardwareRow) -> HardwareRow:
    if old is None:
        return new
    return HardwareRow(old.device, old.port, old.mac or new.mac, old.guid or new.guid, old.serial or new.serial)
