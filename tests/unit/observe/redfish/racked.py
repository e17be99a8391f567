"""A pod whose machines are racked as planned, told by emulated BMCs; tests change one thing at a time."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from podwright.lab.bmc.documents import Shape, documents
from podwright.lab.bmc.machine import EmulatedMachine, machine_of
from podwright.observe.redfish.answers import Answer, read_answers
from podwright.observe.redfish.compare import MachineComparison, compare_machines
from podwright.observe.redfish.machine import ObservedMachine
from podwright.observe.redfish.places import Places, places
from podwright.observe.redfish.silence import BmcSilence
from podwright.plan.finding import Finding
from podwright.plan.types import MachineKind, Plan
from podwright.spec.hardware import HardwareRow
from unit.pods import plan

GPU, OTHER, STORAGE, MANAGEMENT = "pod-u001-r01-n01", "pod-u001-r01-n02", "pod-u001-r01-n09", "pod-u001-r01-n12"
FINGERPRINT = "ab" * 32


@cache
def pod() -> Plan:
    return plan()


def kind_of(host: str) -> MachineKind:
    device = next(device for device in pod().physical.devices if device.name == host)
    return next(kind for kind in pod().machines.kinds if kind.kind == device.kind)


@cache
def machine(host: str, of: str | None = None) -> EmulatedMachine:
    """Return the machine that is as planned at a place; `of` is the place whose machine it is, where it is another's."""
    address = next(row.bmc_v4 for row in pod().hosts.hosts if row.name == host)
    return replace(machine_of(kind_of(of or host), host=of or host, address=address), address=address)


def answer(host: str, told: EmulatedMachine | None = None, shape: Shape = "ami", but: Mapping[str, object] | None = None) -> Answer:
    """Return what the BMC at a place answers: of its planned machine, or of another; `but` are documents that stand in for others."""
    one = told or machine(host)
    return Answer(host, one.address, FINGERPRINT, {**documents(one, shape), **(but or {})})


def observed(host: str, told: EmulatedMachine | None = None, shape: Shape = "ami", but: Mapping[str, object] | None = None) -> ObservedMachine:
    machines, silences = read_answers([answer(host, told, shape, but)])
    assert silences == ()
    return machines[0]


def hardware(*hosts: str) -> tuple[HardwareRow, ...]:
    """Return what is declared of these hosts: the serial number, the BMC's MAC and one port's of each."""
    rows = []
    for host in hosts:
        one = machine(host)
        rows.append(HardwareRow(host, "", None, None, one.serial))
        rows.append(HardwareRow(host, "bmc", one.bmc_mac, None, None))
    return tuple(rows)


def at(rows: tuple[HardwareRow, ...] = ()) -> Places:
    return places(pod().physical, pod().hosts, pod().machines, rows)


def compared(*machines: ObservedMachine, rows: tuple[HardwareRow, ...] = (), silences: tuple[BmcSilence, ...] = ()) -> MachineComparison:
    return compare_machines(at(rows), machines, silences)


def only(comparison: MachineComparison) -> Finding:
    """Return the only finding."""
    assert len(comparison.findings) == 1, comparison.findings
    return comparison.findings[0]
