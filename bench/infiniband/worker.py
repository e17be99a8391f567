"""One subnet of a pod on a simulated fabric: `python -m bench.infiniband.worker ARCHITECTURE UNITS SUBNET FOLDER`, with `tests` on the path of modules.

Prints as JSON what the steps took, or what this machine lacks.
"""

import json
import sys
import time
from pathlib import Path

from bench.large.worker import spec
from lab.fabrics import subnets
from lab.fabrics.ibsim import lacking
from podwright.catalog.load import load_catalog
from podwright.plan.compile import compile_pod
from podwright.plan.types import LidHolder


def main(architecture: str, units: int, name: str, folder: Path) -> None:
    """Print what it took from the declaration to the word of all three programs; each has found what the plan says, or this ends with an error."""
    if missing := lacking():
        print(json.dumps({"lacking": missing}))
        return
    took, began_s = dict[str, float](), time.perf_counter()

    def done(step: str) -> None:
        took[step] = time.perf_counter() - began_s - sum(took.values())

    plan = compile_pod(spec(architecture, units), load_catalog(architecture))
    planned = subnets.planned_subnet(plan, next(row for row in plan.infiniband.subnets if row.name == name), folder)
    done("plan and files")
    with subnets.running(planned) as fabric:
        done("ibsim")
        log = fabric.opensm("-R", "ftree", "--honor_guid2lid", "-P", str(folder / "partitions.conf"))
        assert subnets.CONFIGURED in log, log[-2000:]
        assert "ERR" not in log, log[-2000:]
        done("OpenSM")
        scan = subnets.scanned(fabric, planned)
        assert scan.cables == subnets.planned_cables(planned), "every cable where the plan has it, and no other"
        assert scan.lids == subnets.planned_lids(planned), "every LID as planned"
        done("ibnetdiscover")
        said = fabric.attempt("ibdmchk", "-s", "opensm-subnet.lst", "-f", "opensm.fdbs", "-m", "opensm.mcfdbs").stdout
        ports = sum(row.holder is not LidHolder.SWITCH for row in planned.lids)
        assert f"Scanned:{ports * (ports - 1)} CA to CA paths" in said, said[-2000:]
        assert "no credit loops found" in said, said[-2000:]
        assert "-E-" not in said, said[-2000:]
        done("ibdmchk")
    print(json.dumps({"took": took, "cables": len(scan.cables), "ports": ports, "switches": len(planned.lids) - ports}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
