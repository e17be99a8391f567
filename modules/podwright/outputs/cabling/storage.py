"""The sheet of the cables to a storage system: a row for what runs between one of its blocks and one leaf. Plugs at the block are its vendor's."""

from podwright.outputs.cables import rack_unit
from podwright.outputs.cabling.text import csv_text
from podwright.plan.types import Physical, Storage

COLUMNS = ("BUNDLE", *(f"{end}_{word}" for end in ("A", "B") for word in ("RACK", "U", "DEVICE")), "CABLES", "RATE_GBPS", "LENGTH_M")
"""Names of the columns; the A end is the block."""


def storage_sheet(physical: Physical, storage: Storage) -> str:
    """Return the sheet as CSV text, by block and leaf; cables between the same two racks are pulled as one bundle."""
    devices = {device.name: device for device in physical.devices}
    rows = []
    for link in storage.links:
        block, leaf = devices[link.device], devices[link.leaf]
        spots = (f"u{end.place.unit:03}-r{end.place.rack:02}" for end in (block, leaf))
        ends = (cell for end in (block, leaf) for cell in (end.rack, rack_unit(end), end.name))
        rows.append((f"storage_system.{'.'.join(spots)}", *ends, link.cable_count, link.rate_gbps, f"{link.length_m:g}"))
    return csv_text(COLUMNS, rows)
