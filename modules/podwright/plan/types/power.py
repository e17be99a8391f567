"""What racks, feeds, rows and the pod draw, and what is left of them when a feed fails."""

from dataclasses import dataclass

from podwright.plan.names import RackName


@dataclass(frozen=True, slots=True)
class KindPower:
    """What one device of a kind draws: at most for hours, on average, for a moment; and its power supplies, as far as they are published."""

    kind: str
    nominal_w: int
    average_w: int
    peak_w: int
    psu_count: int | None
    psu_needed: int | None


@dataclass(frozen=True, slots=True)
class Supply:
    """What the site says it feeds; None is not declared. `redundancy` is `2n`, `n_plus_1` or `none`; `reserve_pct` is kept free of racks, rows and pod."""

    redundancy: str
    each_feed_w: int | None
    row_w: int | None
    pod_w: int | None
    reserve_pct: int


@dataclass(frozen=True, slots=True)
class RackPower:
    """One rack. `feed_w` is on each feed while all stand, `failed_` on each that is left when those that may fail have failed; None if none is left.

    `headroom_w` is what its feeds could carry beyond its nominal power, the reserve kept free; less than 0 where it draws too much.
    `shelf_w` is what its power shelves then still give together; None where it has none, or their output is not published.
    """

    name: RackName
    row: int
    nominal_w: int
    average_w: int
    peak_w: int
    headroom_w: int
    feed_count: int
    surviving_feed_count: int
    feed_w: int
    failed_feed_w: int | None
    failed_feed_peak_w: int | None
    shelf_count: int
    shelf_w: int | None


@dataclass(frozen=True, slots=True)
class FeedPower:
    """One feed, over all racks that have it; `failed_` is what it carries when those that may fail have failed."""

    name: str
    rack_count: int
    nominal_w: int
    failed_w: int
    failed_peak_w: int


@dataclass(frozen=True, slots=True)
class RowPower:
    """One row of racks: the racks of one unit, or of the pod as a whole (row 0). `headroom_w` as for a rack; None where no busway is declared."""

    row: int
    rack_count: int
    nominal_w: int
    average_w: int
    peak_w: int
    headroom_w: int | None


@dataclass(frozen=True, slots=True)
class Power:
    """The power of the pod; racks in name order, rows and feeds in order. `headroom_w` as for a row."""

    supply: Supply
    kinds: tuple[KindPower, ...]
    racks: tuple[RackPower, ...]
    rows: tuple[RowPower, ...]
    feeds: tuple[FeedPower, ...]
    nominal_w: int
    average_w: int
    peak_w: int
    headroom_w: int | None
