"""`python -m bench.drift.worker UNITS`: one scan of a large fabric, read and compared in a process of its own; prints what it took as JSON."""

import gc
import json
import random
import re
import sys
import time

from podwright.catalog.load import load_catalog
from podwright.observe.compare import compare
from podwright.observe.drift import DriftKind
from podwright.observe.ibnetdiscover import subnet
from podwright.outputs.infiniband.guids import simulated_guids
from podwright.outputs.infiniband.subnet import subnet_files
from podwright.plan.compile import compile_pod
from podwright.plan.types import Plan
from podwright.spec.pod import PodSpec
from podwright.spec.site import Site

ARCHITECTURE, FABRIC, SWAPS = "dgx-superpod-b300-xdr", "compute", 200
LEAF_PORT = re.compile(r'^\[(\d+)\]\t("H-[0-9a-f]{16}")\[1\]')


def main(units: int) -> None:
    """Print how long it took to read and to compare a scan in which plugs of hosts have changed places."""
    plan = compiled(units)
    text, swaps = exchanged(topology(plan))
    began_s = time.perf_counter()
    observed = subnet(text, device="bench", source="scan")
    read_s = time.perf_counter() - began_s
    gc.collect()
    began_s = time.perf_counter()
    comparison = compare(plan.physical, plan.fabric, observed)
    compare_s = time.perf_counter() - began_s
    assert [drift.kind for drift in comparison.drifts] == [DriftKind.SWAPPED] * swaps, "every swap is one finding, and nothing else is found"
    print(json.dumps({"read_s": read_s, "compare_s": compare_s, "cables": len(observed.links), "swaps": swaps, "megabytes": len(text) / 1e6}))


def compiled(units: int) -> Plan:
    """Return the plan of so many scalable units, with pools that hold them."""
    names = ("loopback", "in_band", "storage", "out_of_band", "compute", "point_to_point")
    pools = {name: {"v4": f"{first}.0.0.0/8", "v6": f"fd70:6f64:{first:x}::/48"} for first, name in enumerate(names, start=10)}
    site = Site(domain="pod.example")
    pod = PodSpec.model_validate(
        {"version": 1, "name": "pod", "architecture": ARCHITECTURE, "scalable_units": units, "site": site, "addresses": {"pools": pools}}
    )
    return compile_pod(pod, load_catalog(ARCHITECTURE))


def topology(plan: Plan) -> str:
    """Return the compute subnet as ibnetdiscover would print it."""
    row = next(row for row in plan.infiniband.subnets if row.fabric == FABRIC)
    guids = simulated_guids([lid for lid in plan.infiniband.lids if lid.subnet == row.name], plan.physical.devices)
    return dict(subnet_files(row, plan.infiniband, plan.fabric, plan.physical, guids))["topology.net"]


def exchanged(text: str) -> tuple[str, int]:
    """Return a scan after the plugs of some pairs of adapters have changed places, at both ends of what it tells, and how many pairs."""
    records = text.split("\n\n")
    marks = [(number, match[0]) for number, record in enumerate(records) if (match := re.search(r'"H-[0-9a-f]{16}"\t\t# ".*"$', record, re.MULTILINE))]
    draw = random.Random(1)  # noqa: S311 - the same faults in every run
    chosen = draw.sample(marks, 2 * SWAPS)
    other = {}
    for (one, _), (two, _) in zip(chosen[::2], chosen[1::2], strict=True):
        other[one], other[two] = two, one
    port_of = {number: records[number].rstrip("\n").rpartition("\n")[2] for number in other}
    own_guid = {number: port_of[number].partition("(")[2].partition(")")[0] for number in other}
    id_of = {number: re.search(r'"(H-[0-9a-f]{16})"', records[number])[1] for number in other}  # type: ignore[index]
    name_of = {number: re.search(r'# "(.*)"$', records[number], re.MULTILINE)[1] for number in other}  # type: ignore[index]
    by_id = {identity: number for number, identity in id_of.items()}
    for number, there in other.items():
        line = port_of[there].replace(own_guid[there], own_guid[number])
        records[number] = records[number].replace(port_of[number], line)
    for index, record in enumerate(records):
        if "\nSwitch\t" in record:
            records[index] = "\n".join(_turned(line, by_id, other, id_of, own_guid, name_of) for line in record.split("\n"))
    return "\n\n".join(records), SWAPS


def _turned(line: str, by_id: dict[str, int], other: dict[int, int], id_of: dict[int, str], own_guid: dict[int, str], name_of: dict[int, str]) -> str:
    found = LEAF_PORT.match(line)
    number = by_id.get(found[2].strip('"')) if found else None
    if number is None:
        return line
    there = other[number]
    return line.replace(id_of[number], id_of[there]).replace(f"({own_guid[number]})", f"({own_guid[there]})").replace(name_of[number], name_of[there])


if __name__ == "__main__":
    main(int(sys.argv[1]))
