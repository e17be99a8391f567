"""Prices and numbers for tests of costs; no figure in them means anything."""

from podwright.costs.inputs import CloudInputs, Inputs
from podwright.costs.prices import Prices
from podwright.outputs.bill import BillRow

DATED = {"date": "2026-11-21", "source": "made up"}


def priced(price: float, unit: str, **words: object) -> dict[str, object]:
    return {"price": price, "unit": unit, "currency": "USD", **DATED, **words}


def figure(value: float) -> dict[str, object]:
    return {"value": value, **DATED}


def full_words(bill: tuple[BillRow, ...]) -> dict[str, object]:
    """Return a prices file, as read, in which nothing is missing for this bill."""
    parts = {row.part: priced(100.0 + index, "each", part=row.part) for index, row in enumerate(bill)}
    return {
        "version": 1,
        "currency": "USD",
        "term": {"years": 4, "resale_share": figure(0.1)},
        "use": {"utilisation": figure(0.6), "tokens_per_gpu_second": figure(800), "egress_tb_per_month": figure(10), "stored_tb": figure(50)},
        "parts": list(parts.values()),
        "energy": priced(0.12, "kWh"),
        "pue": figure(1.3),
        "load_share": figure(0.7),
        "staff": [priced(90000, "year", what="engineer", count=2)],
        "space": priced(700, "rack-month"),
        "services": [priced(5000, "year", what="support"), priced(9000, "once", what="installation", place="own")],
        "downtime": {"hours_per_year": figure(50), "lost_hour": priced(2, "GPU-hour")},
        "colocation": priced(180, "kW-month", includes_energy=True),
        "clouds": [
            priced(4.0, "GPU-hour", name="spot", terms="on-demand", egress=priced(80, "TB"), storage=priced(20, "TB-month")),
            priced(2.5, "GPU-hour", name="term", terms="reserved", egress=priced(80, "TB"), storage=priced(20, "TB-month")),
        ],
        "mixture": {"own_share": figure(0.5), "own_utilisation": figure(0.9), "cloud": "spot"},
    }


def full_prices(bill: tuple[BillRow, ...]) -> Prices:
    return Prices.model_validate(full_words(bill))


def numbers(**words: object) -> Inputs:
    """Return inputs of a pod of 16 GPUs, and these."""
    given: dict[str, object] = {
        "gpu_count": 16.0,
        "rack_count": 1.0,
        "nominal_kw": 25.0,
        "average_kw": 18.0,
        "capital": 600_000.0,
        "resale_share": 0.1,
        "years": 4.0,
        "pue": 1.3,
        "energy_price": 0.12,
        "staff": 60_000.0,
        "space": 9_000.0,
        "colocation": 50_000.0,
        "colocation_includes_energy": True,
        "once_own": 9_000.0,
        "once_colocation": 4_000.0,
        "services_own": 5_000.0,
        "services_colocation": 5_000.0,
        "utilisation": 0.6,
        "tokens_per_gpu_second": 800.0,
        "downtime_hours": 50.0,
        "lost_hour_price": 2.0,
        "egress_tb": 10.0,
        "stored_tb": 50.0,
        "mixture_share": 0.5,
        "mixture_utilisation": 0.9,
        "mixture_cloud": 0,
        "clouds": (CloudInputs("spot", False, 4.0, 80.0, 20.0, 0.0), CloudInputs("term", True, 2.5, 80.0, 20.0, 0.0)),
    }
    return Inputs(**(given | words))  # type: ignore[arg-type]
