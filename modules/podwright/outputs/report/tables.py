"""Long tables: addresses, cables, devices, hosts; how long one may be, and which start open."""

from collections import Counter
from dataclasses import dataclass

from podwright.plan.types import Device, Fabric, Fabrics, Physical, Tier

OPEN_ROWS = 60  # about two screens; a longer table waits behind its heading
MOST_ROWS = 4_000  # a page of four scalable units keeps its tables; beyond, they would be megabytes, and the files of `podwright render` are the place to look
TIER_WORDS = {
    Tier.NODE_LEAF: "device to leaf",
    Tier.LEAF_SPINE: "leaf to spine",
    Tier.SPINE_CORE: "spine to core",
    Tier.PEER: "leaf to leaf of a pair",
    Tier.UFM_LEAF: "UFM to leaf",
    Tier.UPLINK: "up into another fabric",
}


@dataclass(frozen=True, slots=True)
class CableRow:
    """Cables of one fabric that are alike."""

    tier: str
    count: int
    rate_gbps: int
    medium: str


@dataclass(frozen=True, slots=True)
class FabricRow:
    """One fabric and its cables by tier."""

    fabric: Fabric
    cables: tuple[CableRow, ...]


def fabric_rows(fabrics: Fabrics) -> tuple[FabricRow, ...]:
    """Return every fabric with its cables by tier, rate and medium, in the plan's order."""
    counts = Counter((cable.fabric, cable.tier, cable.rate_gbps, cable.medium) for cable in fabrics.cables)
    order = list(Tier)
    alike = sorted(counts.items(), key=lambda item: (item[0][0], order.index(item[0][1]), item[0][2:]))
    return tuple(
        FabricRow(
            fabric=fabric, cables=tuple(CableRow(TIER_WORDS[tier], count, rate, medium) for (name, tier, rate, medium), count in alike if name == fabric.name)
        )
        for fabric in fabrics.fabrics
    )


def devices_from_below(physical: Physical) -> list[Device]:
    """Return every device by rack, lowest first, what stands beside the units after the rest."""
    return sorted(physical.devices, key=lambda device: (device.rack, device.height_u == 0, device.lowest_u, device.name))


def starts_open(row_count: int) -> bool:
    """Return whether a table of so many rows is shown at once."""
    return row_count <= OPEN_ROWS


def fits(row_count: int) -> bool:
    """Return whether a table of so many rows is part of the page."""
    return row_count <= MOST_ROWS


def units_words(device: Device) -> str:
    """Return the rack units of a device, as a column of a table says it."""
    if not device.height_u:
        return "beside"
    return f"{device.lowest_u}" if device.height_u == 1 else f"{device.lowest_u}\N{EN DASH}{device.lowest_u + device.height_u - 1}"
