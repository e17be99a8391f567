"""Every file of a pod as `podwright render` lays it, in a process of its own: `python -m bench.files.worker UNITS FOLDER [KIND ...]`.

Prints each kind as it is done; last, as one line of JSON, what planning and judging took, each kind, and all of it.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

import yaml

from bench.large.worker import ARCHITECTURE, POOLS
from podwright.cli.kinds import KINDS
from podwright.cli.pods import Judged, judged
from podwright.cli.rendering import lay
from podwright.event import Event, State
from podwright.plan.finding import sentence

DNS = {"serial": 1, "authorities": [{"name": "ns1.example.net"}]}
BEYOND_A_SUBNET = ("P461", "subnet compute")
"""More ports than a subnet has LIDs: a real pod of this size has planes or is two. The files are the same in number and length."""


def main(units: int, folder: Path, kinds: tuple[str, ...]) -> None:
    """Print what every kind took."""
    began_s, told = time.perf_counter(), dict[str, float]()
    result = _judged(units, folder)
    told["planned and judged"] = time.perf_counter() - began_s

    def hear(event: Event) -> None:
        if event.state is State.DONE and event.elapsed_s is not None and event.subject in KINDS:
            told[event.subject] = event.elapsed_s
            print(f"{event.subject}  {event.text}  {event.elapsed_s:.2f} s", flush=True)

    sizes = lay(result, folder / "out", kinds or tuple(KINDS), hear)
    total = {
        "elapsed_s": time.perf_counter() - began_s,
        "cpu_s": sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))),
        "peak_mb": (_peak(resource.RUSAGE_SELF) + _peak(resource.RUSAGE_CHILDREN) * (os.cpu_count() or 1)),
        "files": len(sizes),
        "megabytes": sum(size or 0 for size in sizes.values()) / 1e6,
    }
    print(json.dumps({"nodes": result.plan.header.node_count, "cables": len(result.plan.fabric.cables), "total": total, "kinds": told}))


def _peak(who: int) -> float:
    """Return the largest resident size of this process, or of the largest of its children, in MB; pages that they share count at each."""
    return resource.getrusage(who).ru_maxrss / 1024


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


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), tuple(sys.argv[3:]))
