"""Rules with names, and where they end."""

import pytest

from podwright.plan.finding import Infeasible
from podwright.plan.sizing import spine_rule
from podwright.spec.fabric import Fabrics
from podwright.spec.pod import Growth, Management, StorageHosts
from unit.pods import STARTER, SUPERPOD, plan


@pytest.mark.parametrize(("leaves", "spines"), [(8, 4), (16, 8), (24, 16), (32, 16), (64, 32)])
def test_the_spine_rule_gives_the_published_spines(leaves: int, spines: int) -> None:
    assert spine_rule(leaves * 32, port_count=64, uplinks=(32,), least=1) == spines


def test_two_tiers_end_where_the_radix_does() -> None:
    assert spine_rule(72 * 32, port_count=64, uplinks=(32,), least=1) is None


def codes(**words: object) -> list[str]:
    with pytest.raises(Infeasible) as caught:
        plan(**words)
    return [finding.code for finding in caught.value.findings]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"architecture": SUPERPOD, "units": 9}, ["P101"]),
        ({"architecture": SUPERPOD, "units": 1, "growth": Growth(scalable_units=9)}, ["P101"]),
        ({"architecture": SUPERPOD, "units": 65}, ["P101"]),
        ({"architecture": STARTER, "units": 2}, ["P101"]),
        ({"architecture": SUPERPOD, "units": 1, "node_count": 32}, ["P102"]),
        ({"architecture": STARTER, "node_count": 3}, ["P102"]),
        ({"architecture": STARTER, "management": Management(host_count=4)}, ["P103"]),
        ({"architecture": SUPERPOD, "storage": StorageHosts(host_count=1)}, ["P103"]),
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
