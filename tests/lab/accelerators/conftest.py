"""A lab whose hosts' networks, drivers and network adapters are set by the roles; one of its hosts lives through it all."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from lab.hosts.pods import Lab, make_lab
from lab.roles.play import Play, play
from podwright.lab.down import down
from podwright.lab.requirements import missing
from podwright.lab.up import up
from podwright.outputs.host_network.wanted import wanted_networks
from podwright.plan.hardware import Hardware
from podwright.plan.types import Host, Role

WORDS = """
host_network:
  mode: applied
  confirm_s: 60
"""


@dataclass(frozen=True, slots=True)
class Site:
    """The lab, and the host that everything is done to."""

    lab: Lab
    host: Host

    def play(self, role: str, *words: str, **extra: object) -> Play:
        """Return a run of one role on the host."""
        return play(self.lab, "--tags", role, "--limit", self.host.name, *words, **extra)

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
    lab = make_lab(tmp_path_factory.mktemp("repository"), "accelerators", words=WORDS)
    try:
        up(lab.plan, state=lab.state, with_hosts=True, with_control_plane=False, on_event=print)
        yield Site(lab, lab.host(Role.STORAGE_HOST))
    finally:
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
