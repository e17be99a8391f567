"""Inventory, argument specs, defaults, tasks and READMEs of the roles agree on every name and type."""

import json
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from podwright.catalog.load import load_catalog
from podwright.outputs.inventory import Values, values_of
from podwright.plan.compile import compile_pod
from podwright.plan.types import Plan
from podwright.spec.load import load

ROOT = Path(__file__).resolve().parents[2]
ROLES = sorted(path.parent.parent for path in ROOT.glob("roles/*/meta/argument_specs.yml"))
NAMES = [role.name for role in ROLES]
PODS = sorted(path.parent for path in ROOT.glob("stacks/*/pod.yaml"))
TYPES: dict[str, type] = {"str": str, "int": int, "bool": bool, "list": list, "dict": dict}

OF_BOOT_SERVERS = {"boot_server", "dhcp_server"}

Options = dict[str, dict[str, Any]]


def read(path: Path) -> Any:
    """Return the content of a YAML file, nothing for one that is not there."""
    return YAML(typ="safe", pure=True).load(path.read_text()) if path.is_file() else None


def options_of(role: Path) -> Options:
    """Return the argument spec of a role."""
    options: Options = read(role / "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    return options


def connection() -> dict[str, str]:
    """Return what group_vars give to every host."""
    return {name: value for path in sorted((ROOT / "inventory/group_vars/all").glob("*.yml")) for name, value in read(path).items()}


def files_of(role: Path) -> Iterable[Path]:
    """Return every file of a role that a run reads."""
    return [path for path in sorted(role.rglob("*")) if path.is_file() and path.suffix in {".yml", ".j2"}]


def complaints(name: str, value: object, option: dict[str, Any]) -> list[str]:
    """Return where a value is not what its option says."""
    if type(value) is not TYPES[option["type"]]:
        return [f"{name}: {value!r} is no {option['type']}"]
    if isinstance(value, list):
        element = {"type": option["elements"], "options": option.get("options", {})}
        return [line for index, part in enumerate(value) for line in complaints(f"{name}[{index}]", part, element)]
    if isinstance(value, dict):
        fields: Options = option["options"]
        unknown = [f"{name}.{field}: not in the spec" for field in value.keys() - fields.keys()]
        missing = [f"{name}.{field}: missing" for field, inner in fields.items() if inner.get("required") and field not in value]
        return [*unknown, *missing, *(line for field in value.keys() & fields.keys() for line in complaints(f"{name}.{field}", value[field], fields[field]))]
    return []


@pytest.fixture(scope="module", params=PODS, ids=lambda pod: pod.name)
def plan(request: pytest.FixtureRequest) -> Plan:
    spec = load(request.param)
    return compile_pod(spec, load_catalog(spec.architecture))


def sent(plan: Plan) -> dict[str, Values]:
    """Return what the inventory and group_vars send to each host, and to each switch."""
    of_switches = {**connection(), **read(ROOT / "inventory/group_vars/switches.yml")}
    switches = {row.device: {**of_switches, **values_of(plan, row.device)} for row in plan.ethernet.switches}
    return {host.name: {**connection(), **values_of(plan, host.name)} for host in plan.hosts.hosts} | switches


def meant_for(plan: Plan, name: str) -> list[Path]:
    """Return the roles that run on a host, or on a switch."""
    is_host = any(host.name == name for host in plan.hosts.hosts)
    others = set() if any(row.host == name for row in plan.install.servers) else OF_BOOT_SERVERS
    return [role for role in ROLES if (role.name != "switch_config") is is_host and role.name not in others]


def test_the_playbook_runs_every_role_under_its_own_tag() -> None:
    entries = [entry for play in read(ROOT / "site.yml") for entry in play.get("roles", ())]
    assert sorted((*(entry["role"] for entry in entries), "switch_config")) == NAMES
    assert all(entry["tags"] == [entry["role"]] for entry in entries)


def test_switches_are_left_alone_unless_they_are_asked_for() -> None:
    hosts, accelerators, boot_servers, switches = read(ROOT / "site.yml")
    assert (hosts["hosts"], accelerators["hosts"], boot_servers["hosts"]) == ("all:!switches", "accelerators", "boot_servers")
    assert switches["hosts"] == "switches"
    assert switches["any_errors_fatal"], "the next is begun only when the former is proven"
    assert all(task["tags"] == ["never", "switch_config"] for task in switches["tasks"])


@pytest.mark.parametrize(("asked", "met"), [((), 0), (("--tags", "host_access"), 0), (("--tags", "switch_config"), 2)])
def test_ansible_leaves_switches_alone_unless_they_are_asked_for(asked: tuple[str, ...], met: int) -> None:
    command = ("ansible-playbook", "--inventory", "localhost,", "--list-tasks", *asked, str(ROOT / "site.yml"))
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    of_switches = listed.partition("(switches): Switches")[2].partition("tasks:")[2]
    assert len([line for line in of_switches.splitlines() if line.strip()]) == met, listed


@pytest.mark.parametrize("role", ROLES, ids=NAMES)
def test_defaults_are_those_of_the_spec(role: Path) -> None:
    assert read(role / "defaults/main.yml") == {name: option["default"] for name, option in options_of(role).items() if "default" in option}


@pytest.mark.parametrize("role", ROLES, ids=NAMES)
def test_every_option_is_required_or_has_a_default_and_says_what_it_is(role: Path) -> None:
    for name, option in options_of(role).items():
        assert ("default" in option) != option.get("required", False), name
        assert str(option["description"]).endswith("."), name
        assert name.startswith(f"{role.name}_"), name


def test_every_name_that_is_sent_is_in_a_spec_with_a_value_of_its_type(plan: Plan) -> None:
    options = {name: option for role in ROLES for name, option in options_of(role).items()}
    for host, values in sent(plan).items():
        ours = {name: value for name, value in values.items() if not name.startswith("ansible_")}
        assert ours.keys() <= options.keys(), host
        assert [line for name, value in ours.items() for line in complaints(name, value, options[name])] == [], host


def test_every_required_name_is_sent_to_every_host(plan: Plan) -> None:
    required = {role.name: {name for name, option in options_of(role).items() if option.get("required")} for role in ROLES}
    asked = {host: (set().union(*(required[role.name] for role in meant_for(plan, host))), values) for host, values in sent(plan).items()}
    assert {host: names - values.keys() for host, (names, values) in asked.items() if names - values.keys()} == {}


@pytest.mark.parametrize("role", ROLES, ids=NAMES)
def test_every_variable_that_a_role_reads_is_given_or_made_by_it(role: Path) -> None:
    texts = [path.read_text() for path in files_of(role) if path.name != "argument_specs.yml"]
    mentioned = {word for text in texts for word in re.findall(rf"\b(?:__)?{role.name}_\w+", text)}
    made = {word for text in texts for word in re.findall(rf"^\s*(?:register: )?(__{role.name}_\w+)(?::|$)", text, flags=re.MULTILINE)}
    tags = {f"{role.name}_{step}" for step in ("install", "configure", "verify")}
    assert mentioned - made - tags - options_of(role).keys() == set()


@pytest.mark.parametrize("role", ROLES, ids=NAMES)
def test_a_role_gives_no_value_of_its_own_to_what_it_was_not_given(role: Path) -> None:
    for path in files_of(role):
        text = path.read_text()
        assert not re.search(r"\|\s*(default|d)\b", text), path
        assert not re.search(r"\b(hostvars|groups\[|ansible\.utils\.|ignore_errors)", text), path


@pytest.mark.parametrize("role", ROLES, ids=NAMES)
def test_every_template_says_who_writes_it(role: Path) -> None:
    assert all(path.read_text().startswith("{{ ansible_managed | comment }}\n") for path in role.glob("templates/*"))


@pytest.mark.parametrize("role", ROLES, ids=NAMES)
def test_the_table_in_the_readme_is_that_of_the_spec(role: Path) -> None:
    with_table = runpy.run_path(str(ROOT / "roles/readme_tables.py"))["with_table"]
    readme = (role / "README.md").read_text()
    assert readme == with_table(readme, (role / "meta/argument_specs.yml").read_text()), "run roles/readme_tables.py"


@pytest.mark.parametrize("role", ROLES, ids=NAMES)
def test_no_file_of_a_role_is_longer_than_it_should_be(role: Path) -> None:
    assert {path.name: lines for path in files_of(role) if (lines := len(path.read_text().splitlines())) > 100} == {}


MISSPELT = {f"misspelt-{name.replace('_', '-')}": f"{name}_statte" for name in NAMES}
"""A host each, and the variable that it is given."""


@pytest.fixture(scope="module")
def validated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    """Return how often every role's own validation stopped a host, and what it said, of hosts that claim to be Debian 12: all in one run, nothing else runs."""
    folder = tmp_path_factory.mktemp("validate")
    hosts = {"right": {"host_access_users": [], "node_telemetry_state": "absent"}} | {host: {name: "absent"} for host, name in MISSPELT.items()}
    facts = {"ansible.builtin.set_fact": {"distribution": "Debian", "distribution_version": "12.1", "cacheable": True}}
    tasks = [facts, *({"ansible.builtin.import_role": {"name": name, "tasks_from": "validate.yml"}} for name in NAMES)]
    playbook, inventory = folder / "validate.yml", folder / "hosts.yml"
    playbook.write_text(json.dumps([{"hosts": "all", "connection": "local", "gather_facts": False, "tasks": tasks}]))
    inventory.write_text(json.dumps({"all": {"hosts": hosts}}))
    environment = os.environ | {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "ANSIBLE_LOCAL_TEMP": str(folder), "ANSIBLE_HOME": str(folder)}
    command = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", str(inventory), str(playbook)]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    failed: dict[str, int] = {host: int(count) for host, count in re.findall(r"^(\S+) +: .* failed=(\d+)", ended.stdout, flags=re.MULTILINE)}
    said = {host: " ".join(re.findall(rf"^fatal: \[{host}\]: (.*?)(?=^\S|\Z)", ended.stdout, flags=re.MULTILINE | re.DOTALL)) for host in hosts}
    return {host: (failed[host], said[host]) for host in hosts}


def test_variables_of_the_specs_are_taken(validated: dict[str, tuple[int, str]]) -> None:
    assert validated["right"] == (0, "")


@pytest.mark.parametrize("host", MISSPELT)
def test_a_misspelt_variable_is_named_and_stops_the_role(validated: dict[str, tuple[int, str]], host: str) -> None:
    failed, said = validated[host]
    assert failed == 1
    assert f"{MISSPELT[host]}: no such variable" in said
