"""Configurations of all Ethernet switches, in a process of its own: `python -m bench.switch_config.worker SYSTEM (FOLDER | ARCHITECTURE UNITS)`.

Prints seconds and counts as JSON.
"""

import json
import resource
import sys
import time
from pathlib import Path

from bench.large.worker import spec
from podwright.catalog.load import load_catalog
from podwright.declaration import declared
from podwright.outputs import nvue, sonic
from podwright.plan.compile import compile_pod

if __name__ == "__main__":
    system, *what = sys.argv[1:]
    pod, catalog = declared(Path(what[0])) if len(what) == 1 else (spec(what[0], int(what[1])), load_catalog(what[0]))
    plan = compile_pod(pod, catalog)
    began_s = time.perf_counter()
    count = size_bytes = 0
    files = sonic.switch_files(plan.ethernet, plan.hosts, plan.fabric.cables) if system == "sonic" else nvue.switch_files(plan.ethernet, plan.hosts)
    for _, text in files:
        count, size_bytes = count + 1, size_bytes + len(text)
    elapsed_s = time.perf_counter() - began_s
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "elapsed_s": elapsed_s,
                "switches": len(plan.ethernet.switches),
                "files": count,
                "bytes": size_bytes,
                "ports": len(plan.ethernet.ports),
                "peak_mb": peak_mb,
            }
        )
    )
