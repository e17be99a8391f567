"""The cable sheet: what the people who pull cables work from, in Mission Control's point-to-point columns and four of our own behind them."""

import csv
import io
from collections import Counter

from podwright.plan.types import Cable, Device, Fabrics, Physical

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
COLUMNS = (*POINT_TO_POINT, "LABEL", "FABRIC", "RATE_GBPS", "MEDIUM")


def cable_sheet(physical: Physical, fabric: Fabrics) -> str:
    """Return the cable sheet as CSV text.

    Shape: a line of column names, then one line a cable in label order. A bundle is all cables of one fabric and tier between two racks; SEQ counts within it from 1.
    Units: U positions are the lowest rack unit a device fills, empty for what stands beside the units; rates in Gb/s.
    """
    devices = {device.name: device for device in physical.devices}
    kinds = {rack.name: rack.kind for rack in physical.racks}
    connectors = {(port.device, port.name): port.connector for port in fabric.ports}
    seen: Counter[str] = Counter()
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow(COLUMNS)
    for cable in sorted(fabric.cables, key=lambda one: one.label):
        a, b = devices[cable.a_device], devices[cable.b_device]
        bundle = bundle_name(cable, a, b)
        seen[bundle] += 1
        source = (kinds[a.rack], a.rack, rack_unit(a), a.name, cable.a_port, connectors[a.name, cable.a_port])
        target = (kinds[b.rack], b.rack, rack_unit(b), b.name, cable.b_port, connectors[b.name, cable.b_port])
        sheet.writerow((bundle, seen[bundle], *source, *target, cable.label, cable.fabric, cable.rate_gbps, cable.medium))
    return text.getvalue()


def bundle_name(cable: Cable, a: Device, b: Device) -> str:
    """Return the name of the bundle that a cable is pulled in; it follows from the places of both ends and never from how many others there are."""
    return f"{cable.fabric}.{cable.tier}.{place_words(a)}.{place_words(b)}"


def place_words(device: Device) -> str:
    """Return the rack of a device without the pod's name."""
    return f"u{device.place.unit:03}-r{device.place.rack:02}"


def rack_unit(device: Device) -> int | str:
    """Return the lowest rack unit that the device fills, or nothing for a device that stands beside the units."""
    return device.lowest_u if device.height_u else ""
