"""The order in which a machine starts from what it has, for good: what is declared for its kind comes first, all else stays as it was.

Words: `Boot.BootOrder` at the system's settings object, where it has one, else at the system (DMTF DSP8010, DSP0266); a DGX H100 has it at `Systems/DGX/SD`
(github:chet-nvidia/libredfish, tests/mockups/nvidia_viking).
"""

from collections.abc import Iterator

from podwright.bmc.bios import Waiting
from podwright.bmc.etag import etag_of, is_broken
from podwright.bmc.later import at_reset
from podwright.bmc.setting import AT_RESET, Change, Request, Setting
from podwright.bmc.wish import BootFirst
from podwright.observe.redfish.boot_options import DISK, OTHER, BootEntry, boot_entries, reordered
from podwright.observe.redfish.shelf import Resource, Shelf
from podwright.plan.finding import Finding

NAME = "boot order"
SHOWN = 3


def order_settings(shelf: Shelf, system: Resource, host: str, where: str, wanted: BootFirst) -> Iterator[Setting | Finding | Waiting]:
    """Yield the order, where it is not so already: written to the settings object, and shown as waiting while it stands only there."""
    path = system.link("@Redfish.Settings", "SettingsObject")
    later = shelf.at(path)
    place = later if later is not None and isinstance(later.get("Boot", "BootOrder"), list) else system
    entries = boot_entries(shelf, system, place.get("Boot", "BootOrder"))
    if shelf.wanted or is_broken(shelf, path):
        return
    if entries is None:
        yield Finding("P549", where, "its BMC does not tell from what it starts, or takes no order for it", "Set the boot order in its BIOS by hand")
        return
    order = reordered(entries, wanted.first, wanted.macs)
    if order is None:
        yield Finding("P549", where, _lacking(wanted), "Learn its addresses (`podwright machines --learn`), or look whether its BIOS has the network stack on")
        return
    if order != entries:
        change = Change(NAME, _told(entries), _told(order))
        body: dict[str, object] = {"Boot": {"BootOrder": [entry.reference for entry in order]}, **(at_reset(system) if place is not system else {})}
        yield Setting(host, NAME, (change,), "machines.boot_order of the pod file", Request("PATCH", place.path, body, etag_of(place)), effect=AT_RESET)
    elif place is not system and (now := boot_entries(shelf, system)) and reordered(now, wanted.first, wanted.macs) != now:
        yield Waiting(f"{NAME}: written, and takes effect at the next reset")


def _lacking(wanted: BootFirst) -> str:
    if wanted.first == DISK:
        return "it has no disk in its boot order"
    return f"its boot order has no entry for {', '.join(wanted.macs)}" if wanted.macs else "no MAC of its in-band ports is known"


def _told(entries: tuple[BootEntry, ...]) -> str:
    names = [*dict.fromkeys(f"{entry.kind} {entry.mac}" if entry.mac else entry.kind if entry.kind != OTHER else entry.name for entry in entries)]
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
