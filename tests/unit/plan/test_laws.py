"""The laws of the plan, over generated pods."""

import os
import subprocess
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from podwright.plan.canonical import digests, from_json, to_json
from podwright.plan.difference import Cost, diff
from podwright.plan.types import Plan, Tier
from podwright.spec.pod import Growth, Management
from unit.pods import STARTER, SUPERPOD, plan

UNITS = st.integers(1, 8)


def facts(pod: Plan) -> dict[str, object]:
    """Return what must not move: where each thing stands, its addresses and the far end of its cable."""
    return (
        {device.name: (device.rack, device.lowest_u, device.kind, device.role) for device in pod.physical.devices}
        | {(row.device, row.interface, row.fabric): (row.v4, row.v6) for row in pod.fabric.addresses}
        | {cable.label: (cable.b_device, cable.b_port) for cable in pod.fabric.cables}
    )


@settings(max_examples=6, deadline=None)
@given(first=UNITS, more=st.integers(0, 7))
def test_a_pod_whose_upper_layers_are_built_grows_in_silence(first: int, more: int) -> None:
    last = min(first + more, 8)
    growth = Growth(scalable_units=8)
    before, after = facts(plan(SUPERPOD, first, growth=growth)), facts(plan(SUPERPOD, last, growth=growth))
    assert before.items() <= after.items()
    assert all(row.change == "added" and row.cost is Cost.LIVE for row in diff(plan(SUPERPOD, first, growth=growth), plan(SUPERPOD, last, growth=growth)))


@settings(max_examples=4, deadline=None)
@given(units=st.integers(1, 7))
def test_without_built_upper_layers_growth_moves_only_uplinks_and_lists_them(units: int) -> None:
    before, after = plan(SUPERPOD, units), plan(SUPERPOD, units + 1)
    moved = {row.name for row in diff(before, after) if row.change != "added"}
    uplinks = {cable.label for cable in before.fabric.cables if cable.tier in (Tier.LEAF_SPINE, Tier.UPLINK)}
    assert moved <= uplinks
    standing, grown = facts(before), facts(after)
    assert {key for key, value in standing.items() if grown[key] != value} == moved


@settings(max_examples=6, deadline=None)
@given(nodes=st.integers(1, 60), more=st.integers(1, 3))
def test_appended_nodes_change_nothing_that_stands(nodes: int, more: int) -> None:
    before, after = facts(plan(SUPERPOD, 2, node_count=nodes)), facts(plan(SUPERPOD, 2, node_count=nodes + more))
    assert before.items() <= after.items()


@settings(max_examples=3, deadline=None)
@given(few=st.integers(1, 3))
def test_appended_management_nodes_change_nothing_that_stands(few: int) -> None:
    before, after = (facts(plan(SUPERPOD, 1, management=Management(host_count=count))) for count in (few, few + 1))
    assert before.items() <= after.items()


@settings(max_examples=5, deadline=None)
@given(units=UNITS)
def test_no_address_twice_and_every_cable_has_two_ends_of_its_own(units: int) -> None:
    pod = plan(SUPERPOD, units)
    addresses = [text for row in pod.fabric.addresses for text in (row.v4, row.v6)]
    assert len(addresses) == len(set(addresses))
    ends = [end for cable in pod.fabric.cables for end in ((cable.a_device, cable.a_port), (cable.b_device, cable.b_port))]
    assert len(ends) == len(set(ends)) == len(pod.fabric.ports)
    assert {(port.device, port.name) for port in pod.fabric.ports} == set(ends)


def test_a_plan_written_and_read_is_the_same_plan() -> None:
    for pod in (plan(STARTER), plan(SUPERPOD, 2)):
        assert from_json(to_json(pod)) == pod


def test_the_same_bytes_under_two_hash_seeds_and_locales() -> None:
    script = "from unit.pods import *; from podwright.plan.canonical import digests; print(digests(plan(SUPERPOD, 2)))"
    folder = Path(__file__).resolve().parents[3]
    paths = os.pathsep.join((str(folder / "modules"), str(folder / "tests")))

    def told(seed: str, locale: str) -> str:
        environment = {"PYTHONPATH": paths, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": "Asia/Tokyo", "PATH": os.environ["PATH"]}
        return subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True).stdout

    assert told("1", "C") == told("2", "C.UTF-8") == f"{digests(plan(SUPERPOD, 2))}\n"


def test_a_section_digest_changes_with_its_section_alone() -> None:
    one, other = digests(plan(STARTER)), digests(plan(STARTER, telemetry={"node_port": 9200}))
    assert {name for name in one if one[name] != other[name]} == {"hosts", "plan"}
