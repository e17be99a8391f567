"""From one size of the market to the next, as growth: exactly what the catalogue says stays does, and the difference lists the rest."""

from collections import Counter
from functools import cache

from podwright.catalog.load import load_catalog
from podwright.plan.difference import Cost, Delta, diff
from podwright.plan.types import Plan, Role
from unit.pods import plan

STARTER, MID, FULL = "starter-h100", "mid-scale", "full-scale"
Fabric, Tier = str, str


@cache
def pod(architecture: str) -> Plan:
    return plan(architecture, 1)


@cache
def changes(old: str, new: str) -> tuple[Delta, ...]:
    return diff(pod(old), pod(new))


def cables(old: str, new: str, *, change: str) -> Counter[tuple[Fabric, Tier]]:
    """Return how many cables change so, by fabric and tier of the old pod."""
    where = {cable.label: (cable.fabric, cable.tier.value) for cable in pod(old).fabric.cables}
    return Counter(where[row.name] for row in changes(old, new) if row.kind == "cable" and row.change == change)


def names(old: str, new: str, kind: str, change: str) -> set[str]:
    return {row.name for row in changes(old, new) if (row.kind, row.change) == (kind, change)}


def said(old: str) -> str:
    """Return what the catalogue says of the step from an architecture to its next."""
    (step,) = load_catalog(old).architecture.grows_into
    return f"{step.name}: {step.stays}; {step.moves}"


def test_each_size_names_the_next() -> None:
    assert [[step.name for step in load_catalog(name).architecture.grows_into] for name in (STARTER, MID, FULL)] == [[MID], [FULL], []]


def test_a_starter_keeps_its_rack_and_the_names_of_its_systems() -> None:
    systems = {host.name for host in pod(STARTER).hosts.hosts if host.role is Role.GPU_NODE}
    assert systems <= {host.name for host in pod(MID).hosts.hosts}
    assert {rack.name for rack in pod(STARTER).physical.racks} <= {rack.name for rack in pod(MID).physical.racks}
    assert names(STARTER, MID, "device", "changed") == {"pod-u001-r01-n02"}
    assert names(STARTER, MID, "host", "changed") == systems
    assert "the second system from U12 to U13" in said(STARTER)


def test_all_else_of_a_starter_moves_and_the_difference_lists_it() -> None:
    gone = names(STARTER, MID, "device", "removed")
    assert Counter(row.role for row in pod(STARTER).physical.devices if row.name in gone) == {Role.LEAF: 4, Role.STORAGE_HOST: 1, Role.MANAGEMENT_NODE: 1}
    moved = cables(STARTER, MID, change="changed")
    assert moved == {("compute", "node_leaf"): 16, ("in_band", "node_leaf"): 4, ("out_of_band", "node_leaf"): 4}
    assert moved.total() + cables(STARTER, MID, change="removed").total() == len(pod(STARTER).fabric.cables)
    assert len(names(STARTER, MID, "address", "changed") | names(STARTER, MID, "address", "removed")) == len(pod(STARTER).fabric.addresses)
    assert f"end that {moved.total()} cables have at these systems and at the PDUs" in said(STARTER)
    assert max(row.cost for row in changes(STARTER, MID) if row.kind == "host" and row.change == "changed") is Cost.REBUILD


def test_a_mid_scale_pod_keeps_every_host_and_switch_and_every_address() -> None:
    assert set(pod(MID).physical.devices) <= set(pod(FULL).physical.devices)
    assert set(pod(MID).fabric.addresses) <= set(pod(FULL).fabric.addresses)
    assert {host.name for host in pod(MID).hosts.hosts} <= {host.name for host in pod(FULL).hosts.hosts}
    assert not any(row.change == "removed" for row in changes(MID, FULL) if row.kind not in ("heat",))


def test_its_compute_cables_and_what_joined_its_leaves_move() -> None:
    moved = cables(MID, FULL, change="changed")
    peers = sum(count for (_, tier), count in moved.items() if tier == "peer")
    assert moved == {
        ("compute", "node_leaf"): 62,
        ("compute", "peer"): 32,
        ("storage", "peer"): 8,
        ("in_band", "peer"): 2,
        ("out_of_band", "uplink"): 4,
    }
    of_systems = [cable for cable in pod(MID).fabric.cables if (cable.fabric, cable.tier.value) == ("compute", "node_leaf")]
    words = said(MID)
    assert f"{moved['compute', 'node_leaf']} of the {len(of_systems)} compute cables of the systems" in words
    assert f"{peers} links between the leaves of a pair" in words
    assert f"{moved['out_of_band', 'uplink']} uplinks of the out-of-band switches" in words
    assert f"{len(names(MID, FULL, 'LID', 'changed'))} LIDs of the compute fabric" in words
    assert names(MID, FULL, "cooling", "changed") == {"pod-u001-r01", "pod-u001-r02"}


def test_a_pair_of_leaves_becomes_two_under_spines() -> None:
    ends = {cable.label: cable.b_device for cable in pod(FULL).fabric.cables}
    roles = {device.name: device.role for device in pod(FULL).physical.devices}
    for cable in pod(MID).fabric.cables:
        if cable.tier.value == "peer":
            assert roles[ends[cable.label]] is Role.SPINE
