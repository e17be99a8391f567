"""A lab of three hosts, made what the plan says, then changed behind its back: what `podwright drift` sees of it, and what it mends."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from lab.hosts.pods import COMMAND, Lab, environment
from lab.roles.people import login
from lab.roles.play import ROOT, play
from podwright.catalog.load import load_catalog
from podwright.lab.down import down
from podwright.lab.requirements import missing
from podwright.lab.state import LabState
from podwright.lab.up import up
from podwright.plan.compile import compile_pod
from podwright.plan.types import Host
from podwright.provider.connection import ssh_config
from podwright.spec.load import load

PROGRAM = Path(__file__).parent / "program"
LIMIT_S = 300.0

EDITED = """
echo mallory | sudo tee --append /etc/people
sudo systemctl stop prometheus-node-exporter
sudo ip link set enp41s0f0np0 mtu 1400
"""
"""On the first GPU node: a file that a role wrote, a service that it started, what no role looks after."""
ACCOUNT = "sudo usermod --shell /bin/sh lin && sudo dpkg --remove prometheus-node-exporter"
"""On the second: an account that is not as it was made, a package that is gone."""
DIGESTS = """
sudo find /etc /usr/local -type f -not -name '*cache*' -printf '%p %m %U %G ' -exec sha256sum '{}' ';' | sort
sudo find /etc -type l -printf '%p %l\\n' | sort
systemctl list-units --type service --state running --plain --no-legend | awk '{print $1}' | grep -v '^user@' | sort
ip -o link | sed 's/ qlen.*//'
"""


@dataclass(frozen=True, slots=True)
class Said:
    """How one run of the command line ended."""

    rc: int
    out: str
    told: str

    def hosts(self) -> dict[str, list[dict[str, str]]]:
        """Return what it says of hosts, as a machine reads it."""
        document: dict[str, dict[str, list[dict[str, str]]]] = json.loads(self.out)
        return document["hosts"]


@dataclass(frozen=True, slots=True)
class Story:
    """What was looked at and when; `silent` is the host that no longer answers. Digests are of the hosts that do."""

    lab: Lab
    edited: Host
    other: Host
    silent: Host
    before: Mapping[str, str]
    looked: Said
    facts: Said
    after: Mapping[str, str]
    fixed: Said
    mended: Mapping[str, str]


def drift(lab: Lab, *words: str, **more: str) -> Said:
    """Return how `podwright drift` of the lab's pod ended, asked from inside of its network."""
    told = environment() | {"CREDENTIALS_DIRECTORY": str(lab.state.credentials), **more}
    line = [*lab.state.enter, *COMMAND, "drift", str(lab.stack), "--hosts", *words]
    done = subprocess.run(line, cwd=lab.state.root, env=told, capture_output=True, text=True, check=False, timeout=LIMIT_S)
    return Said(done.returncode, done.stdout, done.stderr)


def digests(lab: Lab, *hosts: Host) -> dict[str, str]:
    """Return every file below /etc with its owner and mode, every running service and every interface, by host."""
    return {host.name: lab.ask(host, DIGESTS).stdout for host in hosts}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Return a lab of this folder's own, every role applied to its hosts; it goes with the module, so that its hosts' file watchers are free for other labs."""
    if os.geteuid() != 0:
        pytest.skip("the lab's hosts need root")
    if lacking := missing():
        pytest.skip(f"the lab's hosts need {', '.join(program.name for program in lacking)}")
    root = tmp_path_factory.mktemp("repository")
    shutil.copytree(PROGRAM, root, dirs_exist_ok=True)
    stack = root / "stacks" / "adrift"
    (root / "Pulumi.yaml").write_text("name: adrift\nruntime: python\n")
    for name in ("roles/node_telemetry", "lookup_plugins", "inventory", "ansible.cfg"):
        (root / name).symlink_to(ROOT / name)
    spec = load(stack)
    lab = Lab(stack, compile_pod(spec, load_catalog(spec.architecture)), LabState(root=root.resolve(), pod="adrift"))
    try:
        up(lab.plan, state=lab.state, with_hosts=True, with_control_plane=False, on_event=print)
        applied = play(lab, playbook=root / "site.yml")
        assert applied.status == 0, applied.text
        yield lab
    finally:
        down(lab.state, wipe=True, on_event=print)


@pytest.fixture(scope="module")
def story(made: Lab, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Return what came of looking at hosts that were changed, and of mending them."""
    edited, other, silent = made.plan.hosts.hosts
    assert made.ask(edited, f"set -e{EDITED}").returncode == 0
    assert made.ask(other, ACCOUNT).returncode == 0
    made.ask(silent, "sudo systemctl stop ssh.socket; sudo systemctl stop ssh")
    before = digests(made, edited, other)
    looked = drift(made, "--json")
    facts = drift(made, "--json", "--ssh-config", str(config_of(made, tmp_path_factory.mktemp("desk"), "lin")))
    after = digests(made, edited, other)
    fixed = drift(made, "--fix", "--yes")
    return Story(made, edited, other, silent, before, looked, facts, after, fixed, digests(made, edited, other))


def config_of(lab: Lab, desk: Path, user: str) -> Path:
    """Return the ssh configuration of a person who has a certificate, and nothing else."""
    own = login(lab, desk, user)
    config = desk / "config"
    config.write_text(ssh_config(lab.plan.hosts.hosts, [own], user=user, known_hosts=own.known_hosts))
    return config
