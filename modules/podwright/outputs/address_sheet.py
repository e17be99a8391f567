"""The address plan as a sheet, a row an address pair, for people and for every program that reads CSV."""

import csv
import io

from podwright.outputs.addressed import addressed
from podwright.plan.types import Fabrics, Hosts, Physical

COLUMNS = ("fabric", "lane", "unit", "device", "class", "role", "interface", "v4", "v6", "gateway_v4", "gateway_v6", "names")


def address_sheet(physical: Physical, fabric: Fabrics, hosts: Hosts) -> str:
    """Return the address plan as CSV text.

    Shape: a line of column names, then one line an address pair by device, fabric and lane. Addresses carry their prefix length; names are parted by spaces, the
    full one first. A loopback has no gateway, and what nobody calls by name has none.
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
    return text.getvalue()
