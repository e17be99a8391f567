"""Tables of `config_db.json`, and their text: one row a line."""

import json
from collections.abc import Mapping, Sequence

Row = Mapping[str, str | Sequence[str]]
Rows = Mapping[str, Row] | Mapping[str, str]
"""Rows by key; every value is text or a list of texts, as SONiC keeps them. Rows that are alike on many ports stand as text already: to write each again takes half
of the time that a switch has."""
Tables = Mapping[str, Rows | str]
"""Rows, or their text where many switches have the same, by the name of the table."""

as_text = json.JSONEncoder(separators=(",", ":")).encode
"""The text of a row."""


def to_text(tables: Tables) -> str:
    """Return the tables that have rows, by name."""
    return (
        "{\n" + ",\n".join(f'"{name}":{{\n{rows if isinstance(rows, str) else rows_text(rows)}\n}}' for name, rows in sorted(tables.items()) if rows) + "\n}\n"
    )


def rows_text(rows: Rows) -> str:
    """Return the rows of a table, of which there is at least one, a line each."""
    if isinstance(next(iter(rows.values())), str):
        return ",\n".join([f'"{key}":{row}' for key, row in rows.items()])
    # No name or address ends in a brace and a comma, so that this can only be the end of a row.
    return as_text(rows)[1:-1].replace('},"', '},\n"')
