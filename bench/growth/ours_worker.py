"""podwright on a leaf-spine: `python -m bench.growth.ours_worker FOLDER`; prints every address by device, interface and version as JSON."""

import json
import sys
from pathlib import Path

from podwright.declaration import declared
from podwright.plan.compile import compile_pod

if __name__ == "__main__":
    plan = compile_pod(*declared(Path(sys.argv[1])))
    told = {f"{row.device} {row.interface} {row.fabric} v4": row.v4 for row in plan.fabric.addresses}
    told |= {f"{row.device} {row.interface} {row.fabric} v6": row.v6 for row in plan.fabric.addresses}
    print(json.dumps({"addresses": {name: address for name, address in told.items() if address}}))
