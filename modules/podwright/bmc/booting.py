"""Where a machine boots from the next time, and only then.

Words: ComputerSystem's `Boot` (DMTF DSP8010): `BootSourceOverrideEnabled` Once, `BootSourceOverrideTarget` Pxe, UefiHttp, Hdd, and what a BMC allows of them. A DGX H100 has
them, with what it allows, in the settings object of the system (github:chet-nvidia/libredfish, tests/mockups/nvidia_viking, Systems/DGX/SD).
"""

from collections.abc import Iterator

from podwright.bmc.etag import etag_of, is_broken
from podwright.bmc.setting import AT_RESET, Change, Request, Setting
from podwright.bmc.wish import BootOnce
from podwright.observe.redfish.shelf import Resource, Shelf
from podwright.plan.finding import Finding

TARGETS = {BootOnce.NETWORK: ("Pxe", "UefiHttp"), BootOnce.DISK: ("Hdd",)}
ENABLED, TARGET, MODE = "BootSourceOverrideEnabled", "BootSourceOverrideTarget", "BootSourceOverrideMode"
ALLOWED = "@Redfish.AllowableValues"


def boot_settings(shelf: Shelf, system: Resource, host: str, where: str, wanted: BootOnce) -> Iterator[Setting | Finding]:
    """Yield the override of the next boot, where it is not that already; the settings object has it, where it tells of it, else the system."""
    path = system.link("@Redfish.Settings", "SettingsObject")
    later = shelf.at(path)
    if shelf.wanted or is_broken(shelf, path):
        return
    place = later if later is not None and later.get("Boot", TARGET) is not None else system
    allowed = next((rows for one in (place, system) if (rows := _words(one.get("Boot", f"{TARGET}{ALLOWED}")))), None)
    target = next((word for word in TARGETS[wanted] if allowed is None or word in allowed), None)
    if target is None:
        what = f"its BMC offers no boot from {wanted} ({', '.join(allowed or ())})"
        yield Finding("P545", where, what, "Boot it by hand, or look whether the BIOS has its network stack on")
        return
    before = (place.get("Boot", ENABLED), place.get("Boot", TARGET))
    if before == ("Once", target):
        return
    body = {ENABLED: "Once", TARGET: target}
    modes = _words(place.get("Boot", f"{MODE}{ALLOWED}"))
    if modes is not None and "UEFI" in modes:
        body[MODE] = "UEFI"
    change = Change("next boot", "as ordered" if before[0] != "Once" else str(before[1]), f"once from {wanted} ({target})")
    request = Request("PATCH", place.path, {"Boot": body}, etag_of(place))
    yield Setting(host, "next boot", (change,), "asked for", request, effect=AT_RESET)


def _words(value: object) -> tuple[str, ...] | None:
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, list) else None
