"""Workbooks written: every cell as text, so that no spreadsheet makes a date of the port 1/2 or a number of a serial number."""

import io
from collections.abc import Iterable
from pathlib import Path

from podwright.outputs.cabling.text import Cell
from podwright.refusal import Refused

WIDEST = 44
"""Characters of the widest column; longer cells run on below their neighbours."""
LOOKED_AT = 200
"""So many lines decide how wide a column is."""


def workbook(sheets: Iterable[tuple[str, tuple[str, ...], Iterable[tuple[Cell, ...]]]]) -> bytes:
    """Return an .xlsx workbook of sheets: title, column names, lines. The names stay in sight, and lines can be filtered."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for title, columns, lines in sheets:
        sheet = book.create_sheet(title)
        rows = [["" if cell is None else str(cell) for cell in line] for line in lines]
        for index, name in enumerate(columns):
            longest = max(len(name), *(len(row[index]) for row in rows[:LOOKED_AT]), 0)
            sheet.column_dimensions[get_column_letter(index + 1)].width = min(longest + 2, WIDEST)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
        head = [WriteOnlyCell(sheet, value=name) for name in columns]
        for cell in head:
            cell.font = Font(bold=True)
        sheet.append(head)
        for row in rows:
            cells = [WriteOnlyCell(sheet, value=cell) for cell in row]
            for cell in cells:
                cell.number_format, cell.data_type = "@", "s"
            sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def write_workbook(path: Path, content: bytes) -> None:
    """Write a workbook so that a reader sees the old one or the new one. Raises: Refused when the folder does not exist or may not be written."""
    prepared = path.with_name(f".{path.name}.new")
    try:
        prepared.write_bytes(content)
        prepared.replace(path)
    except OSError as error:
        raise Refused(str(path), f"cannot be written ({error.strerror})", f"Make the folder {path.parent}, or name another") from None
    finally:
        prepared.unlink(missing_ok=True)
