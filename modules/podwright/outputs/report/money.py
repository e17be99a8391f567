"""Money as the report shows it: plain rows, which whoever knows the prices fills. None is not known."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way of having the GPUs: what is paid at the start, what a year costs and by what, what an hour of work and a million tokens cost."""

    name: str
    kind: str
    upfront: float | None
    yearly: tuple[tuple[str, float | None], ...]
    per_year: float | None
    per_gpu_hour: float | None
    per_million_tokens: float | None


@dataclass(frozen=True, slots=True)
class CurveRow:
    """What was paid one way by the end of each month, from month 0."""

    way: str
    paid: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class EvenRow:
    """When an owned pod has paid for itself against a cloud, in words; `month` is where the two curves meet within the term, None where they do not."""

    own: str
    cloud: str
    month: float | None
    words: str


@dataclass(frozen=True, slots=True)
class TermRow:
    """What a GPU-hour of work of the owned pod costs if it is written off over so many years."""

    years: float
    per_gpu_hour: float


@dataclass(frozen=True, slots=True)
class SwingRow:
    """What a GPU-hour of work costs when one input is 20 % and 10 % lower, 10 % and 20 % higher."""

    what: str
    lower_20: float
    lower_10: float
    higher_10: float
    higher_20: float

    @property
    def reach(self) -> float:
        """How far apart the cheapest and the dearest of the four are."""
        four = (self.lower_20, self.lower_10, self.higher_10, self.higher_20)
        return max(four) - min(four)


@dataclass(frozen=True, slots=True)
class LackRow:
    """What is not known: where it goes in the prices, and the ways that wait for it; with no way, it is left out of the sums."""

    path: str
    what: str
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """What a pod costs, in one currency.

    Shape: `swings` are of the way `swung`, whose GPU-hour costs `base`; `dates` are the first and the last day on which a price was read, empty where none has one.
    """

    currency: str
    gpu_count: int
    average_kw: float
    dates: tuple[str, ...]
    capital: float | None
    capital_known: float
    ways: tuple[WayRow, ...]
    curves: tuple[CurveRow, ...]
    evens: tuple[EvenRow, ...]
    terms: tuple[TermRow, ...]
    swung: str
    base: float | None
    swings: tuple[SwingRow, ...]
    lacks: tuple[LackRow, ...]
    unused: tuple[str, ...]
