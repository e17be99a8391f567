"""Every file of a pod of 12,528 nodes, and of one half as large."""

import json
import shutil
from collections.abc import Iterator

from bench.place import Place
from bench.row import Row
from bench.timing import Took

HALF_UNITS, UNITS = 87, 174
"""Scalable units of dgx-superpod-b300-xdr: 6,264 and 12,528 nodes."""
SHOWN = 6
"""So many of the kinds that take longest have a row of their own."""


def files(place: Place, runs: int) -> Iterator[Row]:
    """Yield time and memory from the declaration to the last file, the growth from half the size, and which kinds take how long; twice at most, since a run writes 1.4 GB."""
    runs = min(runs, 2)
    halves, wholes = ([_laid(place, units) for _ in range(runs)] for units in (HALF_UNITS, UNITS))
    told = wholes[0][0]
    total = told["total"]
    what = f"all files of a pod of {told['nodes']:,} nodes"
    note = f"{len(told['kinds']) - 1} kinds, {total['files']:,} files, {total['megabytes']:,.0f} MB; read, planned and judged too"
    elapsed = tuple(one["total"]["elapsed_s"] for one, _ in wholes)
    yield Row("files-time", what, "s", 60, elapsed, note)
    yield Row("files-cpu", "the same, the process's own time", "s", None, tuple(one["total"]["cpu_s"] for one, _ in wholes))
    yield Row("files-memory", "the same, peak resident size", "MB", 3072, tuple(took.peak_mb for _, took in wholes))
    per_node = [min(one["total"]["cpu_s"] / one["nodes"] for one, _ in of_size) for of_size in (halves, wholes)]
    nodes = f"{halves[0][0]['nodes']:,} nodes to {told['nodes']:,}"
    yield Row("files-linear", f"own time a node, from {nodes}: growth", "", 0.25, (per_node[1] / per_node[0] - 1,), "the fastest run of each")
    slowest = sorted(told["kinds"], key=lambda kind: -told["kinds"][kind]["elapsed_s"])[:SHOWN]
    for kind in slowest:
        size = f"{told['kinds'][kind]['files']:,} files, {told['kinds'][kind]['megabytes']:,.0f} MB" if "files" in told["kinds"][kind] else ""
        yield Row(f"files-{kind}", f"of these: {kind}", "s", None, tuple(one["kinds"][kind]["elapsed_s"] for one, _ in wholes), size)


def _laid(place: Place, units: int) -> tuple[dict[str, dict[str, dict[str, float]]], Took]:
    folder = place.folder / f"files-{units}"
    try:
        took = place.run("python", "-m", "bench.files.worker", str(units), str(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return json.loads(took.text.strip().splitlines()[-1]), took
