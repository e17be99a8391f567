"""The head of the report: what the pod is, in numbers, and what its racks draw against what the site feeds them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from podwright.outputs.report.words import kilowatts, plural, role_words
from podwright.plan.types import Device, DeviceClass, Plan, Rack


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of the pod and what it is made of."""

    number: str
    noun: str
    detail: str


@dataclass(frozen=True, slots=True)
class PowerRow:
    """Racks of one kind that draw the same; `share_percent` is their power against their feed."""

    racks: str
    rack_count: int
    kind: str
    power_w: int
    feed_w: int
    share_percent: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands above everything else."""

    plan_digest: str
    digests: tuple[tuple[str, str], ...]
    tiles: tuple[Tile, ...]
    power: tuple[PowerRow, ...]


def summary(plan: Plan, digest_of_section: dict[str, str]) -> Summary:
    """Return the head of the report."""
    return Summary(plan_digest=digest_of_section["plan"], digests=tuple(digest_of_section.items()), tiles=tiles(plan), power=power_rows(plan.physical.racks))


def tiles(plan: Plan) -> tuple[Tile, ...]:
    """Return the numbers that people ask for first."""
    physical, fabrics = plan.physical, plan.fabric
    switches = [device for device in physical.devices if device.device_class is DeviceClass.SWITCH]
    gpu_count = sum(host.gpu_count for host in plan.hosts.hosts)
    feed_w, power_w = sum(rack.feed_w for rack in physical.racks), sum(rack.power_w for rack in physical.racks)
    return (
        Tile(f"{gpu_count:,}", "GPUs", f"in {plural(plan.header.node_count, 'node')}"),
        Tile(f"{len(plan.hosts.hosts):,}", "hosts", "run an operating system"),
        Tile(f"{len(physical.racks):,}", "racks" if len(physical.racks) != 1 else "rack", plural(plan.header.scalable_units, "scalable unit")),
        Tile(f"{len(switches):,}", "switches" if len(switches) != 1 else "switch", switch_detail(switches)),
        Tile(f"{len(fabrics.cables):,}", "cables", f"in {plural(len(fabrics.fabrics), 'fabric')}"),
        Tile(kilowatts(power_w), "kW", f"at most, of {kilowatts(feed_w)} fed"),
    )


def switch_detail(switches: list[Device]) -> str:
    """Return how many switches are of which role."""
    count_of_role = Counter(device.role for device in switches)
    return ", ".join(plural(count, role_words(role)) for role, count in sorted(count_of_role.items()))


def power_rows(racks: tuple[Rack, ...]) -> tuple[PowerRow, ...]:
    """Return what racks draw against their feed.

    Shape: one row for all racks that are alike in kind, feed and power, in order of the first of them.
    """

    def likeness(rack: Rack) -> tuple[bool, str, int, int]:
        return (rack.unit == 0, rack.kind, -rack.power_w, rack.feed_w)

    groups = [list(group) for _, group in groupby(sorted(racks, key=lambda rack: (likeness(rack), rack.name)), key=likeness)]
    return tuple(
        PowerRow(
            racks=rack_range(group),
            rack_count=len(group),
            kind=group[0].kind,
            power_w=group[0].power_w,
            feed_w=group[0].feed_w,
            share_percent=-(-100 * group[0].power_w // group[0].feed_w),
            is_over=group[0].power_w > group[0].feed_w,
        )
        for group in groups
    )


def rack_range(racks: list[Rack]) -> str:
    """Return the racks as people would list them: each by name while they are few, else the numbers that units have alike, with these units."""
    if len(racks) <= 2:
        return ", ".join(rack.name for rack in racks)
    numbers_of_unit: dict[int, list[int]] = {}
    for rack in racks:
        numbers_of_unit.setdefault(rack.unit, []).append(rack.number)
    units_of_numbers: dict[tuple[int, ...], list[int]] = {}
    for unit, numbers in numbers_of_unit.items():
        units_of_numbers.setdefault(tuple(sorted(numbers)), []).append(unit)
    pod = racks[0].name.rsplit("-", 2)[0]
    rows = ((_run("u", units, 3), "-" if len(units) == 1 else ": ", _run("r", numbers, 2)) for numbers, units in units_of_numbers.items())
    return "; ".join(f"{pod}-{units}{between}{numbers}" for units, between, numbers in rows)


def _run(letter: str, numbers: Sequence[int], width: int) -> str:
    """Return numbers as names write them: `u001`, `u001 to u064`, or each where they leave gaps."""
    first, last = min(numbers), max(numbers)
    if last - first + 1 == len(numbers) > 1:
        return f"{letter}{first:0{width}} to {letter}{last:0{width}}"
    return ", ".join(f"{letter}{number:0{width}}" for number in sorted(numbers))
