"""What two fields must not say together is found; each rule has a pod that breaks exactly it (tests/golden/errors), and one that does not."""

from collections.abc import Iterator

import pytest

from podwright.spec import rules
from podwright.spec.errors import Problem
from podwright.spec.pod import PodSpec

SMALLEST = {"version": 1, "name": "lab", "architecture": "a", "scalable_units": 2, "site": {"domain": "lab.example"}}


def found(**words: object) -> list[tuple[str, str]]:
    return [(".".join(map(str, problem.location)), problem.what) for problem in rules.problems(PodSpec.model_validate(SMALLEST | words))]


def test_every_rule_runs() -> None:
    public = {
        name for name, value in vars(rules).items() if callable(value) and getattr(value, "__module__", "") == rules.__name__ and not name.startswith("_")
    }
    assert {rule.__name__ for rule in rules.RULES} == public - {"problems"}


def test_the_smallest_pod_breaks_no_rule() -> None:
    assert found() == []


@pytest.mark.parametrize("unit_count", [2, 3])
def test_growth_at_or_above_what_stands_is_fine(unit_count: int) -> None:
    assert found(growth={"scalable_units": unit_count}) == []


def test_growth_below_what_stands_is_told_with_both_numbers() -> None:
    assert found(growth={"scalable_units": 1}) == [("growth.scalable_units", "1 is below the 2 units of scalable_units")]


def test_an_overlap_is_told_once_of_the_pool_that_was_written() -> None:
    pools = {"loopback": {"v4": "10.32.0.0/24", "v6": "fd00::/64"}}
    standing = PodSpec.model_validate(SMALLEST).addresses.pools.compute.v4
    assert found(addresses={"pools": pools}) == [("addresses.pools.loopback.v4", f"10.32.0.0/24 overlaps {standing} of compute")]


def test_pools_that_only_touch_are_fine() -> None:
    pools = {"loopback": {"v4": "192.168.0.0/24", "v6": "fd00::/64"}, "in_band": {"v4": "192.168.1.0/24", "v6": "fd00:0:0:1::/64"}}
    assert found(addresses={"pools": pools}) == []


def test_a_value_that_stands_three_times_is_told_twice() -> None:
    tenants = [{"name": "a", "gpu_count": 1}] * 3
    assert [where for where, _ in found(tenants=tenants)] == ["tenants.1.name", "tenants.2.name"]


@pytest.mark.parametrize("name", ["kube-system", "kube-x", "default", "kueue-system"])
def test_namespaces_of_the_cluster_are_no_tenants(name: str) -> None:
    assert len(found(tenants=[{"name": name, "gpu_count": 1}])) == 1


@pytest.mark.parametrize("name", ["kubernetes", "kueue", "defaults"])
def test_names_that_are_only_like_them_are_fine(name: str) -> None:
    assert found(tenants=[{"name": name, "gpu_count": 1}]) == []


def test_one_name_server_in_two_spellings_is_one() -> None:
    assert [where for where, _ in found(site={"domain": "a.example", "name_servers": ["2001:db8::1", "2001:0DB8::1"]})] == ["site.name_servers.1"]


def test_rules_yield_problems() -> None:
    result: Iterator[Problem] = rules.problems(PodSpec.model_validate(SMALLEST))
    assert list(result) == []
