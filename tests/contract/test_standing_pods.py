"""A new release changes nothing of a pod that stands: pods of each version of the formulas are kept, with what must never move."""

from hashlib import sha256
from pathlib import Path

import pytest

from conftest import GOLDEN, Golden
from podwright.declaration import declared
from podwright.plan.compile import compile_pod
from podwright.plan.types import Plan

CASES = sorted((GOLDEN / "plans").iterdir())
READABLE_LINES = 200
"""More lines than this nobody reads: of a larger pod the digest of the lines is kept, and a sample of them."""


def standing(plan: Plan) -> list[str]:
    """Return what must never move, a line each: places, addresses, cables, numbers of networks and switches, LIDs."""
    devices = [f"{row.name} {row.kind} U{row.lowest_u}" for row in plan.physical.devices]
    addresses = [f"{row.device}/{row.interface} {row.v4} {row.v6}" for row in plan.fabric.addresses]
    cables = [f"{row.label} -> {row.b_device}/{row.b_port} {row.medium}" for row in plan.fabric.cables]
    networks = [f"{row.name} VLAN {row.vlan_id} VNI {row.vni} {row.vrf}" for row in plan.ethernet.networks]
    switches = [f"{row.device} AS {row.asn} {row.segment_mac}" for row in plan.ethernet.switches]
    ports = [f"{row.device}/{row.port} {row.use} {row.untagged} {row.bond} {row.segment_id}" for row in plan.ethernet.ports]
    lids = [f"{row.subnet} {row.device}/{row.port} LID {row.lid}" for row in plan.infiniband.lids]
    return [*devices, *addresses, *cables, *networks, *switches, *ports, *lids]


def kept_form(lines: list[str]) -> str:
    """Return the lines as they are kept: all of them, or a sample under their digest."""
    if len(lines) <= READABLE_LINES:
        return "".join(f"{line}\n" for line in lines)
    digest = sha256("\n".join(lines).encode()).hexdigest()
    return "".join(f"{line}\n" for line in (f"{len(lines)} lines, sha256 {digest}, every {len(lines) // 50}th:", *lines[:: len(lines) // 50]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_stands_stays(case: Path, golden: Golden) -> None:
    golden(f"plans/{case.name}/standing.txt", kept_form(standing(compile_pod(*declared(case)))))
