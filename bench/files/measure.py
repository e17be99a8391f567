"""Every file of a pod of 12,528 nodes, and of one half as large."""

import json
import shutil
from collections.abc import Iterator
from typing import TypedDict

from bench.place import Place
from bench.row import Row

HALF_UNITS, UNITS = 87, 174
"""Scalable units of dgx-superpod-b300-xdr: 6,264 and 12,528 nodes."""
SHOWN = 6
"""So many of the kinds that take longest have a row of their own."""


class Told(TypedDict):
    """What the worker prints: the pod's size, what all of it took, and the seconds of each kind."""

    nodes: int
    cables: int
    total: dict[str, float]
    kinds: dict[str, float]


def files(place: Place, runs: int) -> Iterator[Row]:
    """Yield time and memory from the declaration to the last file, the growth from half the size, and which kinds take how long; twice at most, since a run writes 1.4 GB."""
    runs = min(runs, 2)
    halves, wholes = ([_laid(place, units) for _ in range(runs)] for units in (HALF_UNITS, UNITS))
    told = wholes[0]
    total = told["total"]
    what = f"all files of a pod of {told['nodes']:,} nodes"
    note = f"{len(told['kinds']) - 1} kinds, {total['files']:,} files, {total['megabytes']:,.0f} MB; read, planned and judged too"
    elapsed = tuple(one["total"]["elapsed_s"] for one in wholes)
    yield Row("files-time", what, "s", 60, elapsed, note)
    yield Row("files-cpu", "the same, processor time", "s", None, tuple(one["total"]["cpu_s"] for one in wholes))
    yield Row(
        "files-memory",
        "the same, peak resident size",
        "MB",
        3072,
        tuple(one["total"]["peak_mb"] for one in wholes),
        "of all its processes: what they share counted at each",
    )
    per_node = [min(one["total"]["cpu_s"] / one["nodes"] for one in of_size) for of_size in (halves, wholes)]
    nodes = f"{halves[0]['nodes']:,} nodes to {told['nodes']:,}"
    yield Row("files-linear", f"processor time a node, from {nodes}: growth", "", 0.25, (per_node[1] / per_node[0] - 1,), "the fastest run of each")
    for kind in sorted(told["kinds"], key=lambda kind: -told["kinds"][kind])[:SHOWN]:
        yield Row(f"files-{kind}", f"of these: {kind}", "s", None, tuple(one["kinds"][kind] for one in wholes))


def _laid(place: Place, units: int) -> Told:
    folder = place.folder / f"files-{units}"
    try:
        took = place.run("python", "-m", "bench.files.worker", str(units), str(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    told: Told = json.loads(took.text.strip().splitlines()[-1])
    return told
