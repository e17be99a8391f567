"""Which port of the plan is which interface of the twin."""

from podwright.outputs.cabling.text import csv_text
from podwright.outputs.twin.model import Twin

COLUMNS = ("device", "port", "containerlab", "netlab", "air", "mac")


def interface_table(twin: Twin) -> str:
    """Return a line an interface as CSV, by device and port; empty where a tool has a management network of its own instead."""
    lines = set()
    for link in twin.links:
        for end in (link.a, link.b):
            name = "" if link.is_management else end.name
            lines.add((end.device, end.port, name, name, end.machine_name, end.mac))
    return csv_text(COLUMNS, sorted(lines))
