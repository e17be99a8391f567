"""One line of the table: what was measured, against which bar, what came out."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. `values` are every run's, in the order of the runs; the median is held against `bar`, which it may reach; without a bar it is there to be compared with. `note` limits the meaning."""

    name: str
    what: str
    unit: str
    bar: float | None
    values: tuple[float, ...]
    note: str = ""

    @property
    def median(self) -> float:
        """Return the middle of the values."""
        return median(self.values)

    @property
    def is_met(self) -> bool:
        """Return whether the median keeps the bar."""
        return self.bar is None or self.median <= self.bar


def cells(row: Row) -> tuple[str, ...]:
    """Return the row as the table shows it."""
    spread = f"{min(row.values):.2f} to {max(row.values):.2f}" if len(row.values) > 1 else "one run"
    bar = "" if row.bar is None else f"≤ {row.bar:.4g} {row.unit}".strip()
    verdict = "" if row.bar is None else "pass" if row.is_met else "FAIL"
    return row.what, bar, f"{row.median:.2f} {row.unit}".strip(), f"{len(row.values)} ({spread})", verdict, row.note
