"""An empty prices file for one pod: every row of its bill, and every other price, waiting for a value."""

import textwrap
from collections.abc import Iterator

from podwright.costs.prices import Prices
from podwright.outputs.bill import BillRow
from podwright.spec.field import Words
from podwright.spec.fields import Field, fields

WIDTH = 110
HEAD = """\
# yaml-language-server: $schema=../prices.schema.json
# What the pod {pod} costs: podwright cost reads it. Every field: ../PRICES.md
# A value that stays empty (null) is not known: the answer says so, and says the rest. Every value has its date and source, every price its unit and currency.
"""
FILLED = {"version": "1", "currency": "USD"}
"""What stands in a new file; everything else is empty."""
LAST = ("date", "source")
"""What is written behind the value that it belongs to."""
ENTRIES = {
    "exchange": ["{currency: EUR, rate: 1.0, date: null, source: null}"],
    "staff": ["{what: engineer, count: 0, price: null, unit: year, currency: null, date: null, source: null}"],
    "services": ["{what: support, place: both, price: null, unit: year, currency: null, date: null, source: null}"],
    "clouds": [
        "{name: on-demand, terms: on-demand, price: null, unit: GPU-hour, currency: null, date: null, source: null}",
        "{name: reserved, terms: reserved, price: null, unit: GPU-hour, currency: null, date: null, source: null}",
    ],
}
"""Entries of the lists that follow from no bill."""
CHOICES = ("exchange", "services")
"""Lists that a pod may do without: they stand as comments."""


def template(pod: str, bill: tuple[BillRow, ...]) -> str:
    """Return the text of a prices file that the door takes, with every price of the pod's bill empty."""
    return HEAD.format(pod=pod) + "\n".join(_block(Prices, bill)) + "\n"


def _block(model: type[Words], bill: tuple[BillRow, ...]) -> Iterator[str]:
    for field in (row for row in fields(model) if "." not in row.path):
        yield ""
        yield from (f"# {line}" for line in textwrap.wrap(field.description, WIDTH))
        if field.name == "parts":
            yield "parts:"
            yield from (f"  {_part(row)}" for row in bill)
        elif field.name == "mixture":
            yield "# mixture: {own_share: {value: null}, own_utilisation: {value: null}, cloud: on-demand}"
        elif field.name in ENTRIES:
            sign = "# " if field.name in CHOICES else ""
            yield f"{sign}{field.name}:"
            yield from (f"{sign}  - {entry}" for entry in ENTRIES[field.name])
        elif field.shape.model is None:
            yield f"{field.name}: {FILLED[field.name]}"
        else:
            yield from _inside(field, indent=0)


def _inside(field: Field, *, indent: int) -> Iterator[str]:
    """Yield a block whose values are empty: on one line if it holds none but values."""
    pad, inner = " " * indent, _fields_of(field)
    blocks = [row for row in inner if row.shape.model is not None]
    if not blocks:
        yield f"{pad}{field.name}: {{{', '.join(f'{row.name}: {_empty(row)}' for row in inner)}}}{_choice(inner)}"
        return
    yield f"{pad}{field.name}:"
    for row in inner:
        if row.shape.model is not None:
            yield from _inside(row, indent=indent + 2)
        else:
            yield f"{pad}  {row.name}: {_empty(row)}  # {row.description}"


def _fields_of(field: Field) -> list[Field]:
    assert field.shape.model is not None, "only a block has fields inside"
    own = [row for row in fields(field.shape.model) if "." not in row.path]
    return sorted(own, key=lambda row: row.name in LAST)


def _empty(field: Field) -> str:
    if field.shape.kind is bool:
        return "false"
    return field.shape.words[0] if field.name == "unit" else "null"


def _choice(inner: list[Field]) -> str:
    """Return a comment that names the other units, where there is a choice."""
    words = next((row.shape.words for row in inner if row.name == "unit"), ())
    return f"  # or: {', '.join(words[1:])}" if len(words) > 1 else ""


def _part(row: BillRow) -> str:
    length = f"length_m: {row.length_m:g}, " if row.length_m is not None else ""
    return f"- {{part: {row.part}, {length}price: null, unit: each, currency: null, date: null, source: null}}  # {row.quantity:,} x {row.what}"
