"""One line of a returned sheet met with the cable that it means."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from podwright.outputs.cabling.returned.fault import Fault, Weight
from podwright.outputs.cabling.returned.heads import ENDS
from podwright.outputs.cabling.returned.table import Table
from podwright.outputs.cabling.rows import CableRow, end_names

End = tuple[str, str]
"""Device and port."""
CLOSE = 0.7
"""How alike two words are of which one was probably meant: one letter in five may differ."""
GUESSES = 200
"""So many words are looked up by likeness; a sheet of another pod has a hundred thousand, each of which would be compared with all labels."""
AS_IT_WAS = "Write it as the sheet had it when it went out"
DATE_LIKE = re.compile(r"\d{1,2}[-. ]+[A-Za-z]{3,4}\.?|[A-Z][a-z]{2}-\d{2}|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
"""What a spreadsheet makes of a port such as 1/2."""


@dataclass(slots=True)
class Line:
    """A line, the cable that it means (None if that is not known), what is wrong with it, and the ends it tells, where they are real and not the planned ones."""

    number: int
    row: CableRow | None = None
    faults: list[Fault] = field(default_factory=list)
    moved: tuple[End, End] | None = None


class Lines:
    """The cables of a plan by what lines name them by."""

    def __init__(self, planned: Sequence[CableRow]) -> None:
        """Learn the cables."""
        self.guesses = GUESSES
        self.by_label: dict[str, CableRow] = {row.cable.label: row for row in planned}
        self.by_end: dict[End, CableRow] = {end: row for row in planned for end in end_names(row)}
        self.fronts: dict[End, str] = {
            (device, name): called.front
            for row in planned
            for device, port, called in ((row.cable.a_device, row.cable.a_port, row.a_called), (row.cable.b_device, row.cable.b_port, row.b_called))
            for name in (port, called.own)
            if name != called.front
        }
        self.ports: dict[str, set[str]] = {}
        for device, port in self.by_end:
            self.ports.setdefault(device, set()).add(port)

    def share(self, table: Table, where: Mapping[str, int]) -> float:
        """Return which part of the lines mean a cable by label and by ends, as far as the sheet has both."""
        return sum(self._fits(cells, where) for _, cells in table.rows) / len(table.rows)

    def read(self, number: int, cells: Sequence[str], where: Mapping[str, int]) -> Line:
        """Return a line met with its cable."""
        label = cells[where["label"]] if "label" in where else ""
        ends = self._ends(cells, where)
        row = self.by_label.get(label)
        if row is None:
            return self._without_label(Line(number), label, ends, where)
        line = Line(number, row)
        if ends is None or not any(word for end in ends for word in end):
            return line
        if set(ends) == set(end_names(row)):
            return line
        line.faults.extend(self._unknown(number, ends, where, planned=end_names(row)))
        if not line.faults:
            line.moved = ends
        return line

    def differences(self, moved: Iterable[Line], where: Mapping[str, int]) -> Iterator[Fault]:
        """Yield each cable that was plugged elsewhere than planned; two that stand in each other's place are one."""
        waiting = list(moved)
        by_label = {line.row.cable.label: line for line in waiting if line.row is not None}
        told: set[int] = set()
        for line in waiting:
            if line.number in told:
                continue
            assert line.row is not None and line.moved is not None
            label, column = line.row.cable.label, where["b_port"] + 1
            planned, found = _ordered(end_names(line.row), line.moved)
            away = [(was, now) for was, now in zip(planned, found, strict=True) if was != now]
            holders = [self.by_end[now].cable.label for _, now in away if now in self.by_end]
            others = [by_label[holder] for holder in dict.fromkeys(holders) if holder != label and holder in by_label and by_label[holder].number not in told]
            if relabelled := next((one for one in others if _relabelled(line, one)), None):
                told.add(relabelled.number)
                what = f"its label and that of {_label(relabelled)} (line {relabelled.number}) are exchanged"
                yield Fault(line.number, where.get("label", 0) + 1, "P432", label, what, "Exchange the two labels", Weight.DIFFERENCE)
                continue
            if other := next((one for one in others if _swapped(line, one)), None):
                told.add(other.number)
                what = f"it and {_label(other)} (line {other.number}) are exchanged at {_words(away[0][1])} and {_words(away[0][0])}"
                yield Fault(line.number, column, "P432", label, what, "Exchange the two plugs", Weight.DIFFERENCE)
                continue
            for was, now in away:
                holder = self.by_end.get(now)
                planned_for = f", which is planned for {holder.cable.label}" if holder is not None and holder is not line.row else ""
                what = f"it ends at {_words(now)}{planned_for}; planned is {_words(was)}"
                yield Fault(
                    line.number, column, "P432", line.row.cable.label, what, f"Move the plug to {_words(was)}, and return the line again", Weight.DIFFERENCE
                )

    def front(self, device: str, port: str) -> str:
        """Return what the front of a device calls a port that is told by any of its names."""
        return self.fronts.get((device, port), port)

    def _ends(self, cells: Sequence[str], where: Mapping[str, int]) -> tuple[End, End] | None:
        if not all(role in where for role in ENDS):
            return None
        a_device, a_port, b_device, b_port = (cells[where[role]] for role in ENDS)
        return (a_device, self.front(a_device, a_port)), (b_device, self.front(b_device, b_port))

    def _fits(self, cells: Sequence[str], where: Mapping[str, int]) -> bool:
        ends = self._ends(cells, where)
        row = self.by_label.get(cells[where["label"]]) if "label" in where else self.by_end.get(ends[0]) if ends else None
        return row is not None and (ends is None or set(ends) == set(end_names(row)) or not any(word for end in ends for word in end))

    def _without_label(self, line: Line, label: str, ends: tuple[End, End] | None, where: Mapping[str, int]) -> Line:
        column = where.get("label", 0) + 1
        first, second = (self.by_end.get(end) for end in ends) if ends else (None, None)
        meant = first if first is not None and first is second else None
        if not label and meant is not None:
            line.row = meant
        elif meant is not None:
            what = f"no cable has this label; the ends are those of {meant.cable.label}"
            line.faults.append(Fault(line.number, column, "P431", label, what, f"Did you mean {meant.cable.label}?"))
        elif label:
            line.faults.append(Fault(line.number, column, "P431", label, "no cable of the plan has this label", self._meant(label, self.by_label)))
        elif ends is None or not all(word for end in ends for word in end):
            line.faults.append(Fault(line.number, column, "P431", "", "the line has no label, and not both ends", "Write the label that hangs on the cable"))
        else:
            line.faults.extend(self._unknown(line.number, ends, where) or [self._unplanned(line.number, ends, where)])
        return line

    def _unplanned(self, number: int, ends: tuple[End, End], where: Mapping[str, int]) -> Fault:
        row = self.by_end[ends[0]]
        a, b = end_names(row)
        far = b if a == ends[0] else a
        what = f"it ends at {_words(ends[1])}; planned from here is {row.cable.label} to {_words(far)}"
        return Fault(number, where["b_port"] + 1, "P432", _words(ends[0]), what, f"Move the plug to {_words(far)}, and write the label", Weight.DIFFERENCE)

    def _meant(self, word: str, known: Iterable[str], planned: Iterable[str] = ()) -> str:
        """Return what to do about a word that nothing is called: what the line's own cable has there, if that is close, else what else is."""
        self.guesses -= 1
        if not word or self.guesses < 0:
            return AS_IT_WAS
        close = get_close_matches(word, list(planned), n=1, cutoff=CLOSE) or get_close_matches(word, list(known), n=1, cutoff=CLOSE)
        return f"Did you mean {close[0]}?" if close else AS_IT_WAS

    def _unknown(self, number: int, ends: tuple[End, End], where: Mapping[str, int], *, planned: Sequence[End] = ()) -> list[Fault]:
        """Return what is no device of the plan, or no cabled port of it, at either end."""
        faults = []
        for (device, port), (device_role, port_role) in zip(ends, (ENDS[:2], ENDS[2:]), strict=True):
            if device not in self.ports:
                what = "no device of the plan is called so" if device else "the device is not told"
                faults.append(Fault(number, where[device_role] + 1, "P431", device, what, self._meant(device, self.ports, [end[0] for end in planned])))
            elif port not in self.ports[device]:
                what = f"{device} has no cabled port {port}" if port else f"the port of {device} is not told"
                made = ": a spreadsheet made a date of it" if DATE_LIKE.fullmatch(port) else ""
                faults.append(
                    Fault(
                        number,
                        where[port_role] + 1,
                        "P431",
                        port,
                        f"{what}{made}",
                        self._meant(port, self.ports[device], [end[1] for end in planned if end[0] == device]),
                    )
                )
        return faults


def _label(line: Line) -> str:
    assert line.row is not None
    return line.row.cable.label


def _swapped(one: Line, other: Line) -> bool:
    """Return whether one plug of each of two cables stands where the other's is planned."""
    assert one.row is not None and one.moved is not None and other.row is not None and other.moved is not None
    first, second = set(end_names(one.row)), set(end_names(other.row))
    mine, theirs = set(one.moved), set(other.moved)
    return mine - first == second - theirs and theirs - second == first - mine and len(mine - first) == 1


def _relabelled(one: Line, other: Line) -> bool:
    """Return whether each of two lines tells the ends of the other's cable."""
    assert one.row is not None and one.moved is not None and other.row is not None and other.moved is not None
    return set(one.moved) == set(end_names(other.row)) and set(other.moved) == set(end_names(one.row))


def _ordered(planned: tuple[End, End], found: tuple[End, End]) -> tuple[tuple[End, End], tuple[End, End]]:
    """Return both with those ends beside each other that are the same."""
    is_reversed = planned[0] == found[1] or planned[1] == found[0]
    return (planned, found[::-1]) if is_reversed else (planned, found)


def _words(end: End) -> str:
    return "/".join(end)
