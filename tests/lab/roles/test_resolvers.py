"""The site's resolvers, for both ways in which a host may ask them, and back again."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.hosts.pods import Lab
from lab.roles.play import Play, play
from podwright.plan.types import Host, Role

pytestmark = pytest.mark.lab

SERVERS = ["192.0.2.53", "2001:db8::53"]


@pytest.fixture
def plain(standing: Lab) -> Host:
    """Return a host that asks resolvers itself, and has asked others before."""
    host = standing.host(Role.MANAGEMENT_NODE)
    standing.ask(host, "echo nameserver 198.51.100.9 | sudo tee /etc/resolv.conf")
    return host


@pytest.fixture
def resolved(standing: Lab, tmp_path: Path) -> Iterator[Host]:
    """Return a host on which systemd-resolved answers, as on Ubuntu and DGX OS."""
    host = standing.host(Role.STORAGE_HOST)
    told = subprocess.run(["apt-get", "download", "systemd-resolved"], cwd=tmp_path, capture_output=True, text=True, check=False)
    packages = sorted(tmp_path.glob("systemd-resolved*.deb"))
    if not packages:
        pytest.skip(f"no package systemd-resolved from this machine's own sources: {told.stderr.strip()}")
    command = [
        *standing.state.enter,
        "ssh",
        "-F",
        str(standing.state.ssh / "config"),
        host.name,
        "cat > /tmp/resolved.deb && sudo dpkg --install /tmp/resolved.deb",
    ]
    subprocess.run(command, input=packages[0].read_bytes(), capture_output=True, check=True)
    yield host
    standing.ask(host, "sudo dpkg --purge systemd-resolved; sudo rm --force /etc/resolv.conf; sudo touch /etc/resolv.conf")


def names(lab: Lab, host: Host, *words: str, servers: list[str]) -> Play:
    """Return a run of the role on the host, with these resolvers."""
    return play(lab, "--tags", "name_resolution", "--limit", host.name, *words, name_resolution_servers=servers)


def there_and_back(lab: Lab, host: Host, look: str) -> tuple[str, str, str]:
    """Return what the host says before, with the site's resolvers, and without them again; every check and every second run is judged on the way."""
    said = [lab.ask(host, look).stdout]
    for servers in (SERVERS, []):
        check, run, again = names(lab, host, "--check", servers=servers), names(lab, host, servers=servers), names(lab, host, servers=servers)
        assert (run.status, again.status) == (0, 0), run.text + again.text
        assert check.changed() == run.changed() != set()
        assert again.changed() == set()
        said.append(lab.ask(host, look).stdout)
    return said[0], said[1], said[2]


@pytest.mark.soak
def test_a_host_that_asks_itself_asks_the_sites_resolvers_and_then_those_before(standing: Lab, plain: Host) -> None:
    before, during, after = there_and_back(standing, plain, "cat /etc/resolv.conf; ls /etc/resolv.conf*")
    assert [line.split()[1:] for line in during.splitlines() if line.startswith(("nameserver", "search"))] == [
        [standing.plan.hosts.profiles[0].domain],
        *([server] for server in SERVERS),
    ]
    assert after == before


@pytest.mark.soak
def test_a_host_with_systemd_resolved_asks_the_sites_resolvers_and_then_those_before(standing: Lab, resolved: Host) -> None:
    before, during, after = there_and_back(standing, resolved, "grep --invert-match '^#' /run/systemd/resolve/resolv.conf; readlink /etc/resolv.conf")
    assert [line.split()[1:] for line in during.splitlines() if line.startswith(("nameserver", "search"))] == [
        *([server] for server in SERVERS),
        [standing.plan.hosts.profiles[0].domain],
    ]
    assert after == before
