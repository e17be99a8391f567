"""The cable sheet: what the people who pull cables work from, in Mission Control's point-to-point columns and four of our own behind them."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from operator import attrgetter

from podwright.plan.names import DeviceName, PortName
from podwright.plan.types import Cable, Device, Fabrics, Physical, Tier

# Mission Control north-south network deployment guide 2.3.0, appendix, point-to-point CSV; read 2026-11-21.
POINT_TO_POINT = (
    "BUNDLE_ID",
    "SEQ",
    "SRC_RACKROLE",
    "SRC_RACK",
    "SRC_U",
    "SRC_NAME",
    "SRC_HCA_PORT",
    "SRC_TRANSCEIVER",
    "DST_RACKROLE",
    "DST_RACK",
    "DST_U",
    "DST_NAME",
    "DST_PORT",
    "DST_TRANSCEIVER",
)
SEPARATING = re.compile('[",\\r\\n]').search
COLUMNS = (*POINT_TO_POINT, "LABEL", "FABRIC", "RATE_GBPS", "MEDIUM")


def cable_sheet(physical: Physical, fabric: Fabrics) -> str:
    """Return the cable sheet as CSV text.

    Shape: a line of column names, then one line a cable in label order. A bundle is all cables of one fabric and tier between two racks; SEQ counts within it from 1.
    Units: U positions are the lowest rack unit a device fills, empty for what stands beside the units; rates in Gb/s.
    """
    return "".join((",".join(COLUMNS), "\n", *_lines(physical, fabric)))


def _lines(physical: Physical, fabric: Fabrics) -> Iterator[str]:
    """Yield the line of each cable. What many lines have in common, the cells of a device among them, is written once."""
    kinds = {rack.name: rack.kind for rack in physical.racks}
    words = {device.name: place_words(device) for device in physical.devices}
    cells = {one.name: f"{_cell(kinds[one.rack])},{_cell(one.rack)},{rack_unit(one)},{_cell(one.name)}" for one in physical.devices}
    cell, plugs = cache(_cell), dict[DeviceName, dict[PortName, str]]()
    for port in fabric.ports:
        plugs.setdefault(port.device, {})[port.name] = f"{cell(port.name)},{cell(port.connector)}"
    seen: Counter[str] = Counter()
    for label, name, tier, a, a_port, b, b_port, rate_gbps, medium, _, _ in sorted(fabric.cables, key=attrgetter("label")):
        bundle = _bundle(name, tier, words[a], words[b])
        seen[bundle] += 1
        ends = f"{cells[a]},{plugs[a][a_port]},{cells[b]},{plugs[b][b_port]}"
        yield f"{_cell(bundle)},{seen[bundle]},{ends},{_cell(label)},{cell(name)},{rate_gbps},{cell(medium)}\n"


def _cell(text: str) -> str:
    """Return the text as one cell, as RFC 4180 has it: quoted where it holds what separates cells and lines."""
    return '"' + text.replace('"', '""') + '"' if SEPARATING(text) else text


def bundle_name(cable: Cable, a: Device, b: Device) -> str:
    """Return the name of the bundle that a cable is pulled in; it follows from the places of both ends and never from how many others there are."""
    return _bundle(cable.fabric, cable.tier, place_words(a), place_words(b))


def place_words(device: Device) -> str:
    """Return the rack of a device without the pod's name."""
    return f"u{device.place.unit:03}-r{device.place.rack:02}"


def rack_unit(device: Device) -> int | str:
    """Return the lowest rack unit that the device fills, or nothing for a device that stands beside the units."""
    return device.lowest_u if device.height_u else ""


def _bundle(fabric: str, tier: Tier, a_words: str, b_words: str) -> str:
    return f"{fabric}.{tier}.{a_words}.{b_words}"
