"""What a change of a pod costs to buy: the difference of two bills, priced."""

from dataclasses import dataclass

from podwright.costs.inputs import capital_lines
from podwright.costs.prices import Prices
from podwright.outputs.bill import BillRow


@dataclass(frozen=True, slots=True)
class Bought:
    """One row of a bill that grows or shrinks: how many more (fewer if negative), and what they cost; None where there is no price. What goes earns nothing."""

    row: str
    more: int
    amount: float | None


def bought(old: tuple[BillRow, ...], new: tuple[BillRow, ...], prices: Prices) -> tuple[Bought, ...]:
    """Return what a change adds to the bill and takes from it, in the order of the new bill, then what is in it no more."""
    before, after = {row.row: row for row in old}, {row.row: row for row in new}
    each = {line.row: line.unit_price for line in capital_lines((*new, *(row for row in old if row.row not in after)), prices)}
    rows = [*after, *(name for name in before if name not in after)]
    changes = ((name, _quantity(after, name) - _quantity(before, name)) for name in rows)
    return tuple(Bought(name, more, _amount(more, each[name])) for name, more in changes if more)


def _quantity(rows: dict[str, BillRow], name: str) -> int:
    return rows[name].quantity if name in rows else 0


def _amount(more: int, each: float | None) -> float | None:
    if more < 0:
        return 0.0
    return None if each is None else more * each
