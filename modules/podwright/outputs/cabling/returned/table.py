"""The content of a sheet as lines of text cells, from CSV in the forms that spreadsheets write, or from a workbook."""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from podwright.outputs.cabling.returned.fault import Fault, Unread

LIMIT_BYTES = 512 * 1024 * 1024
"""A workbook of a million cables unpacks to about half of this; what unpacks to more is no sheet of ours."""
SEPARATORS = ",;\t"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
WORKBOOK, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SEPARATOR_LINE = re.compile(r"^sep=(.)\r?\n")
AS_TEXT = re.compile(r'="(.*)"')
"""How people keep a spreadsheet from reading a text as a number."""
EXACT_BELOW = 10**15
"""A spreadsheet keeps 15 digits of a number and writes zeros for the rest. Source: Microsoft, Excel specifications and limits, number precision, read 2026-11-21."""
FIRST_CHOICE = "cables"
"""What our own workbook calls the sheet that is read; where none is called so it is the first."""
SAVE = "Save it as CSV UTF-8, or as .xlsx"


@dataclass(frozen=True, slots=True)
class Table:
    """Column names as written, the line they stand on, lines with their number (from 1), and what is wrong with the form of some."""

    columns: tuple[str, ...]
    line: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    faults: tuple[Fault, ...] = ()


def read_table(content: bytes) -> Table:
    """Return the lines of a sheet; empty ones are left out.

    Raises: Unread when the content is no sheet, is in an encoding that cannot be known, or has no line of column names.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise Unread("the file is empty", "Return the sheet that podwright cables sheet wrote, with serial numbers")
    if content.startswith(OLD_WORKBOOK):
        raise Unread("this is a workbook of the form before 2007 (.xls)", SAVE)
    lines = _of_workbook(content) if content.startswith(WORKBOOK) else _of_text(_decoded(content))
    filled = ((number, tuple(_plain(cell) for cell in cells)) for number, cells in lines if any(cell.strip() for cell in cells))
    head = next(filled, None)
    if head is None:
        raise Unread("the file is empty", "Return the sheet that podwright cables sheet wrote, with serial numbers")
    columns = _without_tail(head[1])
    rows, faults = [], []
    for number, cells in filled:
        found = _without_tail(cells)
        if len(found) > len(columns):
            faults.append(
                Fault(
                    number,
                    len(columns) + 1,
                    "P434",
                    "",
                    f"{len(found)} cells stand under {len(columns)} column names",
                    "Put a text that holds a separator in quotes",
                )
            )
        elif len(cells) < len(columns) and not content.startswith(WORKBOOK):
            what = f"the line ends after {len(cells)} of {len(columns)} cells"
            faults.append(Fault(number, len(cells), "P434", "", what, "Save the sheet again: it was cut, or a line break stands in a cell"))
        else:
            rows.append((number, (*found, *("",) * (len(columns) - len(found)))))
    return Table(columns, head[0], tuple(rows), tuple(faults))


def _plain(cell: str) -> str:
    """Return a cell without blanks around it, and without the formula that only keeps it a text."""
    found = AS_TEXT.fullmatch(cell.strip())
    return (found[1] if found else cell).strip()


def _without_tail(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cells up to the last filled one: spreadsheets pad lines."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _decoded(content: bytes) -> str:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                raise Unread(f"the file begins as {encoding.removesuffix('-sig').upper()} and does not go on so", SAVE) from None
    if b"\0" in content:
        raise Unread("the file is UTF-16 without a byte order mark, or no text", SAVE)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        seen = content[error.start : error.start + 1].decode("latin-1")
        what = (
            f"byte {content[error.start]:#04x} is not UTF-8 (in Latin-1 it would be {seen!r})"
            if seen.isprintable()
            else f"byte {content[error.start]:#04x} is not UTF-8"
        )
        raise Unread(what, SAVE, line=line, column=column) from None


def _of_text(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of CSV text with the number of the line that each begins on; the separator is the one that the column names are told apart by."""
    told = SEPARATOR_LINE.match(text)
    first = next((line for line in text[told.end() if told else 0 :].splitlines() if line.strip()), "")
    separator = told[1] if told else max(SEPARATORS, key=first.count)
    before = 1 if told else 0
    reader = csv.reader(io.StringIO(text[told.end() :] if told else text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for cells in reader:
            yield start + before, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise Unread(
            f"a quote is open, or text stands behind one ({error})", "Close the quote, or double it inside a text", line=start + before, column=1
        ) from None


def _of_workbook(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of a workbook's sheet of cables, all of them, whatever size the workbook says it has."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > LIMIT_BYTES:
            raise Unread(f"the workbook unpacks to {size:,} bytes, above the limit of {LIMIT_BYTES:,}", "Return the sheet alone, as CSV UTF-8")
        sheets = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets
        sheet = next((sheet for sheet in sheets if sheet.title.casefold() == FIRST_CHOICE), sheets[0])
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [_text(cell) for cell in cells]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, ParseError, EOFError) as error:
        raise Unread(f"this is no .xlsx workbook ({type(error).__name__}), or it was cut", SAVE) from None


def _text(cell: object) -> str:
    """Return a cell as people see it: a date as `yyyy-mm-dd`, a whole number without a point; one with more digits than are kept as a spreadsheet shows it."""
    if cell is None:
        return ""
    isoformat = getattr(cell, "isoformat", None)
    if isoformat is not None:
        return str(isoformat())[:10]
    if isinstance(cell, int | float) and abs(cell) >= EXACT_BELOW:
        return f"{cell:.14E}"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
