"""What a site already has: fixed addresses, ranges that are taken, names of its own."""

import pytest

from podwright.plan.finding import Infeasible
from podwright.spec.site import Addresses
from unit.pods import plan, spec


def test_a_place_keeps_its_address() -> None:
    fixed = [{"place": "u001-r01-n01", "fabric": "in_band", "v4": "10.8.1.77"}]
    moved, plain = plan(addresses=Addresses.model_validate({"fixed": fixed})), plan()
    changed = {(new.device, new.fabric): (old.v4, new.v4) for old, new in zip(plain.fabric.addresses, moved.fabric.addresses, strict=True) if old != new}
    assert changed == {("pod-u001-r01-n01", "in_band"): ("10.8.1.17", "10.8.1.77")}
    assert "10.8.1.77" in {row.v4 for row in moved.hosts.names}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"fixed": [{"place": "u009-r01-n01", "fabric": "in_band", "v4": "10.8.1.77"}]}, "P208 addresses.fixed: pod-u009-r01-n01"),
        ({"reserved": [{"v4": "10.8.1.16/28", "reason": "the building"}]}, "P207 addresses.pools.in_band: 10.8.1.17 of pod-u001-r01-n01"),
        ({"reserved": [{"v6": "fd70:6f64:8:1::/64", "reason": "the building"}]}, "which is reserved: the building"),
    ],
)
def test_a_site_that_leaves_no_room_is_told(words: dict[str, object], said: str) -> None:
    with pytest.raises(Infeasible) as told:
        plan(addresses=Addresses.model_validate(words))
    assert said in str(told.value)


def test_a_fixed_address_makes_way_for_a_range_that_is_taken() -> None:
    words = {"reserved": [{"v4": "10.8.1.17/32", "reason": "a printer"}], "fixed": [{"place": "u001-r01-n01", "fabric": "in_band", "v4": "10.8.1.18"}]}
    made = plan(addresses=Addresses.model_validate(words | {"fixed": [*words["fixed"], {"place": "u001-r01-n02", "fabric": "in_band", "v4": "10.8.1.19"}]}))
    assert {"10.8.1.18", "10.8.1.19"} <= {row.v4 for row in made.fabric.addresses}


def test_machines_answer_to_the_site_s_names_too() -> None:
    made = plan(naming=[{"of": "gpu_node", "pattern": "su-{unit:02}-node-{in_unit:02}"}, {"of": "in_band/leaf", "pattern": "core-{number:02}"}])
    names = {name for row in made.hosts.names for name in row.names}
    assert {"su-01-node-01", "su-01-node-02.pod.example", "su-01-node-01-bmc", "core-01", "pod-u001-r01-n01"} <= names


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("node", "node is already the name of pod-u001-r01-n01"),
        ("node-{number}" + "x" * 60, "a DNS label at most 63"),
        ("pod-u001-r01-n{number:03}-", "ends with a hyphen"),
    ],
)
def test_names_that_cannot_be_are_told(pattern: str, said: str) -> None:
    with pytest.raises(Infeasible) as told:
        plan(naming=[{"of": "gpu_node", "pattern": pattern}])
    assert said in str(told.value)


def test_names_grow_in_silence() -> None:
    naming = [{"of": "gpu_node", "pattern": "n-{unit:03}-{in_unit:02}"}]
    few, more = (plan("dgx-superpod-h100", units, naming=naming).hosts.site_names for units in (1, 2))
    assert set(few) < set(more)
    assert spec(naming=naming).naming[0].pattern == "n-{unit:03}-{in_unit:02}"
