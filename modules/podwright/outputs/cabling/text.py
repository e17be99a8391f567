"""Tables as CSV."""

import csv
import io
from collections.abc import Iterable

Cell = str | int | float | None


def csv_text(columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> str:
    """Return a table as CSV text, column names first; None is an empty cell."""
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow(columns)
    sheet.writerows(rows)
    return text.getvalue()
