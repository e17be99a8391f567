"""A comparison of machines in words: a row for each place, what was held against nothing, the whole in a few lines."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from podwright.observe.redfish.compare import MachineComparison
from podwright.observe.redfish.machine import Drive, ObservedMachine
from podwright.observe.redfish.places import Places
from podwright.plan.finding import Finding

HEADINGS = ("RACK", "U", "HOST", "MODEL", "SERIAL", "CPUS", "MEMORY", "DRIVES", "GPUS", "PORTS", "BMC", "BIOS", "POWER", "IPMI", "")
LEAST_NEEDED = ("BIOS", "BMC", "IPMI", "POWER", "SERIAL", "PORTS", "CPUS", "MODEL", "DRIVES")
"""Columns that a narrow terminal goes without, the first to go first."""
UNTOLD = "-"
AS_PLANNED = "as planned"


def rows(at: Places, comparison: MachineComparison) -> list[tuple[str, ...]]:
    """Return a row for each place that was asked, in the order of racks, the top of each first; what a BMC does not tell is a dash."""
    codes: dict[str, list[str]] = defaultdict(list)
    for host, code in comparison.concerns:
        codes[host].append(code)
    told = {machine.host: _told(machine) for machine in comparison.machines}
    told |= {silence.host: (UNTOLD,) * 11 for silence in comparison.silences}
    found = []
    for host, device in at.devices.items():
        if host in told:
            state = " ".join(codes[host]) or AS_PLANNED
            found.append((device.rack, f"U{device.lowest_u}", host, *told[host], state))
    return found


def columns(table: Sequence[tuple[str, ...]]) -> list[str]:
    """Return rows as lines of equal columns under their headings; none for no rows."""
    if not table:
        return []
    whole = (HEADINGS, *table)
    widths = [max(len(row[at]) for row in whole) for at in range(len(HEADINGS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in whole]


def fitting(table: Sequence[tuple[str, ...]], width: int) -> tuple[int, ...]:
    """Return which columns of rows stand side by side in so many letters, two between each: all of them, or those that are needed most."""
    widths = {name: max(len(row[at]) for row in (HEADINGS, *table)) + 2 for at, name in enumerate(HEADINGS)}
    gone = set[str]()
    for name in LEAST_NEEDED:
        if sum(letters for kept, letters in widths.items() if kept not in gone) <= width + 2:
            break
        gone.add(name)
    return tuple(at for at, name in enumerate(HEADINGS) if name not in gone)


def summary(at: Places, comparison: MachineComparison, pins: Mapping[str, str]) -> list[str]:
    """Return what could not be compared, what could not be read, and how many machines are as planned."""
    lines = [f"{machine.host}: {remark}" for machine in comparison.machines for remark in machine.remarks]
    lines += _not_compared(at, comparison)
    machines = comparison.machines
    is_on = sum(1 for machine in machines if machine.bmc.is_ipmi_on)
    if is_on:
        lines.append(f"IPMI over LAN is on: {is_on} of {len(machines)}")
    unpinned = sum(1 for machine in machines if machine.certificate_sha256 and machine.host not in pins)
    if unpinned:
        lines.append(f"certificates that are not known yet, so that anybody might have answered: {unpinned} of {len(machines)}; --learn keeps them")
    right = sum(1 for machine in machines if machine.host not in comparison.troubled)
    silent = len(comparison.silences)
    lines.append(f"{right} of {len(machines) + silent} machines as planned, {_counted(comparison.findings)}{f', {silent} told nothing' if silent else ''}")
    return lines


def _not_compared(at: Places, comparison: MachineComparison) -> list[str]:
    """Return what was held against nothing: a line for all machines of a kind that lack the same for the same reason."""
    lacking: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in comparison.not_compared:
        lacking[row.host, row.reason].append(row.aspect)
    alike = Counter((at.devices[host].kind, ", ".join(aspects), reason) for (host, reason), aspects in lacking.items())
    return [f"not compared on {count} {kind}: {aspects} ({reason})" for (kind, aspects, reason), count in sorted(alike.items())]


def _told(machine: ObservedMachine) -> tuple[str, ...]:
    ipmi = {True: "on", False: "off", None: UNTOLD}[machine.bmc.is_ipmi_on]
    return (
        machine.model or UNTOLD,
        machine.serial or machine.chassis_serial or UNTOLD,
        _number(machine.socket_count),
        f"{machine.memory_gib} GiB" if machine.memory_gib is not None else UNTOLD,
        _drives(machine.drives),
        _number(None if machine.gpus is None else len(machine.gpus)),
        _number(None if machine.ports is None else len(machine.ports)),
        machine.bmc.version or UNTOLD,
        machine.bios_version or UNTOLD,
        machine.power or UNTOLD,
        ipmi,
    )


def _number(value: int | None) -> str:
    return UNTOLD if value is None else str(value)


def _drives(drives: Sequence[Drive] | None) -> str:
    if drives is None:
        return UNTOLD
    sizes = Counter((drive.capacity_bytes or 0) // 10**10 for drive in drives)
    return "+".join(f"{count}x{size / 100:.2f}TB" for size, count in sorted(sizes.items())) or "0"


def _counted(findings: Sequence[Finding]) -> str:
    return f"{len(findings)} finding{'s' * (len(findings) != 1)}"
