"""Every file of a pod as `podwright render` lays it, kind by kind, in a process of its own: `python -m bench.files.worker UNITS FOLDER [KIND ...]`.

Prints each kind as it is done; last, as one line of JSON, what planning and judging took, and each kind. A peak is the process's, so far.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import yaml

from bench.large.worker import ARCHITECTURE, POOLS
from podwright.cli.kinds import KINDS
from podwright.cli.pods import Judged, judged
from podwright.cli.rendering import lay
from podwright.plan.finding import sentence

Made = TypeVar("Made")
DNS = {"serial": 1, "authorities": [{"name": "ns1.example.net"}]}
BEYOND_A_SUBNET = ("P461", "subnet compute")
"""More ports than a subnet has LIDs: a real pod of this size has planes or is two. The files are the same in number and length."""


def main(units: int, folder: Path, kinds: tuple[str, ...]) -> None:
    """Print what every kind took."""
    told: dict[str, dict[str, float]] = {}
    result = _timed(told, "planned and judged", lambda: _judged(units, folder))
    for kind in kinds or KINDS:
        sizes = _timed(told, kind, partial(lay, result, folder / "out", [kind]))
        told[kind] |= {"files": len(sizes), "megabytes": sum(size or 0 for size in sizes.values()) / 1e6}
        print(kind, told[kind], flush=True)
    total = {word: sum(one.get(word, 0) for one in told.values()) for word in ("elapsed_s", "cpu_s", "files", "megabytes")}
    total["peak_mb"] = max(one["peak_mb"] for one in told.values())
    print(json.dumps({"nodes": result.plan.header.node_count, "cables": len(result.plan.fabric.cables), "total": total, "kinds": told}))


def _judged(units: int, folder: Path) -> Judged:
    """Return the plan of a pod so large, judged; what a pod beyond one subnet is told is waived. Raises: AssertionError for any other error."""
    words = {
        "version": 1,
        "name": "pod",
        "architecture": ARCHITECTURE,
        "scalable_units": units,
        "site": {"domain": "pod.example", "racks": {"feed_kw": 70.0}, "dns": DNS},
        "addresses": {"pools": POOLS},
    }
    code, place = BEYOND_A_SUBNET
    words["waivers"] = [{"code": code, "place": place, "reason": "The bench wants this many files; nobody builds it as one subnet."}]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pod.yaml").write_text(yaml.safe_dump(words), encoding="utf-8")
    result = judged(folder)
    errors = [sentence(row) for row in result.findings if row.severity == "error" and row.waived_because is None]
    assert not errors, errors[:3]
    return result


def _timed(told: dict[str, dict[str, float]], name: str, act: Callable[[], Made]) -> Made:
    """Return what comes of it, after noting wall time, this process's own time, and its largest resident size so far."""
    began_s, cpu_s = time.perf_counter(), time.process_time()
    made = act()
    took = {"elapsed_s": time.perf_counter() - began_s, "cpu_s": time.process_time() - cpu_s}
    told[name] = took | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    return made


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), tuple(sys.argv[3:]))
