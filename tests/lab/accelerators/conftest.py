"""A lab whose hosts' networks and software of GPUs are set by the roles; one of its hosts lives through each."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from lab.accelerators.mirror import FOLDER, make_key, make_mirror, stop_agent
from lab.hosts.pods import Lab, make_lab
from lab.roles.play import Play, play
from podwright.lab.down import down
from podwright.lab.requirements import missing
from podwright.lab.up import up
from podwright.outputs.host_network.wanted import wanted_networks
from podwright.plan.hardware import Hardware
from podwright.plan.types import Host, Role

SOFTWARE = ("accelerator_mirror", "gpu_driver", "fabric_manager", "container_toolkit", "dcgm")

WORDS = """
host_network:
  mode: applied
  confirm_s: 60
accelerators:
  software: installed
  mirror:
    uri: file:{folder}
    key: |
{key}
"""


@dataclass(frozen=True, slots=True)
class Site:
    """The lab, and the host that everything is done to."""

    lab: Lab
    host: Host
    gpu_node: Host

    def play(self, role: str, *words: str, **extra: object) -> Play:
        """Return a run of one role on the host."""
        return play(self.lab, "--tags", role, "--limit", self.host.name, *words, **extra)

    def play_software(self, *words: str, **extra: object) -> Play:
        """Return a run of all roles of the software of GPUs on the GPU node."""
        return play(self.lab, "--tags", ",".join(SOFTWARE), "--limit", self.gpu_node.name, *words, **extra)

    def ask(self, command: str) -> str:
        """Return what a command on the host says."""
        return self.lab.ask(self.host, command).stdout


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a lab of this folder's own, its hosts up and bare."""
    if os.geteuid() != 0:
        pytest.skip("the lab's hosts need root")
    if lacking := missing():
        pytest.skip(f"the lab's hosts need {', '.join(program.name for program in lacking)}")
    desk = tmp_path_factory.mktemp("desk")
    words = WORDS.format(folder=FOLDER, key=indent(make_key(desk / "key"), "      "))
    lab = make_lab(tmp_path_factory.mktemp("repository"), "accelerators", words=words)
    try:
        make_mirror(desk / "mirror", desk / "key")
        up(lab.plan, state=lab.state, with_hosts=True, with_control_plane=False, on_event=print)
        lay_mirror(lab, lab.host(Role.GPU_NODE), desk / "mirror")
        yield Site(lab, lab.host(Role.STORAGE_HOST), lab.host(Role.GPU_NODE))
    finally:
        stop_agent(desk / "key")
        down(lab.state, wipe=True, on_event=print)


def wanted_of(site: Site) -> dict[str, Any]:
    """Return what the role is given of the host's network, without what no container has: bonds, and ports that pause a priority."""
    texts: Mapping[str, str] = dict(wanted_networks(site.lab.plan, Hardware()))
    wanted: dict[str, Any] = json.loads(texts[site.host.name])
    members = {f"/etc/systemd/network/40-podwright-{member}.network" for bond in wanted["bonds"] for member in bond["members"]}
    wanted["files"]["networkd"] = [
        row for row in wanted["files"]["networkd"] if row[0] not in members and not row[0].endswith((".netdev", "/podwright-roce.service"))
    ]
    return {**wanted, "bonds": []}


def lay_mirror(lab: Lab, host: Host, mirror: Path) -> None:
    """Copy the repository to a host."""
    packed = subprocess.run(["tar", "--create", "--directory", mirror, "--exclude=*.root", "."], check=True, capture_output=True).stdout
    unpack = f"sudo mkdir -p {FOLDER} && sudo tar --extract --no-same-owner --directory {FOLDER} && sudo chmod -R a+rX {FOLDER}"
    command = [*lab.state.enter, "ssh", "-F", str(lab.state.ssh / "config"), host.name, unpack]
    subprocess.run(command, input=packed, check=True, capture_output=True)
