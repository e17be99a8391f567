"""A lab with two management nodes, and their life as boot servers: bare, checked, made, made again, undone."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from lab.hosts.pods import Lab, make_lab
from lab.roles.conftest import SNAPSHOT
from lab.roles.play import Play, play
from podwright.declaration import declared
from podwright.lab.down import down
from podwright.lab.requirements import missing
from podwright.lab.up import up
from podwright.plan.compile import compile_pod
from podwright.plan.types import Host, Plan

DIGEST = "0" * 64
BOOT = f"""
management:
  host_count: 2
install:
  image: "{DIGEST}"
"""
NODE_MAC = "02:00:00:00:00:01"
TAGS = ("--tags", "dhcp_server,boot_server", "--limit", "boot_servers")
UNDO = {"dhcp_server_state": "absent", "boot_server_state": "absent"}


@dataclass(frozen=True)
class Story:
    """What every act gave; the second server is undone and made again, its settings are those before all and after the undo."""

    lab: Lab
    servers: tuple[Host, Host]
    before: str
    check: Play
    first: Play
    second: Play
    undo_check: Play
    undo: Play
    undo_again: Play
    after: str
    made_again: Play


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Return a lab whose boot servers are up and bare."""
    if os.geteuid() != 0:
        pytest.skip("the lab's hosts need root")
    if lacking := missing():
        pytest.skip(f"the lab's hosts need {', '.join(program.name for program in lacking)}")
    lab = boot_lab(tmp_path_factory.mktemp("repository"), "boots")
    try:
        up(only_servers(lab.plan), state=lab.state, with_hosts=True, with_control_plane=False, on_event=print)
        yield lab
    finally:
        down(lab.state, wipe=True, on_event=print)


def only_servers(plan: Plan) -> Plan:
    """Return the plan with no hosts but its boot servers, so that no others are started."""
    servers = {row.host for row in plan.install.servers}
    return replace(plan, hosts=replace(plan.hosts, hosts=tuple(host for host in plan.hosts.hosts if host.name in servers)))


def boot_lab(root: Path, pod: str, more: str = BOOT) -> Lab:
    """Return a lab that is not up yet, whose pod has two management nodes and installs its hosts; the first GPU node's boot port is known by its MAC."""
    lab = make_lab(root, pod)
    file = lab.stack / "pod.yaml"
    file.write_text(file.read_text() + more)
    plan = compile_pod(*declared(lab.stack))
    node = plan.hosts.hosts[0]
    port = next(row.members[0] for row in node.interfaces if row.fabric == "in_band")
    (lab.stack / "hardware.csv").write_text(f"device,port,mac,guid,serial\n{node.name},{port},{NODE_MAC},,\n")
    return Lab(lab.stack, plan, lab.state)


@pytest.fixture(scope="session")
def story(made: Lab) -> Story:
    """Return the life of the boot servers, at its end both roles applied to both."""
    names = [row.host for row in made.plan.install.servers]
    first_host, second_host = (next(host for host in made.plan.hosts.hosts if host.name == name) for name in names)
    those = (*TAGS[:2], "--limit", second_host.name)
    before = made.ask(second_host, SNAPSHOT).stdout
    check, first, second = play(made, *TAGS, "--check", "--diff"), play(made, *TAGS), play(made, *TAGS)
    undo_check, undo, undo_again = play(made, *those, "--check", "--diff", **UNDO), play(made, *those, **UNDO), play(made, *those, **UNDO)
    after = made.ask(second_host, SNAPSHOT).stdout
    return Story(made, (first_host, second_host), before, check, first, second, undo_check, undo, undo_again, after, play(made, *those))
