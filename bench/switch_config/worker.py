"""Configurations of all Ethernet switches, in a process of its own: `python -m bench.switch_config.worker (FOLDER | ARCHITECTURE UNITS)`; prints seconds and counts as JSON."""

import json
import resource
import sys
import time
from pathlib import Path

from bench.large.worker import spec
from podwright.catalog.load import load_catalog
from podwright.declaration import declared
from podwright.outputs.nvue import switch_files
from podwright.plan.compile import compile_pod

if __name__ == "__main__":
    pod, catalog = declared(Path(sys.argv[1])) if len(sys.argv) == 2 else (spec(sys.argv[1], int(sys.argv[2])), load_catalog(sys.argv[1]))
    plan = compile_pod(pod, catalog)
    began_s = time.perf_counter()
    count = size_bytes = 0
    for _, text in switch_files(plan.ethernet, plan.hosts):
        count, size_bytes = count + 1, size_bytes + len(text)
    elapsed_s = time.perf_counter() - began_s
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"elapsed_s": elapsed_s, "switches": count, "bytes": size_bytes, "ports": len(plan.ethernet.ports), "peak_mb": peak_mb}))
