"""What large pods take, against the bars, each in a process of its own."""

import json
from collections.abc import Iterator

from bench.place import Place
from bench.row import Row
from bench.timing import Took

SMALL_UNITS, LARGE_UNITS = 18, 174
"""Units of the largest published two-tier pod (10,368 GPUs), and of 100,224 GPUs."""


def large(place: Place, runs: int) -> Iterator[Row]:
    """Yield time and memory to compile, judge, write and compare large pods."""
    compiled = {units: [_asked(place, "compile", units) for _ in range(runs)] for units in (SMALL_UNITS, LARGE_UNITS)}
    told, peaks = [one for one, _ in compiled[LARGE_UNITS]], [took.peak_mb for _, took in compiled[LARGE_UNITS]]
    yield Row("large-compile", f"compile {told[0]['gpus']:,} GPUs, {told[0]['cables']:,} cables, in memory", "s", 10, tuple(one["elapsed_s"] for one in told))
    yield Row("large-memory", "the same, peak resident size", "MB", 2048, tuple(peaks), "with the rows of the bare loop beside the plan")
    yield Row("large-bare", "the same against a bare loop that makes the cable rows as tuples", "x", 5, tuple(one["elapsed_s"] / one["bare_s"] for one in told))
    per_cable = [min(one["elapsed_s"] / one["cables"] for one, _ in compiled[units]) for units in (SMALL_UNITS, LARGE_UNITS)]
    flat = abs(per_cable[1] / per_cable[0] - 1)
    small = int(compiled[SMALL_UNITS][0][0]["gpus"])
    yield Row("large-flat", f"time a cable, from {small:,} GPUs to {int(told[0]['gpus']):,}: change", "", 0.25, (flat,), "the fastest run of each")
    for name, what, bar in (("judge", "judge the same plan", 5), ("write", "write plan.json, cables, addresses, hosts file and bill of the same", 30)):
        yield Row(f"large-{name}", what, "s", bar, tuple(_asked(place, name, LARGE_UNITS)[0]["elapsed_s"] for _ in range(runs)))
    yield Row(
        "large-diff",
        "diff of two plans of 16 scalable units of DGX SuperPOD H100",
        "s",
        2,
        tuple(_asked(place, "diff", 16)[0]["elapsed_s"] for _ in range(runs)),
    )


def _asked(place: Place, name: str, units: int) -> tuple[dict[str, float], Took]:
    took = place.run("python", "-m", "bench.large.worker", name, str(units))
    answer: dict[str, float] = json.loads(took.text.strip().splitlines()[-1])
    return answer, took
