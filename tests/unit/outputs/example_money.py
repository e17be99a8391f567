"""Money for tests of the report; no figure in it means anything."""

from podwright.outputs.report.money import CurveRow, EvenRow, LackRow, Money, SwingRow, TermRow, WayRow

MONTHS = 36


def straight(way: str, upfront: float, monthly: float) -> CurveRow:
    """Return a way that pays as much every month."""
    return CurveRow(way, tuple(upfront + monthly * month for month in range(MONTHS + 1)))


def example_money(**words: object) -> Money:
    """Return what a pod of four ways costs, and these words: own meets the cloud after 20 months, the colocation never does."""
    given: dict[str, object] = {
        "currency": "USD",
        "gpu_count": 16,
        "average_kw": 17.6,
        "dates": ("2026-01-02", "2026-11-21"),
        "capital": 400_000.0,
        "capital_known": 400_000.0,
        "ways": (
            WayRow("own", "own", 400_000.0, (("depreciation", 100_000.0), ("rent", 0.0)), 160_000.0, 1.5, 0.5),
            WayRow("colocation", "colocation", 400_000.0, (("depreciation", 100_000.0), ("rent", None)), None, None, None),
            WayRow("cloud one", "on-demand", 0.0, (("depreciation", 0.0), ("rent", 300_000.0)), 300_000.0, 2.5, 0.9),
        ),
        "curves": (straight("own", 400_000.0, 5_000.0), straight("colocation", 400_000.0, 26_000.0), straight("cloud one", 0.0, 25_000.0)),
        "evens": (
            EvenRow("colocation", "cloud one", None, "it never pays for itself"),
            EvenRow("own", "cloud one", 20.0, "it has paid for itself after 20.0 months"),
        ),
        "terms": (TermRow(3, 1.9), TermRow(4, 1.5), TermRow(5, 1.25)),
        "swung": "own",
        "base": 1.5,
        "swings": (SwingRow("price of energy", 1.4, 1.45, 1.55, 1.6), SwingRow("utilisation", 1.9, 1.7, 1.4, 1.3)),
        "lacks": (LackRow("colocation.price", "price of a place in a colocation", ("colocation",)), LackRow("services", "support, insurance", ())),
        "unused": ("the bill has no dgx-h10; did you mean dgx-h100?",),
    }
    return Money(**(given | words))  # type: ignore[arg-type]
