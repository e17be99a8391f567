"""The way to the hosts: strict, by the plan's addresses, with the run's own login alone."""

from pathlib import Path

from podwright.plan.types import Host, Role
from podwright.provider.ansible import Run, command_line, environment
from podwright.provider.connection import ssh_config
from podwright.secrets.login import Login

HOST = Host("lab-u001-r01-n01", "lab-u001-r01-n01.lab.example", Role.GPU_NODE, "lab", 8, "192.0.2.1", "2001:db8::1", "192.0.2.9", "2001:db8::9", ())  # type: ignore[arg-type]
LOGINS = [Login(Path(f"/m/{number}/identity"), Path(f"/m/{number}/identity-cert.pub"), Path(f"/m/{number}/known_hosts")) for number in (2, 1)]
RUN = Run(Path("/p"), Path("/p/stacks/lab"), Path("/m"), ("marks", "x"), "gpu_node:&rack_a", is_check=True)


def test_a_host_is_met_at_the_plans_address_and_known_by_its_full_name() -> None:
    lines = ssh_config([HOST], LOGINS, user="podwright", known_hosts=Path("/m/known_hosts")).splitlines()
    assert lines[:3] == ["Host lab-u001-r01-n01.lab.example lab-u001-r01-n01", "  HostName 192.0.2.1", "  HostKeyAlias lab-u001-r01-n01.lab.example"]


def test_no_host_is_taken_on_trust_and_no_other_key_is_offered() -> None:
    text = ssh_config([HOST], LOGINS, user="podwright", known_hosts=Path("/m/known_hosts"))
    assert "  StrictHostKeyChecking yes" in text
    assert "  UserKnownHostsFile /m/known_hosts" in text
    assert "  IdentitiesOnly yes" in text
    assert "  IdentityAgent none" in text


def test_while_a_generation_changes_both_logins_are_offered() -> None:
    assert ssh_config([HOST], LOGINS, user="podwright", known_hosts=Path("/m/known_hosts")).count("IdentityFile") == 2


def test_a_check_changes_nothing_and_shows_differences() -> None:
    assert command_line(RUN) == "--tags marks,x --limit 'gpu_node:&rack_a' --forks 32 --check --diff"


def test_everything_that_ansible_writes_lies_in_the_room() -> None:
    told = environment(RUN)
    assert {name for name in told if told[name].startswith("/m/")} >= {
        "ANSIBLE_HOME",
        "ANSIBLE_LOCAL_TEMP",
        "ANSIBLE_SSH_CONTROL_PATH_DIR",
        "CREDENTIALS_DIRECTORY",
    }
    assert told["ANSIBLE_SSH_ARGS"].startswith("-F /m/ssh_config ")
