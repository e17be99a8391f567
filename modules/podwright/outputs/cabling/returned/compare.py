"""A returned sheet against the plan: serial numbers that are accepted, and everything that is wrong or otherwise."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from podwright.outputs.cabling.returned.fault import Fault, Weight
from podwright.outputs.cabling.returned.heads import ENDS, NAMES, misnamed, places
from podwright.outputs.cabling.returned.lines import Line, Lines
from podwright.outputs.cabling.returned.table import Table
from podwright.outputs.cabling.rows import CableRow
from podwright.outputs.cabling.serials import Serial
from podwright.outputs.cabling.sheet import COLUMNS, sheet_rows

DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
ROUNDED = re.compile(r"\d([.,]\d+)?[eE]\+\d+")
"""What a spreadsheet makes of a long number."""
FIRST = 5
"""So many labels of cables that are not in a sheet are told by name; the rest are counted."""
HALF = 0.5
MOST = 0.8


@dataclass(frozen=True, slots=True)
class Returned:
    """Serial numbers that may be kept, by label; what is wrong, by line; how many cables of the plan the sheet says nothing of."""

    accepted: tuple[Serial, ...]
    faults: tuple[Fault, ...]
    missing_count: int

    @property
    def has_errors(self) -> bool:
        """Return whether the sheet as a whole is kept out."""
        return any(fault.weight is Weight.ERROR for fault in self.faults)


def compare(table: Table, planned: Sequence[CableRow], kept: Mapping[str, Serial], told: Mapping[str, str]) -> Returned:
    """Return what a sheet brings: its lines are met with planned cables by label and by ends. `kept` are the serial numbers known before."""
    where, faults = places(table, told, NAMES)
    if not faults and "label" not in where and not all(role in where for role in ENDS):
        faults.append(Fault(table.line, 1, "P438", "", "no column holds the labels, and none the four ends", misnamed(table, "label")))
    if faults:
        return Returned((), tuple(faults), len(planned))
    lines = Lines(planned)
    exchanged = _exchanged(table, where, lines)
    if exchanged is not None:
        return Returned((), (exchanged,), len(planned))
    faults.extend(table.faults)
    met: dict[str, tuple[int, tuple[str, ...]]] = {}
    moved: list[Line] = []
    for number, cells in table.rows:
        line = lines.read(number, cells, where)
        faults.extend(line.faults)
        if line.moved:
            moved.append(line)
        elif line.row is not None and not line.faults:
            first = met.setdefault(line.row.cable.label, (number, cells))
            if first[0] != number:
                faults.append(
                    Fault(
                        number,
                        where.get("label", 0) + 1,
                        "P433",
                        line.row.cable.label,
                        f"the cable already stands on line {first[0]}",
                        "Drop one of the two lines",
                    )
                )
    faults.extend(lines.differences(moved, where))
    faults.extend(_otherwise(table, met, planned))
    accepted = list(_serials(met, where, faults))
    faults.extend(_twice(accepted, met, where, kept, planned))
    said = met.keys() | {line.row.cable.label for line in moved if line.row is not None}
    missing = [row.cable.label for row in planned if row.cable.label not in said]
    if missing:
        named = ", ".join(missing[:FIRST]) + (" and others" if len(missing) > FIRST else "")
        faults.append(
            Fault(0, 0, "P435", "", f"{len(missing)} of {len(planned)} cables are not in the sheet: {named}", "Return the rest in another sheet", Weight.NOTE)
        )
    return Returned(tuple(accepted), tuple(sorted(faults)), len(missing))


def _exchanged(table: Table, where: Mapping[str, int], lines: Lines) -> Fault | None:
    """Return the fault of two columns that were exchanged: hardly a line meets the plan, and most do when these two change places."""
    if not table.rows or lines.share(table, where) > HALF:
        return None
    pairs = [pair for pair in combinations(where, 2) if lines.share(table, _with_exchanged(where, *pair)) >= MOST]
    if not pairs:
        return None
    names = [(table.columns[where[one]], table.columns[where[other]]) for one, other in pairs]
    told = ", or ".join(f"{one} and {other}" for one, other in names)
    return Fault(table.line, where[pairs[0][0]] + 1, "P438", names[0][0], f"columns are exchanged: {told}", "Exchange their names, or their contents")


def _with_exchanged(where: Mapping[str, int], one: str, other: str) -> dict[str, int]:
    return {**where, one: where[other], other: where[one]}


def _otherwise(table: Table, met: Mapping[str, tuple[int, tuple[str, ...]]], planned: Sequence[CableRow]) -> Iterator[Fault]:
    """Yield every cell of our own sheet that came back with another value than it went out with; empty cells say nothing."""
    ours = {name: index for index, name in enumerate(table.columns) if name in COLUMNS[:-2]}
    ends = [ours.get(name) for name in ("A_DEVICE", "B_DEVICE")]
    for row, line in zip(planned, sheet_rows(planned, {}), strict=True):
        if row.cable.label not in met:
            continue
        number, cells = met[row.cable.label]
        if ends[0] is not None and cells[ends[0]] == row.cable.b_device != row.cable.a_device:
            continue  # the line tells the cable from its other end; its ends were compared before
        for name, index in ours.items():
            planned_text = "" if line[COLUMNS.index(name)] is None else str(line[COLUMNS.index(name)])
            if cells[index] and not _same(cells[index], planned_text):
                what = f"{name} is {cells[index]}, planned is {planned_text or 'nothing'}"
                yield Fault(number, index + 1, "P432", row.cable.label, what, "Build what is planned, or change what it follows from", Weight.DIFFERENCE)


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        return float(one.replace(",", ".")) == float(other)
    except ValueError:
        return False


def _serials(met: Mapping[str, tuple[int, tuple[str, ...]]], where: Mapping[str, int], faults: list[Fault]) -> Iterator[Serial]:
    """Yield the serial numbers of lines that met the plan and have no difference; what is no serial number or no day is added to the faults."""
    differing = {fault.where for fault in faults if fault.weight is Weight.DIFFERENCE}
    for label, (number, cells) in sorted(met.items()):
        serial = cells[where["serial"]] if "serial" in where else ""
        day = cells[where["date"]] if "date" in where else ""
        if not serial:
            continue
        if ROUNDED.fullmatch(serial) or not serial.isprintable() or any(letter.isspace() for letter in serial):
            what = f"{serial!r} is no serial number" + (": a spreadsheet rounded it" if ROUNDED.fullmatch(serial) else "")
            faults.append(Fault(number, where["serial"] + 1, "P434", label, what, "Write it as text, without spaces"))
        elif day and not DAY.fullmatch(day):
            faults.append(Fault(number, where["date"] + 1, "P434", label, f"{day} is no day", "Write year-month-day, such as 2026-11-02"))
        elif label not in differing:
            yield Serial(label, serial, day)


def _twice(
    accepted: Sequence[Serial],
    met: Mapping[str, tuple[int, tuple[str, ...]]],
    where: Mapping[str, int],
    kept: Mapping[str, Serial],
    planned: Sequence[CableRow],
) -> Iterator[Fault]:
    """Yield serial numbers that two cables have, and those that replace another; the legs of one cable have one number."""
    plugs: dict[str, tuple[str, int]] = {row.cable.label: (row.cable.a_device, row.cable.leg) for row in planned if row.cable.leg}
    brought = {row.label for row in accepted}
    holders: dict[str, str] = {row.serial: row.label for row in kept.values() if row.label not in brought}
    for row in accepted:
        holder = holders.setdefault(row.serial, row.label)
        number, column = met[row.label][0], where["serial"] + 1
        are_legs = row.label in plugs and holder in plugs and plugs[row.label][0] == plugs[holder][0] and plugs[row.label][1] != plugs[holder][1]
        if holder != row.label and not are_legs:
            at = f" on line {met[holder][0]}" if holder in met else ", in cables.csv"
            yield Fault(number, column, "P433", row.label, f"serial number {row.serial} is that of {holder}{at}", "Read both plugs again")
        before = kept.get(row.label)
        if before is not None and before.serial != row.serial:
            what = f"serial number {row.serial} takes the place of {before.serial}"
            yield Fault(number, column, "P433", row.label, what, "Nothing, if the cable was exchanged", Weight.NOTE)
