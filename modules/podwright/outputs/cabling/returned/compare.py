"""A returned sheet against the plan: serial numbers that are accepted, and everything that is wrong or otherwise."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from podwright.outputs.cabling.returned.fault import Fault, Weight
from podwright.outputs.cabling.returned.heads import ENDS, NAMES, misnamed, places
from podwright.outputs.cabling.returned.lines import DATE_LIKE, End, Line, Lines
from podwright.outputs.cabling.returned.table import Table
from podwright.outputs.cabling.rows import CableRow, end_names
from podwright.outputs.cabling.serials import Serial
from podwright.outputs.cabling.sheet import COLUMNS, sheet_rows

DAY = re.compile(r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])-(?P<day>\d{2})")
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
    faults.extend(_unread_serials(table, where))
    if not faults and "label" not in where and not all(role in where for role in ENDS):
        faults.append(Fault(table.line, 1, "P438", "", "no column holds the labels, and none the four ends", misnamed(table, "label")))
    if any(fault.weight is Weight.ERROR for fault in faults):
        return Returned((), tuple(faults), len(planned))
    lines = Lines(planned)
    exchanged = _exchanged(table, where, lines) or _exchanged_days(table, where)
    if exchanged is not None:
        return Returned((), (exchanged,), len(planned))
    faults.extend(table.faults)
    met: dict[str, tuple[int, tuple[str, ...]]] = {}
    moved: list[Line] = []
    first_of: dict[str, int] = {}
    told_at: list[tuple[tuple[End, End], Line]] = []
    for number, cells in table.rows:
        line = lines.read(number, cells, where)
        faults.extend(line.faults)
        if line.row is None or line.faults:
            continue
        label = line.row.cable.label
        first = first_of.setdefault(label, number)
        if first != number:
            column = where.get("label", 0) + 1
            faults.append(Fault(number, column, "P433", label, f"the cable already stands on line {first}", "Drop one of the two lines"))
            continue
        told_at.append((line.moved or end_names(line.row), line))
        if line.moved:
            moved.append(line)
        else:
            met[label] = number, cells
    faults.extend(_crowded(told_at, where))
    faults.extend(lines.differences(moved, where))
    faults.extend(_otherwise(table, met, planned, lines))
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


def _exchanged_days(table: Table, where: Mapping[str, int]) -> Fault | None:
    """Return the fault of serial numbers and days that stand in each other's column."""
    if "serial" not in where or "date" not in where:
        return None
    filled = [(cells[where["serial"]], cells[where["date"]]) for _, cells in table.rows if cells[where["serial"]] and cells[where["date"]]]
    if not filled or not all(_is_day(serial) and not _is_day(day) for serial, day in filled):
        return None
    names = table.columns[where["serial"]], table.columns[where["date"]]
    what = f"columns are exchanged: {names[0]} and {names[1]}"
    return Fault(table.line, where["serial"] + 1, "P438", names[0], what, "Exchange their names, or their contents")


def _unread_serials(table: Table, where: Mapping[str, int]) -> Iterator[Fault]:
    """Yield the column that seems to hold serial numbers, where none is known to."""
    likely = next((name for name in table.columns if "serial" in name.casefold()), None) if "serial" not in where else None
    if likely is not None:
        what, remedy = "no serial numbers are read from this column", f"Name it SERIAL, or say --column serial={likely!r}, if it holds them"
        yield Fault(table.line, table.columns.index(likely) + 1, "P438", likely, what, remedy, Weight.NOTE)


def _crowded(told_at: Sequence[tuple[tuple[End, End], Line]], where: Mapping[str, int]) -> Iterator[Fault]:
    """Yield ports that two lines tell to hold their plug: at the line that says what is planned, which nobody may have looked at again, else at the later one."""
    first: dict[End, Line] = {}
    for ends, line in told_at:
        for end in ends:
            other = first.setdefault(end, line)
            if other is line:
                continue
            here, there = (other, line) if other.moved is None else (line, other)
            assert here.row is not None and there.row is not None
            what = f"its port {'/'.join(end)} is told to hold the plug of {there.row.cable.label} too (line {there.number})"
            column, remedy = where.get("b_port", 0) + 1, "Look which of the two is there, and return both lines again"
            yield Fault(here.number, column, "P436", here.row.cable.label, what, remedy, Weight.DIFFERENCE)


def _with_exchanged(where: Mapping[str, int], one: str, other: str) -> dict[str, int]:
    return {**where, one: where[other], other: where[one]}


def _otherwise(table: Table, met: Mapping[str, tuple[int, tuple[str, ...]]], planned: Sequence[CableRow], lines: Lines) -> Iterator[Fault]:
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
            device = {"A_PORT": row.cable.a_device, "B_PORT": row.cable.b_device}.get(name, "")
            if cells[index] and not _same(lines.front(device, cells[index]), planned_text):
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
        wrong = _no_serial(serial)
        if wrong is not None:
            what = f"{serial!r} is no serial number{wrong}"
            faults.append(Fault(number, where["serial"] + 1, "P434", label, what, "Write it as text, without spaces, or leave the cell empty"))
        elif day and not _is_day(day):
            faults.append(Fault(number, where["date"] + 1, "P434", label, f"{day} is no day", "Write year-month-day, such as 2026-11-02"))
        elif label not in differing:
            yield Serial(label, serial, day)


def _no_serial(serial: str) -> str | None:
    """Return what is wrong with a serial number, behind a colon where that is known; None where it may be one."""
    if ROUNDED.fullmatch(serial):
        return ": a spreadsheet rounded it"
    if DATE_LIKE.fullmatch(serial):
        return ": a spreadsheet made a date of it"
    if serial.startswith("#"):
        return ": a spreadsheet could not work it out"
    has_digit = any(letter.isdecimal() for letter in serial)
    return None if has_digit and serial.isprintable() and not any(letter.isspace() for letter in serial) else ""


def _is_day(text: str) -> bool:
    found = DAY.fullmatch(text)
    return found is not None and 1 <= int(found["day"]) <= monthrange(int(found["year"]), int(found["month"]))[1]


def _twice(
    accepted: Sequence[Serial],
    met: Mapping[str, tuple[int, tuple[str, ...]]],
    where: Mapping[str, int],
    kept: Mapping[str, Serial],
    planned: Sequence[CableRow],
) -> Iterator[Fault]:
    """Yield serial numbers that two cables have, and those that replace another; the legs of one cable have one number."""
    plugs: dict[str, tuple[str, str]] = {row.cable.label: (row.cable.a_device, row.plug) for row in planned if row.cable.leg}
    brought = {row.label for row in accepted}
    holders: dict[str, str] = {row.serial: row.label for row in kept.values() if row.label not in brought}
    for row in accepted:
        holder = holders.setdefault(row.serial, row.label)
        number, column = met[row.label][0], where["serial"] + 1
        are_legs = row.label in plugs and plugs[row.label] == plugs.get(holder)
        if holder != row.label and not are_legs:
            at = f" on line {met[holder][0]}" if holder in met else ", in cables.csv"
            yield Fault(number, column, "P433", row.label, f"serial number {row.serial} is that of {holder}{at}", "Read both plugs again")
        before = kept.get(row.label)
        if before is not None and before.serial != row.serial:
            what = f"serial number {row.serial} takes the place of {before.serial}"
            yield Fault(number, column, "P433", row.label, what, "Nothing, if the cable was exchanged", Weight.NOTE)
