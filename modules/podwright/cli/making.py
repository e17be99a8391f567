"""Kinds of output made side by side: a large pod's take a minute of one processor."""

import os
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import NamedTuple

from podwright.cli.kinds.kind import Maker
from podwright.cli.pods import Judged
from podwright.cli.stage import Stage
from podwright.plan.pace import without_collector
from podwright.refusal import Refused

MANY_NODES = 1_000
"""Of a pod with fewer nodes, every file is made before a second process would be of use."""
MOST_PROCESSES = 4
"""The kind that takes longest takes a quarter of the time of all, so more would wait for it; each holds about 1 GB for 12,500 nodes (`python -m bench files`)."""
Sizes = dict[str, int]
"""Bytes of each file, by its path below the folder."""


class Made(NamedTuple):
    """A kind whose files are written."""

    kind: str
    sizes: Sizes
    elapsed_s: float


class Work(NamedTuple):
    """What files are made of, where they are put, and how each kind is made."""

    result: Judged
    stage: Stage
    makers: Mapping[str, Maker]


def made(result: Judged, stage: Stage, makers: Mapping[str, Maker]) -> Iterator[Made]:
    """Write the files of every kind; yield each kind when that is done.

    Raises: Refused when a file cannot be made or written, or a process is ended from outside.
    """
    work, workers = Work(result, stage, makers), min(os.cpu_count() or 1, len(makers), MOST_PROCESSES)
    if workers > 1 and result.plan.header.node_count >= MANY_NODES and hasattr(os, "fork"):
        yield from _side_by_side(work, workers)
    else:
        yield from (_written(work, kind) for kind in makers)


def _written(work: Work, kind: str) -> Made:
    began_s = time.monotonic()
    with without_collector():
        sizes = {name: work.stage.add(name, text) for name, text in work.makers[kind](work.result)}
    return Made(kind, sizes, time.monotonic() - began_s)


def _side_by_side(work: Work, workers: int) -> Iterator[Made]:
    """Yield the kinds as processes end with them; each begins as a copy of this one, and so has the plan without being sent it."""
    with ProcessPoolExecutor(workers, get_context("fork"), _begin, (work,)) as pool:
        futures = [pool.submit(_of_process, kind) for kind in work.makers]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BrokenProcessPool:
            what = "a process that made files was ended from outside, as a machine does that is out of memory"
            raise Refused("render", what, f"Free {workers} GB of memory, or make kinds one after the other with --only") from None
        finally:
            pool.shutdown(cancel_futures=True)


_begun: list[Work] = []
"""In a process for making: its work."""


def _begin(work: Work) -> None:
    _begun.append(work)


def _of_process(kind: str) -> Made:
    return _written(_begun[0], kind)
