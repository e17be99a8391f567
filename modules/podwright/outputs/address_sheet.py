"""The address plan as a sheet, a row an address pair, for people and for every program that reads CSV."""

import csv
import io
from collections.abc import Iterator

from podwright.outputs.addressed import V4_ALONE, addressed, shared_ends
from podwright.plan.types import Ethernet, Fabrics, Hosts, Physical

COLUMNS = ("fabric", "lane", "unit", "device", "class", "role", "interface", "v4", "v6", "gateway_v4", "gateway_v6", "names")


LOOPBACK = "lo"
SHARED = "mlag"
"""What stands for the fabric of an address that two switches share."""


def address_sheet(physical: Physical, fabric: Fabrics, hosts: Hosts, ethernet: Ethernet | None = None) -> str:
    """Return the address plan as CSV text.

    Shape: a line of column names, then one line an address pair by device, fabric and lane. Addresses carry their prefix length; names are parted by spaces, the
    full one first. A loopback has no gateway, and what nobody calls by name has none. Behind them what two switches share, a line for each of the two.
    """
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow(COLUMNS)
    sheet.writerows(
        (
            row.fabric,
            row.lane,
            row.unit,
            row.device,
            device.device_class.value,
            device.role.value,
            row.interface,
            row.v4 + v4_length,
            row.v6 + v6_length if row.v6 else "",
            subnet.gateway_v4 if subnet else "",
            subnet.gateway_v6 if subnet else "",
            " ".join(names),
        )
        for row, device, v4_length, v6_length, subnet, names in addressed(physical, fabric, hosts)
    )
    sheet.writerows(_shared(physical, ethernet) if ethernet is not None else ())
    return text.getvalue()


def _shared(physical: Physical, ethernet: Ethernet) -> Iterator[tuple[str | int, ...]]:
    devices = {device.name: device for device in physical.devices}
    for v4, name in shared_ends(ethernet):
        device = devices[name]
        yield SHARED, 0, device.place.unit, name, device.device_class.value, device.role.value, LOOPBACK, v4 + V4_ALONE, "", "", "", ""
