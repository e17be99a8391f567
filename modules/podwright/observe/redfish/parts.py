"""Sockets, memory, drives and GPUs of a machine, from Redfish documents."""

from collections.abc import Iterable
from typing import TypeVar

from podwright.observe.redfish.machine import Dimm, Drive, Firmware, Gpu
from podwright.observe.redfish.shelf import Resource, Shelf
from podwright.observe.redfish.values import whole, word

Part = TypeVar("Part", Drive, Gpu)

SMALLEST_DRIVE_BYTES = 1_000_000_000
"""What is smaller is a virtual medium of the BMC itself: DGX H100 lists five, of 2048 bytes (recorded answers, see the README of this room)."""


def sockets(shelf: Shelf, system: Resource) -> tuple[int | None, str | None]:
    """Return how many processors are in their sockets, and the model of the first."""
    found, is_whole = shelf.members(system.link("Processors"))
    cpus = [one for one in found if one.get("ProcessorType") in ("CPU", None) and not one.is_absent]
    model = next((name for one in cpus if (name := word(one.get("Model")))), None) or word(system.get("ProcessorSummary", "Model"))
    if is_whole and cpus:
        return len(cpus), model
    return whole(system.get("ProcessorSummary", "Count")) or None, model


def memory(shelf: Shelf, system: Resource) -> tuple[int | None, tuple[Dimm, ...] | None]:
    """Return the memory (GiB) and its modules; the modules count where all are told, else the machine's own sum."""
    found, is_whole = shelf.members(system.link("Memory"))
    dimms = tuple(_dimm(one, capacity) for one in found if not one.is_absent and (capacity := whole(one.get("CapacityMiB"))))
    own = whole(system.get("MemorySummary", "TotalSystemMemoryGiB")) or None
    if is_whole and dimms:
        return sum(dimm.capacity_gib for dimm in dimms), dimms
    return own, dimms if dimms and is_whole else None


def drives(shelf: Shelf, system: Resource) -> tuple[Drive, ...] | None:
    """Return the drives of every storage of a system, each once; virtual media and empty bays are none. None where something could not be read."""
    storages, is_whole = shelf.members(system.link("Storage"))
    found = list[Resource]()
    for storage in storages:
        rows, has_all = shelf.each(storage.links("Drives"))
        found += rows
        is_whole &= has_all
    real = [one for one in found if one.get("Protocol") != "USB" and not one.is_absent]
    kept = [one for one in real if (size := whole(one.get("CapacityBytes"))) is None or size >= SMALLEST_DRIVE_BYTES]
    return _once(_drive(one) for one in kept) if is_whole and system.link("Storage") else None


def gpus(shelf: Shelf, systems: Iterable[Resource]) -> tuple[Gpu, ...] | None:
    """Return the GPUs of all systems behind a BMC, each once: a baseboard of GPUs is a system of its own. None where something could not be read."""
    found, is_whole = list[Resource](), True
    for system in systems:
        rows, has_all = shelf.members(system.link("Processors"))
        found += [one for one in rows if one.get("ProcessorType") == "GPU" and not one.is_absent]
        is_whole &= has_all
    return _once(Gpu(_name(one), word(one.get("Model")), word(one.get("SerialNumber"))) for one in found) if is_whole else None


def firmware(shelf: Shelf, root: Resource) -> tuple[Firmware, ...] | None:
    """Return every piece of firmware with its version; AMI lists them in the collection itself, which saves a question each."""
    service = shelf.at(root.link("UpdateService"))
    inventory = service.link("FirmwareInventory") if service else None
    listed = shelf.at(inventory)
    rows = listed.rows("Oem", "Ami", "FirmwareInventory") if listed else ()
    found, is_whole = (rows, True) if rows else shelf.members(inventory)
    pieces = sorted({Firmware(_name(one), version) for one in found if (version := word(one.get("Version")))})
    return tuple(pieces) if is_whole and inventory else None


def _dimm(one: Resource, capacity_mib: int) -> Dimm:
    return Dimm(_name(one), capacity_mib // 1024, word(one.get("SerialNumber")), word(one.get("PartNumber")))


def _drive(one: Resource) -> Drive:
    return Drive(_name(one), word(one.get("Protocol")), whole(one.get("CapacityBytes")), word(one.get("Model")), word(one.get("SerialNumber")))


def _name(one: Resource) -> str:
    return word(one.get("Id")) or word(one.get("Name")) or one.path.rpartition("/")[2]


def _once(rows: Iterable[Part]) -> tuple[Part, ...]:
    """Return each part once: one with a serial number may be listed by several controllers."""
    return tuple({row.serial or (number, row.name): row for number, row in enumerate(rows)}.values())
