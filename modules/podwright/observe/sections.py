"""The sections of ibdiagnet's database, `ibdiagnet2.db_csv`: each between START_<name> and END_<name>, its columns named on its first line.

Source: ibdiagnet user manuals 2.9 to 2.25, "Flexible Output Options" (docs.nvidia.com/networking), for the file and its sections; the headers that NVIDIA ships
with ibutils2 (ibdiag_types.h, ibdiag_fabric.h) for their names and columns; read 2026-11-21.
"""

import csv
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from podwright.observe.unreadable import Unreadable, shown

START, END = "START_", "END_"
REMEDY = "Take it again; it may be cut or edited"


class Section(NamedTuple):
    """One section: its column names as written, the index of each by its name in lower case, and its rows with the line of each."""

    name: str
    line: int
    heads: tuple[str, ...]
    columns: Mapping[str, int]
    rows: tuple[tuple[int, list[str]], ...]

    def place(self, *names: str, source: str) -> int:
        """Return where a column is, by the first of its names that is there; releases write `NodeGUID` and `NodeGuid`. Raises: Unreadable when none is."""
        found = next((self.columns[name.lower()] for name in names if name.lower() in self.columns), None)
        if found is None:
            raise Unreadable(source, self.line, f"section {self.name} has no column {names[0]}", "the columns of ibdiagnet 2", REMEDY)
        return found


def sections(text: str, wanted: Collection[str], *, source: str) -> dict[str, Section]:
    """Return the wanted sections that a file has, by name; what stands between and in other ones is passed over, and a section may begin with its bare name, as
    some releases write it.

    Raises: Unreadable when the file ends within a section, another begins or ends within a wanted one, or a row has another number of cells than there are columns.
    """
    found: dict[str, Section] = {}
    name, began = "", 0
    lines = text.replace("\r\n", "\n").split("\n")
    for number, line in enumerate(lines, start=1):
        if line.startswith(START) or (not name and line.strip() in wanted):
            if name in wanted:
                raise Unreadable(source, number, f"{shown(line)} stands within section {name}", f"{END}{name} before it", REMEDY)
            name, began = line.strip().removeprefix(START), number
        elif line.startswith(END) and name:
            if name in wanted and line.removeprefix(END).strip() != name:
                raise Unreadable(source, number, shown(line), f"{END}{name}", REMEDY)
            if name in wanted and name not in found:
                found[name] = _section(name, began, lines[began : number - 1], source=source)
            name = ""
    if name:
        raise Unreadable(source, len(lines), f"the text ends within section {name}, which begins on line {began}", f"{END}{name}", REMEDY)
    return found


def _section(name: str, began: int, lines: list[str], *, source: str) -> Section:
    rows = _rows(lines, began + 1)
    _, head = next(rows, (0, []))
    if not head:
        raise Unreadable(source, began, f"section {name} has no line of column names", "the names of its columns", REMEDY)
    told = []
    for number, cells in rows:
        while len(cells) > len(head) and not cells[-1]:
            cells.pop()
        if len(cells) != len(head):
            raise Unreadable(source, number, f"{len(cells)} cells under the {len(head)} columns of {name}", "as many cells as columns", REMEDY)
        told.append((number, cells))
    return Section(name, began, tuple(head), {column.lower(): index for index, column in enumerate(head)}, tuple(told))


def _rows(lines: list[str], first: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the filled lines with their numbers; quoted cells never hold a line break."""
    for number, line in enumerate(lines, start=first):
        if line.strip():
            cells = next(csv.reader((line,), skipinitialspace=True)) if '"' in line else line.split(",")
            yield number, [cell.strip() for cell in cells] if " " in line else cells
