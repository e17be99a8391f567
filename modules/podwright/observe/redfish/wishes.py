"""What a machine is set to against what the pod file declares of its kind: findings that say what is to be set, and keep nothing from being set."""

from collections.abc import Iterator

from podwright.observe.redfish.components import component
from podwright.observe.redfish.machine import ObservedMachine
from podwright.plan.finding import Finding
from podwright.plan.types import MachineKind

SET_LATER = frozenset({"P590", "P591"})
"""Findings about what is set: the machine is the one that is planned, and may be learnt and set."""
SHOWN = 3


def unset(where: str, kind: MachineKind, machine: ObservedMachine) -> Iterator[Finding]:
    """Yield what is declared for a kind and is another on a machine; what its BMC does not tell is not held against it."""
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
