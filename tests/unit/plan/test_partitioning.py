"""Who is in which partition: by place, under a P_Key that no other tenant ever changes."""

from podwright.checks.infiniband import every_host_has_a_partition, no_pkey_twice, partition_members_stand
from podwright.plan.finding import sentence
from podwright.plan.types import Partition, Plan
from unit.pods import SUPERPOD, plan

TENANTS = ("research", "product", "guests")


def partitioned(*rows: dict[str, object], tenants: tuple[str, ...] = TENANTS, units: int = 1) -> Plan:
    return plan(SUPERPOD, units, tenants=tuple({"name": name, "gpu_count": 8} for name in tenants), fabrics={"infiniband": {"partitions": list(rows)}})


def partition(pod: Plan, name: str) -> Partition:
    return next(row for row in pod.infiniband.partitions if row.name == name)


def test_without_partitions_every_port_reaches_every_port() -> None:
    (default,) = partitioned().infiniband.partitions
    assert (default.pkey, default.is_full, default.subnets) == (0x7FFF, True, ("compute", "storage"))


def test_where_tenants_have_partitions_ports_are_limited_members_of_the_default_one() -> None:
    assert not partition(partitioned({"tenant": "research", "members": ["u001"]}), "default").is_full


def test_a_p_key_follows_from_the_name_alone() -> None:
    """First eight bytes of the SHA-256 of `research` are 66f62d1807d3821a (sha256sum); modulo 32,766, and one, that is 0x30db."""
    alone = partitioned({"tenant": "research", "members": ["u001-r01"]}, tenants=("research",))
    among = partitioned(
        {"tenant": "guests", "members": ["u001-r02"]}, {"tenant": "research", "members": ["u001-r01"]}, {"tenant": "product", "members": ["u001-r03"]}
    )
    assert partition(alone, "research").pkey == partition(among, "research").pkey == 0x30DB


def test_a_declared_p_key_is_taken() -> None:
    assert partition(partitioned({"tenant": "research", "pkey": 257, "members": ["u001"]}), "research").pkey == 257


def test_two_names_with_one_p_key_are_refused_and_a_declared_one_helps() -> None:
    """The hash of team-145 and that of team-453 give 0x6737: found by trying numbers."""
    one, other = {"tenant": "team-145", "members": ["u001-r01"]}, {"tenant": "team-453", "members": ["u001-r02"]}
    (finding,) = no_pkey_twice(partitioned(one, other, tenants=("team-145", "team-453")))
    assert sentence(finding) == ("P463 partition team-453: its P_Key 0x6737 is that of team-145. Give it a pkey of its own in fabrics.infiniband.partitions.")
    assert list(no_pkey_twice(partitioned(one, other | {"pkey": 9}, tenants=("team-145", "team-453")))) == []


def test_members_are_the_hosts_that_stand_at_the_places() -> None:
    pod = partitioned(
        {"tenant": "research", "members": ["u001-r01", "u001-r02-n03"]},
        {"tenant": "product", "members": ["u002"], "membership": "limited", "fabrics": ["compute", "storage"]},
        units=2,
    )
    research, product = partition(pod, "research"), partition(pod, "product")
    assert research.members == ("pod-u001-r01-n01", "pod-u001-r01-n02", "pod-u001-r01-n03", "pod-u001-r01-n04", "pod-u001-r02-n03")
    assert (research.is_full, research.subnets, len(product.members), product.is_full, product.subnets) == (
        True,
        ("compute",),
        32,
        False,
        ("compute", "storage"),
    )


def test_a_grown_unit_joins_the_partition_that_has_the_unit_and_no_p_key_moves() -> None:
    small, large = (partitioned({"tenant": "research", "members": ["u001", "u002"]}, units=units) for units in (1, 2))
    assert partition(small, "research").pkey == partition(large, "research").pkey
    assert set(partition(small, "research").members) < set(partition(large, "research").members)


def test_a_place_where_no_host_stands_is_told() -> None:
    (finding,) = partition_members_stand(partitioned({"tenant": "research", "members": ["u001", "u009-r01"]}))
    assert sentence(finding) == (
        "P465 partition research: no host of subnet compute stands in u009-r01. Correct the place, or drop it until hosts stand there."
    )


def test_nodes_that_no_tenant_has_are_warned_of_with_their_number() -> None:
    (finding,) = every_host_has_a_partition(partitioned({"tenant": "research", "members": ["u001-r01"]}))
    assert (finding.where, finding.what) == ("subnet compute", "27 of 31 GPU nodes are in no partition and reach no other, the first is pod-u001-r02-n01")
