"""What it takes to hold what is plugged in against the plan."""

import json
from collections.abc import Iterator

from bench.place import Place
from bench.row import Row

UNITS = 22
"""Scalable units of dgx-superpod-b300-xdr: 12,672 GPUs with 38,016 cables on the compute fabric, half as many again as the bar asks for."""


def drift(place: Place, runs: int) -> Iterator[Row]:
    """Yield the time to read a whole scan, and to compare it with the plan."""
    told = []
    for _ in range(runs):
        took = place.run("python", "-m", "bench.drift.worker", str(UNITS))
        told.append(json.loads(took.text.strip().splitlines()[-1]))
    cables, swaps = told[0]["cables"], told[0]["swaps"]
    note = f"{swaps:,} pairs of plugs exchanged, each found as one swap"
    yield Row("drift-compare", f"compare {cables:,} discovered cables with the plan", "s", 2, tuple(one["compare_s"] for one in told), note)
    yield Row("drift-read", "read the same from ibnetdiscover's text", "s", None, tuple(one["read_s"] for one in told), f"{told[0]['megabytes']:.1f} MB")
