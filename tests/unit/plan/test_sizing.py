"""Rules with names, and where they end."""

from collections import Counter

import pytest

from podwright.plan.finding import Infeasible
from podwright.plan.tiers import core_rule, spine_rule
from podwright.plan.types import Tier
from podwright.spec.fabric import Fabrics
from podwright.spec.pod import Growth, Management, Racking
from podwright.spec.storage import Storage
from unit.pods import STARTER, SUPERPOD, plan


@pytest.mark.parametrize(("leaves", "spines"), [(8, 4), (16, 8), (24, 16), (32, 16), (64, 32)])
def test_the_spine_rule_gives_the_published_spines(leaves: int, spines: int) -> None:
    assert spine_rule(leaves * 32, port_count=64, uplinks=(32,), least=1) == spines


def test_two_tiers_end_where_the_radix_does() -> None:
    assert spine_rule(72 * 32, port_count=64, uplinks=(32,), least=1) is None


@pytest.mark.parametrize(
    ("groups", "spines", "uplinks", "radix", "cores"),
    [(8, 16, 32, 64, 64), (8, 32, 32, 64, 128), (16, 32, 32, 64, 256), (8, 10, 14, 40, 28)],
    ids=["H100 16 SU", "H100 32 SU", "H100 64 SU", "A100 7 SU"],
)
def test_the_core_rule_gives_the_published_cores(groups: int, spines: int, uplinks: int, radix: int, cores: int) -> None:
    found = core_rule(groups, spines, uplinks, port_count=radix)
    assert found is not None
    assert found[1] == cores


def test_three_tiers_end_where_a_core_has_no_port_for_a_group() -> None:
    assert core_rule(65, 32, 32, port_count=64) is None


@pytest.mark.parametrize("units", [9, 12, 33])
def test_in_three_tiers_every_spine_meets_as_many_cores_as_it_has_uplinks_and_every_group_meets_every_set(units: int) -> None:
    pod = plan(SUPERPOD, units)
    cables = [cable for cable in pod.fabric.cables if cable.fabric == "compute"]
    up = Counter(cable.a_device for cable in cables if cable.tier is Tier.SPINE_CORE)
    down = Counter(cable.b_device for cable in cables if cable.tier is Tier.LEAF_SPINE)
    assert all(up[spine] >= count for spine, count in down.items()), "no spine has less above than below"
    assert max(Counter((cable.a_device, cable.b_device) for cable in cables if cable.tier is Tier.SPINE_CORE).values()) == 1
    assert set(up.values()) == {max(up.values())}


def codes(**words: object) -> list[str]:
    with pytest.raises(Infeasible) as caught:
        plan(**words)
    return [finding.code for finding in caught.value.findings]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"architecture": SUPERPOD, "units": 65}, ["P101"]),
        ({"architecture": SUPERPOD, "units": 1, "growth": Growth(scalable_units=65)}, ["P101"]),
        ({"architecture": SUPERPOD, "racks": Racking(nodes_per_rack=3)}, ["P105"]),
        ({"architecture": STARTER, "units": 2}, ["P101"]),
        ({"architecture": SUPERPOD, "units": 1, "node_count": 32}, ["P102"]),
        ({"architecture": STARTER, "node_count": 3}, ["P102"]),
        ({"architecture": STARTER, "management": Management(host_count=4)}, ["P103"]),
        ({"architecture": SUPERPOD, "storage": Storage(host_count=1)}, ["P103"]),
        ({"architecture": STARTER, "fabrics": Fabrics.model_validate({"compute": {"ufm": "on_fabric"}})}, ["P104"]),
        ({"name": "a" * 60}, ["P205"]),
        ({"tenants": ({"name": "a", "gpu_count": 17},)}, ["P701"]),
    ],
)
def test_where_no_plan_can_exist_it_is_said_by_code(words: dict[str, object], expected: list[str]) -> None:
    assert codes(**words) == expected


def test_the_node_that_makes_room_is_the_last_of_the_first_unit_for_ever() -> None:
    for units in (1, 2, 4):
        names = {host.name for host in plan(SUPERPOD, units).hosts.hosts}
        assert "pod-u001-r08-n04" not in names
        assert f"pod-u{units:03d}-r08-n03" in names
