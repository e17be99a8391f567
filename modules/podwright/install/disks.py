"""Which disk of a machine is written: as declared, or found by the rule among those that its BMC tells; pure."""

from collections.abc import Sequence
from typing import NamedTuple

from podwright.observe.redfish.machine import Drive
from podwright.plan.finding import Finding
from podwright.plan.types import MachineKind
from podwright.plan.types.install import HostInstall, Install

ENOUGH = 0.98
"""Of a nominal capacity, as drives are compared elsewhere: makers round."""


class Chosen(NamedTuple):
    """The disk of a host, by its serial number or by its path; what the BMC tells of it, and whether its content may be lost."""

    serial: str
    path: str
    title: str
    may_be_wiped: bool


def chosen_disk(
    install: Install, row: HostInstall, kind: MachineKind, drives: Sequence[Drive] | None, *, disk_bytes: int, wipe: Sequence[str]
) -> Chosen | Finding:
    """Return the disk of a host, or why none can be chosen. `drives` are those that its BMC tells, None where it tells none.

    Laws: the same drives give the same disk in whatever order they are told; none that is smaller than the image.
    """
    where = f"install {row.host}"
    if row.disk_serial:
        return _told(where, row.disk_serial, drives, disk_bytes, wipe)
    if install.disk_rule == "path":
        return Chosen("", install.disk_path, "told by its place alone", bool(wipe))
    if install.disk_rule == "serial":
        return Finding("P558", where, "no serial number is declared for its disk", "Give it in install.disk.serials")
    wanted = [one for one in kind.drives if one.use == "boot"]
    fits = [drive for drive in drives or () if drive.serial and any(_is_one(drive, one.protocol, one.capacity_gb) for one in wanted)]
    if not fits:
        what = f"its BMC tells no boot drive of a {kind.kind} by its serial number ({len(drives or ())} drives told)"
        return Finding("P558", where, what, "Give its serial number in install.disk.serials, or take the rule path")
    smallest = min(fits, key=lambda drive: (drive.capacity_bytes or 0, drive.serial or ""))
    return _told(where, smallest.serial or "", drives, disk_bytes, wipe)


def _told(where: str, serial: str, drives: Sequence[Drive] | None, disk_bytes: int, wipe: Sequence[str]) -> Chosen | Finding:
    """Return a disk by its serial number; where the BMC tells drives it must be among them, and large enough."""
    known = [drive for drive in drives or () if drive.serial]
    drive = next((one for one in known if one.serial == serial), None)
    if known and drive is None:
        return Finding(
            "P558",
            where,
            f"its disk {serial} is not among the {len(known)} drives that its BMC tells",
            "Look which disk is there; correct install.disk.serials",
        )
    if drive is not None and drive.capacity_bytes is not None and drive.capacity_bytes < disk_bytes:
        what = f"its disk {serial} has {drive.capacity_bytes:,} bytes, and the image unpacks to {disk_bytes:,}"
        return Finding("P559", where, what, "Take another disk, or a smaller image")
    title = " ".join(word for word in (drive.model, f"{(drive.capacity_bytes or 0) // 10**9:,} GB") if word) if drive is not None else "not told by its BMC"
    return Chosen(serial, "", title, serial in wipe)


def _is_one(drive: Drive, protocol: str, capacity_gb: int | None) -> bool:
    is_spoken = drive.protocol in (None, protocol) or (protocol == "NVMe" and drive.protocol == "PCIe")
    return is_spoken and (capacity_gb is None or drive.capacity_bytes is None or drive.capacity_bytes >= ENOUGH * capacity_gb * 10**9)
