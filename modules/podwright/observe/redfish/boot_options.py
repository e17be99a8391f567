"""From what a machine starts, in which order: the entries of its boot order, what each of them is, and which of them are meant.

Words: ComputerSystem's `Boot.BootOrder` and `Boot.BootOptions`, BootOption with `BootOptionReference`, `Alias`, `UefiDevicePath` (DMTF DSP8010). A DGX H100 tells an alias and a path
with the MAC, such as `.../MAC(A088C2045740,0x1)/IPv4(...)` (github:chet-nvidia/libredfish, tests/mockups/nvidia_viking, Systems/DGX/BootOptions); a Dell the path alone
(tests/mockups/dell, Systems/System.Embedded.1/BootOptions).
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from podwright.observe.redfish.shelf import Resource, Shelf
from podwright.observe.redfish.values import mac, word

NETWORK, DISK, OTHER = "network", "disk", "other"
ALIASES = {"Pxe": NETWORK, "UefiHttp": NETWORK, "Hdd": DISK}
OWN_MAC = re.compile(r"MAC\((?P<mac>[0-9A-Fa-f]{12})", re.ASCII)
SHOWN_MAC = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}", re.ASCII)
IS_NETWORK = re.compile(r"MAC\(|IPv[46]\(")
IS_DISK = re.compile(r"HD\(|NVMe\(|Sata\(|SAS\(|Scsi\(")


class BootEntry(NamedTuple):
    """One entry of a boot order: how the order calls it, what it is, by which MAC, where it is the network, how people read it, whether it is used."""

    reference: str
    kind: str
    mac: str | None
    name: str
    is_enabled: bool = True


def boot_entries(shelf: Shelf, system: Resource, order: object = None) -> tuple[BootEntry, ...] | None:
    """Return the entries of an order, that of the system itself where none is given; None where it or one of its options is not told."""
    references = order if isinstance(order, list) else system.get("Boot", "BootOrder")
    options, is_whole = shelf.members(system.link("Boot", "BootOptions"))
    if not isinstance(references, list) or not options or not is_whole:
        return None
    known = {entry.reference: entry for entry in map(_entry, options)}
    return tuple(known.get(str(name), BootEntry(str(name), OTHER, None, str(name))) for name in references)


def meant(entries: Sequence[BootEntry], first: str, macs: Sequence[str]) -> tuple[BootEntry, ...]:
    """Return the entries that may stand first: disks, or the network of these MACs, the first one's first; entries that are not used are left out."""
    used = [entry for entry in entries if entry.is_enabled and entry.kind == first]
    if first == DISK:
        return tuple(used)
    return tuple(entry for address in macs for entry in used if entry.mac == address)


def reordered(entries: Sequence[BootEntry], first: str, macs: Sequence[str]) -> tuple[BootEntry, ...] | None:
    """Return the order in which what is meant comes first and all else behind it as it was; the same where it does so already; None where nothing is meant.

    Laws: every entry stands in it once.
    """
    front = meant(entries, first, macs)
    if not front:
        return None
    head = next((entry for entry in entries if entry.is_enabled), None)
    return tuple(entries) if head in front else (*front, *(entry for entry in entries if entry not in front))


def _entry(option: Resource) -> BootEntry:
    path, shown = str(option.get("UefiDevicePath") or ""), word(option.get("DisplayName")) or ""
    alias = option.get("Alias")
    kind = ALIASES.get(alias) if isinstance(alias, str) else None
    kind = kind or (NETWORK if IS_NETWORK.search(path) else DISK if IS_DISK.search(path) else OTHER)
    found = OWN_MAC.search(path) or SHOWN_MAC.search(shown)
    address = mac(found["mac"] if found and "mac" in found.re.groupindex else found[0]) if found else None
    reference = word(option.get("BootOptionReference")) or word(option.get("Id")) or option.path.rpartition("/")[2]
    return BootEntry(reference, kind, address if kind == NETWORK else None, shown or reference, option.get("BootOptionEnabled") is not False)
