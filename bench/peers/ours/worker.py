"""podwright on the leaf-spine: `python -m bench.peers.ours.worker FOLDER`; prints seconds, switches and links as JSON."""

import json
import resource
import sys
import time
from pathlib import Path

from podwright.declaration import declared
from podwright.outputs.cables import cable_sheet
from podwright.plan.compile import compile_pod
from podwright.plan.types import DeviceClass, Tier

if __name__ == "__main__":
    spec, catalog = declared(Path(sys.argv[1]))
    began_s = time.perf_counter()
    plan = compile_pod(spec, catalog)
    sheet = cable_sheet(plan.physical, plan.fabric)
    elapsed_s = time.perf_counter() - began_s
    switches = sum(device.device_class is DeviceClass.SWITCH and device.fabric == "compute" for device in plan.physical.devices)
    links = sum(cable.fabric == "compute" and cable.tier is Tier.LEAF_SPINE for cable in plan.fabric.cables)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"elapsed_s": elapsed_s, "switches": switches, "links": links, "lines": sheet.count("\n"), "peak_mb": peak_mb}))
