"""The inventory says of every host what the plan says, and what hosts share it says once."""

import dataclasses
import json
from io import StringIO

import pytest
from ruamel.yaml import YAML

from podwright.outputs.block_yaml import block_yaml
from podwright.outputs.inventory import Values, inventory, inventory_json, inventory_yaml, static_inventory, values_of
from podwright.plan.types import NameEntry, Plan
from unit.outputs.small_plan import small_plan


def named(plan: Plan) -> Plan:
    """Return the plan with a name table of its hosts."""
    names = tuple(NameEntry(host.in_band_v4, host.in_band_v6, (host.full_name, host.name)) for host in plan.hosts.hosts)
    return dataclasses.replace(plan, hosts=dataclasses.replace(plan.hosts, names=names))


@pytest.fixture
def plan() -> Plan:
    return named(small_plan(unit_count=2))


def merged(printed: Values, host: str) -> Values:
    """Return what Ansible makes of a printed inventory for one host: the group `all`, its groups, its own values."""
    groups = [group for name, group in printed.items() if name not in ("all", "_meta") and isinstance(group, dict) and host in group["hosts"]]
    return {**printed["all"]["vars"], **{key: value for group in groups for key, value in group["vars"].items()}, **printed["_meta"]["hostvars"][host]}


def test_every_host_is_in_one_group_of_each_kind(plan: Plan) -> None:
    printed = inventory(plan)
    for host in plan.hosts.hosts:
        groups = [name for name, group in printed.items() if name not in ("all", "_meta") and host.name in group["hosts"]]
        assert sorted(name.split("_")[0] for name in groups) == sorted([host.role.split("_")[0], "profile", "rack"])


def test_groups_are_there_without_hosts(plan: Plan) -> None:
    printed = inventory(plan)
    assert printed["storage_host"] == {"hosts": [], "vars": {}}
    assert set(printed["all"]["children"]) == set(printed) - {"all", "_meta"}


def test_a_host_has_its_own_and_shared_values_by_either_way(plan: Plan) -> None:
    for host in plan.hosts.hosts:
        assert values_of(plan, host.name) == merged(inventory(plan), host.name)


def test_a_host_that_is_not_in_the_plan_has_no_values(plan: Plan) -> None:
    assert values_of(plan, "nobody") == {}


def test_addresses_are_bracketed_where_a_port_follows(plan: Plan) -> None:
    assert values_of(plan, plan.hosts.hosts[0].name)["node_telemetry_listen_addresses"] == ["192.0.2.1:9100", "[2001:db8::1]:9100"]


def test_the_name_table_has_a_row_an_address(plan: Plan) -> None:
    table = values_of(plan, plan.hosts.hosts[0].name)["name_resolution_table"]
    assert [row["address"] for row in table[:2]] == ["192.0.2.1", "2001:db8::1"]
    assert len(table) == 2 * len(plan.hosts.hosts)


def test_the_inventory_grows_with_the_hosts_and_not_with_their_square() -> None:
    small, large = (len(inventory_json(named(small_plan(unit_count=count)))) for count in (4, 40))
    assert large < 12 * small


def test_no_secret_value_and_no_private_word_is_in_it(plan: Plan) -> None:
    text = inventory_json(plan)
    assert "host_access_host_key" not in text
    assert json.loads(text)["profile_common"]["vars"]["host_access_seed"] == "ssh-seed"


def test_the_fixed_file_says_the_same(plan: Plan) -> None:
    assert YAML(typ="safe", pure=True).load(inventory_yaml(plan)) == static_inventory(plan)
    printed, fixed = inventory(plan), static_inventory(plan)["all"]
    assert fixed["hosts"] == printed["_meta"]["hostvars"]
    assert fixed["vars"] == printed["all"]["vars"]
    assert {name: list(group["hosts"]) for name, group in fixed["children"].items()} == {name: printed[name]["hosts"] for name in printed["all"]["children"]}


def test_the_same_plan_gives_the_same_bytes(plan: Plan) -> None:
    assert inventory_yaml(plan) == inventory_yaml(named(small_plan(unit_count=2)))


def test_the_fixed_file_is_what_the_library_prints_byte_for_byte(plan: Plan) -> None:
    odd: Values = {
        **{
            name: {"12": ["0x1f", "1e3", "no", "Yes", "~", "", " a", "a: b", "a #b", "- c", "é", "2026-11-21", "1:30", "[fd70::1]:9100"]} for name in ("b", "a")
        },
        "rows": [{"uid": 4000, "is_admin": True, "names": ["x", "y"], "none": [], "empty": {}}, {"a": "it's"}],
        "long": " ".join(["word"] * 20),
    }
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.width = False, 160
    for values in (odd, static_inventory(plan)):
        text = StringIO()
        yaml.dump(values, text)
        assert block_yaml(values) == text.getvalue()
