"""LIDs follow from place: by hand for one pod, and as laws for every architecture; planes are subnets of their own."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from podwright.catalog.load import architecture_names
from podwright.checks.infiniband import every_infiniband_port_has_a_lid, lids_fit_their_subnet, no_lid_twice
from podwright.plan.difference import diff
from podwright.plan.finding import sentence
from podwright.plan.types import LidHolder, LidSubnet, Plan, Tier
from podwright.spec.pod import Growth
from unit.plan.planes import with_planes
from unit.pods import STARTER, SUPERPOD, plan, wide_pools

XDR = "dgx-superpod-b300-xdr"


def lids(pod: Plan) -> dict[tuple[str, str, str], int]:
    return {(row.subnet, row.device, row.port): row.lid for row in pod.infiniband.lids}


def subnet(pod: Plan, name: str) -> LidSubnet:
    return next(row for row in pod.infiniband.subnets if row.name == name)


@pytest.mark.parametrize(
    ("subnet_name", "device", "port", "lid"),
    [
        ("compute", "pod-u001-r09-s01", "", 1024),
        ("compute", "pod-u001-r09-s08", "", 1024 + 7 * 4),
        ("compute", "pod-u000-r01-s01", "", 1024 + 8 * 4),
        ("compute", "pod-u001-r01-n01", "ibp24s0", 1024 + 96),
        ("compute", "pod-u001-r01-n02", "ibp220s0", 1024 + 96 + 8 + 7),
        ("compute", "pod-u000-r01-a01", "mlx5_0", 1024 + 96 + 31 * 8),
        ("compute", "pod-u000-r02-a01", "mlx5_1", 1024 + 96 + 31 * 8 + 3),
        ("compute", "pod-u002-r01-n01", "ibp24s0", 1024 + 352 + 96),
        ("storage", "pod-u001-r09-s11", "", 1024 + 2 * 4),
        ("storage", "pod-u002-r08-n04", "ibp41s0f0", 1024 + 100 + 36 + 31 * 2 + 1),
    ],
)
def test_a_lid_is_the_place(subnet_name: str, device: str, port: str, lid: int) -> None:
    """Rows of 3 tiers x 8 leaves x 4 LIDs and 32 seats x 8 rails on compute, of 3 x 3 x 4 and 32 x 2 on storage."""
    assert lids(two_units())[subnet_name, device, port] == lid


@cache
def two_units() -> Plan:
    return plan(SUPERPOD, 2)


@pytest.mark.parametrize("architecture", architecture_names())
def test_no_architecture_has_a_lid_twice_or_a_port_without(architecture: str) -> None:
    pod = plan(architecture, addresses=wide_pools())
    assert [*no_lid_twice(pod), *lids_fit_their_subnet(pod), *every_infiniband_port_has_a_lid(pod)] == []
    fabrics = [row.name for row in pod.fabric.fabrics if row.technology == "infiniband" and row.shares is None]
    assert [row.name for row in pod.infiniband.subnets] == fabrics


@pytest.mark.parametrize(("architecture", "units"), [(SUPERPOD, (1, 2, 4)), (XDR, (1, 2))])
def test_growth_moves_no_lid_and_no_prefix(architecture: str, units: tuple[int, ...]) -> None:
    pods = [plan(architecture, count, growth=Growth(scalable_units=units[-1]), addresses=wide_pools()) for count in units]
    for small, large in pairwise(pods):
        assert lids(small).items() <= lids(large).items()
        assert [row.prefix for row in small.infiniband.subnets] == [row.prefix for row in large.infiniband.subnets]
        assert [row for row in diff(small, large) if row.kind in ("LID", "partition") and row.change != "added"] == []


def test_a_node_less_moves_no_lid() -> None:
    assert lids(plan(SUPERPOD, node_count=17)).items() <= lids(plan(SUPERPOD)).items()


def test_every_subnet_has_a_prefix_of_its_own_and_it_is_site_local() -> None:
    prefixes = [int(row.prefix, 16) for row in two_units().infiniband.subnets]
    assert len(set(prefixes)) == len(prefixes) == 2
    assert {prefix >> 54 for prefix in prefixes} == {0b1111111011}
    assert {prefix & 0x3FFFFFFFFF0000 for prefix in prefixes} == {0}


def test_the_roots_are_the_top_tier() -> None:
    pod = plan("dgx-superpod-gb200", 2)
    cores = {device.name for device in pod.physical.devices if device.fabric == "compute" and device.role == "core"}
    assert set(subnet(pod, "compute").roots) == cores
    assert subnet(plan(STARTER), "compute").roots == ()


def test_paths_are_laid_as_declared_where_there_are_spines() -> None:
    words = {"infiniband": {"routing": "up_down", "adaptive_routing": True, "sharp": True}}
    compute, storage = plan(SUPERPOD, fabrics=words).infiniband.subnets
    assert (compute.engine, compute.adaptive_routing, compute.sharp) == ("updn", True, True)
    assert (storage.engine, storage.adaptive_routing, storage.sharp) == ("updn", True, False)
    (alone,) = plan(STARTER, fabrics=words).infiniband.subnets
    assert (alone.engine, alone.adaptive_routing, alone.manager) == ("minhop", False, None)


def test_planes_that_never_meet_are_subnets_each_with_all_its_ports() -> None:
    pod = with_planes(2)
    assert [row.name for row in pod.infiniband.subnets] == ["compute-p1", "compute-p2", "storage"]
    assert len({row.prefix for row in pod.infiniband.subnets}) == 3
    subnets_of: dict[str, set[str]] = {}
    for row in pod.infiniband.lids:
        if row.holder is LidHolder.SWITCH:
            subnets_of.setdefault(row.device, set()).add(row.subnet)
    of_port = {(row.device, row.port): row for row in pod.infiniband.lids}
    for cable in pod.fabric.cables:
        if cable.fabric == "compute" and cable.tier in (Tier.NODE_LEAF, Tier.LEAF_SPINE):
            near = subnets_of.get(cable.a_device) or {of_port[cable.a_device, cable.a_port].subnet}
            assert near == subnets_of[cable.b_device], cable
    assert [*no_lid_twice(pod), *lids_fit_their_subnet(pod), *every_infiniband_port_has_a_lid(pod)] == []
    roots = [set(subnet(pod, name).roots) for name in ("compute-p1", "compute-p2")]
    assert [len(names) for names in roots] == [2, 2]
    assert not roots[0] & roots[1]


def test_a_pod_beyond_the_lids_of_a_subnet_is_told_and_nothing_wraps_around() -> None:
    (finding,) = lids_fit_their_subnet(with_lids_from(49_150))
    assert sentence(finding) == (
        "P461 subnet compute: 15 of 17 ports and switches lie beyond LID 49151, the last of a subnet: pod-u001-r01-n01/ibp64s0 would be the first, "
        "49166 the last. Lower scalable_units and build a second pod, or choose an architecture with planes, each a subnet of its own."
    )


def with_lids_from(first: int) -> Plan:
    """Return a starter pod of one switch and sixteen ports whose LIDs begin so high."""
    pod = plan(STARTER)
    lids = tuple(row._replace(lid=first + index) for index, row in enumerate(pod.infiniband.lids))
    return replace(pod, infiniband=replace(pod.infiniband, lids=lids))
