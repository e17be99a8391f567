"""What a machine is set to against what the pod file declares of its kind: findings that say what is to be set, and keep nothing from being set."""

from collections.abc import Iterator, Sequence

from podwright.observe.redfish.boot_options import NETWORK, reordered
from podwright.observe.redfish.components import component
from podwright.observe.redfish.expected import NOT_TOLD
from podwright.observe.redfish.machine import ObservedMachine
from podwright.observe.redfish.places import Places
from podwright.plan.finding import Finding
from podwright.plan.types import MachineKind

SET_LATER = frozenset({"P590", "P591", "P596", "P599"})
"""Findings about what is set: the machine is the one that is planned, and may be learnt and set."""
SHOWN = 3
DAY_S = 86_400
"""A clock that is off by less may only be of another time zone; with more, events and certificates of the BMC are dated wrong."""
NO_MAC = "no MAC of its in-band ports is declared"


def unset(where: str, kind: MachineKind, machine: ObservedMachine, macs: Sequence[str]) -> Iterator[Finding]:
    """Yield what is declared for a kind and is another on a machine; what its BMC does not tell is not held against it. `macs` are those of the ports that it starts from."""
    yield from _firmware(where, kind, machine)
    if machine.clock_off_s is not None and abs(machine.clock_off_s) >= DAY_S:
        remedy = "Give it a time server, or set its clock: its log and its certificates are dated by it"
        yield Finding("P599", where, f"the clock of its BMC is {_off(machine.clock_off_s)}", remedy)
    if kind.boot_order is None or not machine.boot_order:
        return
    order = reordered(machine.boot_order, kind.boot_order.first, macs)
    if order is not None and order != machine.boot_order:
        what = f"it starts from {machine.boot_order[0].name} first, and the {kind.boot_order.first} is declared"
        yield Finding("P596", where, what, "Set it with `podwright bmc settle`, and reset the host")


def boot_macs(at: Places, host: str) -> tuple[str, ...]:
    """Return the MACs of the ports that a host starts from, as hardware.csv has them, in the order of the plan."""
    order = at.expected(host).boot_order
    found = (at.address_of.get((host, port)) for port in (order.ports if order else ()))
    return tuple(address for address in found if address and not address.startswith("0x"))


def untold(kind: MachineKind, machine: ObservedMachine, macs: Sequence[str]) -> str:
    """Return why the boot order of a machine is not compared, nothing where it is or nobody declares one."""
    if kind.boot_order is None:
        return ""
    if machine.boot_order is None:
        return NOT_TOLD
    return NO_MAC if kind.boot_order.first == NETWORK and not macs else ""


def _firmware(where: str, kind: MachineKind, machine: ObservedMachine) -> Iterator[Finding]:
    if machine.firmware is None:
        return
    versions = {piece.name: piece.version for piece in machine.firmware}
    named = [(wish, component(wish.component, versions)) for wish in kind.firmware]
    other = [f"{wish.component} has {versions[name]}, and {wish.version} is declared" for wish, name in named if name and versions[name] != wish.version]
    if other:
        yield Finding("P590", where, _first(other), "Set it with `podwright bmc firmware`, or correct machines.firmware")
    unknown = [wish.component for wish, name in named if name is None]
    if unknown:
        remedy = "Look how this BMC names it (`podwright machines --json`); some tell a component only while the host is on"
        yield Finding("P591", where, f"its BMC knows no firmware component {', '.join(unknown)}", remedy)


def _first(lines: list[str]) -> str:
    return "; ".join(lines[:SHOWN]) + (f"; {len(lines) - SHOWN} more" if len(lines) > SHOWN else "")


def _off(seconds: int) -> str:
    """Return how far a clock is off, in words."""
    days = abs(seconds) // DAY_S
    return f"{days:,} day{'s' * (days != 1)} {'ahead' if seconds > 0 else 'behind'}"
