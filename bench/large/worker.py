"""One measurement of a large pod, in a process of its own: `python -m bench.large.worker NAME UNITS`; prints seconds and counts as one line of JSON."""

import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from podwright.catalog.load import load_catalog
from podwright.checks.judge import judge
from podwright.outputs.address_sheet import address_sheet
from podwright.outputs.bill import bill, bill_csv
from podwright.outputs.cables import cable_sheet
from podwright.outputs.hosts_file import hosts_file
from podwright.plan.canonical import to_json
from podwright.plan.compile import compile_pod
from podwright.plan.difference import diff
from podwright.plan.types import Plan
from podwright.spec.pod import PodSpec

ARCHITECTURE = "dgx-superpod-b300-xdr"
POOLS = {
    "loopback": {"v4": "10.0.0.0/10", "v6": "fd70:6f64:0::/48"},
    "in_band": {"v4": "10.64.0.0/12", "v6": "fd70:6f64:8::/48"},
    "storage": {"v4": "10.80.0.0/12", "v6": "fd70:6f64:c::/48"},
    "out_of_band": {"v4": "10.128.0.0/10", "v6": "fd70:6f64:10::/48"},
    "compute": {"v4": "10.96.0.0/11", "v6": "fd70:6f64:20::/48"},
    "point_to_point": {"v4": "10.192.0.0/10", "v6": "fd70:6f64:40::/48"},
}
"""Pools wide enough for the largest size of the architecture."""


def spec(architecture: str, units: int) -> PodSpec:
    """Return a pod of so many units with the fewest words."""
    words = {
        "version": 1,
        "name": "pod",
        "architecture": architecture,
        "scalable_units": units,
        "site": {"domain": "pod.example", "racks": {"feed_kw": 70.0}},
        "addresses": {"pools": POOLS},
    }
    return PodSpec.model_validate(words)


def compiled(units: int, architecture: str = ARCHITECTURE) -> tuple[Plan, float]:
    """Return a plan and the seconds that it took to make; its catalogue was read before."""
    pod, catalog = spec(architecture, units), load_catalog(architecture)
    began_s = time.perf_counter()
    plan = compile_pod(pod, catalog)
    return plan, time.perf_counter() - began_s


def measure_compile(units: int) -> dict[str, float]:
    """Return the time of the compiler, and beside it that of a bare loop which makes the same cable rows as tuples from numbers and shared words."""
    plan, elapsed_s = compiled(units)
    numbers = [(*_place(cable.label), cable.a_port, *_place(cable.b_device[4:]), cable) for cable in plan.fabric.cables]
    gc.collect()
    gc.disable()
    began_s = time.perf_counter()
    rows = [
        (
            f"u{unit:03d}-r{rack:02d}-{slot}/{port}",
            like.fabric,
            like.tier,
            f"pod-u{unit:03d}-r{rack:02d}-{slot}",
            port,
            f"pod-u{other_unit:03d}-r{other_rack:02d}-{other_slot}",
            like.b_port,
            like.rate_gbps,
            like.medium,
            like.leg,
            like.length_m,
        )
        for unit, rack, slot, port, other_unit, other_rack, other_slot, like in numbers
    ]
    bare_s = time.perf_counter() - began_s
    gc.enable()
    assert all(row[0] == cable.label and row[5] == cable.b_device for row, cable in zip(rows, plan.fabric.cables, strict=True)), "the loop makes the same rows"
    return {"elapsed_s": elapsed_s, "bare_s": bare_s, "cables": len(rows), "gpus": sum(host.gpu_count for host in plan.hosts.hosts)}


def _place(name: str) -> tuple[int, int, str]:
    """Return unit, rack and slot of a name without the pod's."""
    unit, rack, slot = name.partition("/")[0].split("-")
    return int(unit[1:]), int(rack[1:]), slot


def measure_judge(units: int) -> dict[str, float]:
    """Return the time of all checks."""
    plan, _ = compiled(units)
    began_s = time.perf_counter()
    findings = judge(plan)
    return {"elapsed_s": time.perf_counter() - began_s, "findings": len(findings)}


def measure_write(units: int) -> dict[str, float]:
    """Return the time to write plan, cable sheet, address sheet, hosts file and bill."""
    plan, _ = compiled(units)
    with tempfile.TemporaryDirectory() as folder:
        began_s = time.perf_counter()
        texts = {
            "plan.json": to_json(plan),
            "cables.csv": cable_sheet(plan.physical, plan.fabric),
            "addresses.csv": address_sheet(plan.physical, plan.fabric, plan.hosts),
            "hosts": hosts_file(plan.hosts),
            "bill.csv": bill_csv(bill(plan)),
        }
        for name, text in texts.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        elapsed_s = time.perf_counter() - began_s
    return {"elapsed_s": elapsed_s, "megabytes": sum(map(len, texts.values())) / 1e6}


def measure_diff(units: int) -> dict[str, float]:
    """Return the time to compare two plans of so many units of DGX SuperPOD H100, one with a node less."""
    one, _ = compiled(units, "dgx-superpod-h100")
    pod = spec("dgx-superpod-h100", units)
    other = compile_pod(pod.model_copy(update={"node_count": one.header.node_count - 1}), load_catalog("dgx-superpod-h100"))
    began_s = time.perf_counter()
    rows = diff(one, other)
    return {"elapsed_s": time.perf_counter() - began_s, "rows": len(rows)}


MEASURES: dict[str, Callable[[int], dict[str, float]]] = {"compile": measure_compile, "judge": measure_judge, "write": measure_write, "diff": measure_diff}

if __name__ == "__main__":
    print(json.dumps(MEASURES[sys.argv[1]](int(sys.argv[2]))))
