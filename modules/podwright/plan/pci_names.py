"""Where on PCI a port sits, read from the name that an operating system derives from that place, and the names that follow from it."""

import re
from typing import NamedTuple

PLACE = re.compile(r"(?P<kind>en|ib)(?:P(?P<domain>\d+))?p(?P<bus>\d+)s(?P<slot>\d+)(?:f(?P<function>\d+))?(?:np?\d+)?")
"""`enP22p1s0f0np0`, `ibp24s0`: all numbers are decimal. Source: systemd.net-naming-scheme(7), naming by PCI place, read 2026-11-21."""


class PciPlace(NamedTuple):
    """One function of one device; `has_function` says that the device has more than one."""

    domain: int
    bus: int
    slot: int
    function: int
    has_function: bool

    @property
    def path(self) -> str:
        """Return the place as udev's ID_PATH has it: `pci-0016:01:00.0`."""
        return f"pci-{self.domain:04x}:{self.bus:02x}:{self.slot:02x}.{self.function:x}"


def pci_place(name: str) -> PciPlace | None:
    """Return the place that a port's name tells; None for a name that tells none."""
    found = PLACE.fullmatch(name)
    if found is None:
        return None
    domain, bus, slot, function = (int(found[word] or 0) for word in ("domain", "bus", "slot", "function"))
    return PciPlace(domain, bus, slot, function, found["function"] is not None)


def rdma_name(name: str, *, technology: str) -> str | None:
    """Return what the RDMA device of a port is called where it is named by its PCI place; None where the port's name tells no place.

    Source: rdma-core, rdma_rename with NAME_PCI, read 2026-11-21: `ib` or `roce`, then domain, bus, slot and, on a device of many functions, function.
    """
    place = pci_place(name)
    if place is None:
        return None
    prefix, domain = "ib" if technology == "infiniband" else "roce", f"P{place.domain}" if place.domain else ""
    return f"{prefix}{domain}p{place.bus}s{place.slot}{f'f{place.function}' if place.has_function else ''}"
