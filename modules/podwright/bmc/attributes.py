"""A BMC's own registry of BIOS attributes: which there are, and which values each may have.

Words: AttributeRegistry (DMTF DSP8010): `AttributeName`, `Type`, `Value` of an enumeration, `LowerBound`, `UpperBound`, `ScalarIncrement`, `MinLength`, `MaxLength`,
`ReadOnly`, `Immutable`; MessageRegistryFile says where it is.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from podwright.observe.redfish.shelf import Resource, Shelf
from podwright.plan.types import BiosAttribute

SHOWN_VALUES = 10
LIKE = 0.6
TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Entry:
    """One attribute as the registry tells it; None is "no limit"."""

    name: str
    kind: str
    values: tuple[str, ...] | None = None
    lowest: int | None = None
    highest: int | None = None
    step: int | None = None
    shortest: int | None = None
    longest: int | None = None
    is_fixed: bool = False


def registry(shelf: Shelf, root: Resource, bios: Resource) -> dict[str, Entry] | None:
    """Return the attributes that a BIOS's registry knows by their names, None where the BMC has no such registry."""
    name = bios.get("AttributeRegistry")
    page = shelf.at(root.link("Registries"))
    if not isinstance(name, str) or page is None:
        return None
    paths = page.links("Members")
    near = tuple(path for path in paths if path.rpartition("/")[2].removesuffix(".json").lower() == name.lower())
    files, _ = shelf.each(near or paths)
    file = next((one for one in files if near or name in (one.get("Id"), one.get("Registry"))), None)
    for row in file.rows("Location") if file else ():
        found = shelf.at(Resource("", {"link": {"@odata.id": row.get("Uri")}}).link("link"))
        if found is not None:
            entries = [_entry(one) for one in found.rows("RegistryEntries", "Attributes")]
            return {entry.name: entry for entry in entries} or None
    return None


def entry_of_value(name: str, value: object) -> Entry:
    """Return what can be said of an attribute of which only a value is known."""
    return Entry(name, "Boolean" if isinstance(value, bool) else "Integer" if isinstance(value, int) else "String")


def judged(row: BiosAttribute, entries: Mapping[str, Entry], *, is_registry: bool) -> tuple[object, str, str]:
    """Return the value of an attribute as its BIOS has it, or what is wrong with it and what to do; the words are empty when nothing is."""
    entry = entries.get(row.name)
    if entry is None:
        like = difflib.get_close_matches(row.name, entries, n=1, cutoff=LIKE)
        source = "the BMC's registry knows" if is_registry else "its BIOS tells"
        return None, f"{source} no BIOS attribute {row.name}", f"Did you mean {like[0]}" if like else "Look how this BIOS names it, and correct machines.bios"
    if entry.is_fixed:
        return None, f"BIOS attribute {row.name} cannot be changed", "Drop it from machines.bios"
    return _value(row, entry)


def _value(row: BiosAttribute, entry: Entry) -> tuple[object, str, str]:
    remedy = "Correct machines.bios"
    if entry.kind == "Boolean":
        value = TRUTHS.get(row.value)
        return (value, "", "") if value is not None else (None, f"BIOS attribute {row.name} is true or false, and {row.value!r} is declared", remedy)
    if entry.kind == "Integer":
        return _number(row, entry)
    if entry.kind == "Password":
        return None, f"BIOS attribute {row.name} is a password", "Drop it from machines.bios: a pod file holds none"
    if entry.values is not None and row.value not in entry.values:
        allowed = f"one of {', '.join(entry.values)}" if len(entry.values) <= SHOWN_VALUES else f"one of {len(entry.values)} values"
        return None, f"BIOS attribute {row.name} is {allowed}, and {row.value!r} is declared", remedy
    if not (entry.shortest or 0) <= len(row.value) <= (len(row.value) if entry.longest is None else entry.longest):
        return None, f"BIOS attribute {row.name} has {entry.shortest or 0} to {entry.longest} letters, and {row.value!r} is declared", remedy
    return row.value, "", ""


def _number(row: BiosAttribute, entry: Entry) -> tuple[object, str, str]:
    try:
        value = int(row.value)
    except ValueError:
        return None, f"BIOS attribute {row.name} is a whole number, and {row.value!r} is declared", "Correct machines.bios"
    is_low, is_high = entry.lowest is not None and value < entry.lowest, entry.highest is not None and value > entry.highest
    is_between = bool(entry.step) and (value - (entry.lowest or 0)) % (entry.step or 1) != 0
    if is_low or is_high or is_between:
        steps = f" in steps of {entry.step}" if entry.step else ""
        limits = f"{'any' if entry.lowest is None else entry.lowest} to {'any' if entry.highest is None else entry.highest}{steps}"
        return None, f"BIOS attribute {row.name} is {limits}, and {value} is declared", "Correct machines.bios"
    return value, "", ""


def _entry(one: Resource) -> Entry:
    rows = one.rows("Value")
    values = tuple(str(row.get("ValueName")) for row in rows) if one.get("Type") == "Enumeration" and rows else None
    return Entry(
        name=str(one.get("AttributeName")),
        kind=str(one.get("Type")),
        values=values,
        lowest=_whole(one.get("LowerBound")),
        highest=_whole(one.get("UpperBound")),
        step=_whole(one.get("ScalarIncrement")),
        shortest=_whole(one.get("MinLength")),
        longest=_whole(one.get("MaxLength")),
        is_fixed=bool(one.get("ReadOnly") or one.get("Immutable")),
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
