"""One lab, and the life of its hosts in order: bare, checked, made, made again, left by a person, undone."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

import pytest

from lab.hosts.pods import Lab, make_lab
from lab.roles.play import Play, play
from podwright.lab.down import down
from podwright.lab.requirements import missing
from podwright.lab.up import up
from podwright.plan.types import Host, Role

AUTHORITY = "an authority of the tests"
OF_THE_SYSTEM = ("base", "firewall", "tuning", "logs", "time_sync", "kernel_arguments", "hardening")
UNDO = {"name_resolution_state": "absent", "host_access_state": "absent", "node_telemetry_state": "absent"} | {
    f"{role}_state": "absent" for role in OF_THE_SYSTEM
}

SYSTEM = """
system:
  time_zone: Europe/Berlin
  authorities:
    - |
{certificate}
  login_from:
    - v4: 192.0.2.0/24
  logs:
    receiver:
      name: roles-u001-r01-n12.lab.example
  time_servers: [192.0.2.123]
"""
"""What this lab's pod says of the operating system beside what every pod has."""

BARE = """
sudo hostnamectl set-hostname as-installed
echo '192.0.2.77 printer' | sudo tee --append /etc/hosts
sudo useradd --uid 1500 --create-home ada
printf 'PasswordAuthentication yes\\nPermitRootLogin yes\\n' | sudo tee /etc/ssh/sshd_config.d/50-cloud-init.conf
sudo find /var/lib/apt/lists -type f -delete
"""
"""What makes one of the hosts unlike the others before anything is done: as real installers and people before us leave them."""

ACCOUNTS = "passwd|passwd-|shadow|shadow-|group|group-|gshadow|gshadow-|subuid|subuid-|subgid|subgid-|hostname|machine-info"
SNAPSHOT = rf"""
sudo find /etc -type f -regextype posix-extended -not -regex '/etc/({ACCOUNTS})|/etc/.*cache.*' -printf '%p %m %U %G ' -exec sha256sum '{{}}' ';' | sort
sudo find /etc -type l -printf '%p %l\n' | sort
sudo sshd -T
sudo ss --listening --tcp --numeric --no-header | awk '{{print $4}}' | sort
"""


@dataclass(frozen=True, slots=True)
class Story:
    """What every act of the hosts' life gave. Two of them, the odd one first, are undone and made again; their settings are those before all and after the undo."""

    lab: Lab
    odd: Host
    before: dict[str, str]
    check: Play
    first: Play
    second: Play
    undo_check: Play
    undo: Play
    undo_again: Play
    after: dict[str, str]
    made_again: Play


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an authority of the site: its certificate and its key."""
    folder = tmp_path_factory.mktemp("authority")
    words = ("openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2", "-subj", f"/CN={AUTHORITY}")
    subprocess.run((*words, "-keyout", "key.pem", "-out", "certificate.pem"), cwd=folder, capture_output=True, check=True)
    return folder


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, authority: Path) -> Iterator[Lab]:
    """Return a lab of this folder's own, its hosts up and bare."""
    if os.geteuid() != 0:
        pytest.skip("the lab's hosts need root")
    if lacking := missing():
        pytest.skip(f"the lab's hosts need {', '.join(program.name for program in lacking)}")
    lab = make_lab(
        tmp_path_factory.mktemp("repository"), "roles", words=SYSTEM.format(certificate=indent((authority / "certificate.pem").read_text().strip(), " " * 6))
    )
    try:
        up(lab.plan, state=lab.state, with_hosts=True, with_control_plane=False, on_event=print)
        yield lab
    finally:
        down(lab.state, wipe=True, on_event=print)


def settings(lab: Lab, hosts: Iterable[Host]) -> dict[str, str]:
    """Return every file and link below /etc but accounts, what sshd obeys and who listens, by host."""
    return {host.name: lab.ask(host, SNAPSHOT).stdout for host in hosts}


@pytest.fixture(scope="session")
def story(made: Lab) -> Story:
    """Return the life of the hosts, at its end every role applied to all of them."""
    odd = made.host(Role.MANAGEMENT_NODE)
    assert made.ask(odd, f"set -e{BARE}").returncode == 0, "the odd host is made odd"
    undone = (odd, made.host(Role.STORAGE_HOST))
    those = ("--limit", ",".join(host.name for host in undone))
    before = settings(made, undone)
    check, first, second = play(made, "--check", "--diff"), play(made), play(made)
    undo_check, undo, undo_again = play(made, *those, "--check", "--diff", **UNDO), play(made, *those, **UNDO), play(made, *those, **UNDO)
    after = settings(made, undone)
    return Story(made, odd, before, check, first, second, undo_check, undo, undo_again, after, play(made, *those))


@pytest.fixture(scope="session")
def standing(story: Story) -> Lab:
    """Return the lab with every role applied."""
    assert story.made_again.status == 0, story.made_again.text
    return story.lab


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return the folder where a person keeps their login."""
    return tmp_path
