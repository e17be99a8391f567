"""The operating system of hosts on which every role was applied, asked of the programs that obey."""

import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.hosts.pods import Lab, until
from lab.roles.conftest import AUTHORITY, Story
from lab.roles.play import play
from podwright.plan.types import Role

pytestmark = pytest.mark.lab


def test_hosts_keep_time_in_the_zone_of_the_pod(standing: Lab) -> None:
    said = standing.ask(standing.host(Role.GPU_NODE), "date --date 2026-07-01T12:00:00Z +%Z; cat /etc/timezone").stdout.split()
    assert said == ["CEST", "Europe/Berlin"]


def test_programs_trust_the_authorities_of_the_site(standing: Lab) -> None:
    listed = "sudo openssl storeutl -noout -text -certs /etc/ssl/certs/ca-certificates.crt | grep Subject:"
    assert AUTHORITY in standing.ask(standing.host(Role.STORAGE_HOST), listed).stdout


def test_apt_does_nothing_by_itself(standing: Lab) -> None:
    said = standing.ask(standing.host(Role.GPU_NODE), "apt-config dump APT::Periodic").stdout
    assert 'APT::Periodic::Unattended-Upgrade "0";' in said


@pytest.mark.parametrize("port", [22, 9100], ids=["ssh", "metrics"])
def test_a_network_that_was_not_named_is_told_no(standing: Lab, port: int) -> None:
    here, there = standing.host(Role.GPU_NODE), standing.host(Role.GPU_NODE, ordinal=1)
    bond = next(one.name for one in there.interfaces if one.fabric == "in_band")
    knock = f"timeout 5 python3 -c 'import socket,sys; socket.create_connection((sys.argv[1], {port}), 3, (sys.argv[2], 0)); print(1)' {there.in_band_v4}"
    stranger = "198.51.100.7"
    try:
        standing.ask(here, f"sudo ip address add {stranger}/32 dev {bond}")
        standing.ask(there, f"sudo ip route add {stranger}/32 dev {bond}")
        refused, open_ = standing.ask(here, f"{knock} {stranger}"), standing.ask(here, f"{knock} {here.in_band_v4}")
    finally:
        standing.ask(here, f"sudo ip address delete {stranger}/32 dev {bond}")
        standing.ask(there, f"sudo ip route delete {stranger}/32 dev {bond}")
    assert open_.stdout.strip() == "1", open_.stderr
    assert "refused" in refused.stderr, refused.stdout + refused.stderr


def test_nobody_locks_themselves_out(standing: Lab) -> None:
    host = standing.host(Role.STORAGE_HOST)
    run = play(standing, "--tags", "firewall", "--limit", host.name, firewall_pod_networks=["203.0.113.0/24"])
    assert run.status != 0
    assert "it would be locked out" in run.text
    assert standing.ask(host, "sudo nft list set inet podwright pod_v4").stdout.count("203.0.113") == 0


def test_rules_that_somebody_took_away_are_set_again(standing: Lab, story: Story) -> None:
    standing.ask(story.odd, "sudo nft delete table inet podwright")
    check = play(standing, "--tags", "firewall", "--limit", story.odd.name, "--check")
    run = play(standing, "--tags", "firewall", "--limit", story.odd.name)
    assert check.changed() == run.changed() != set()
    assert "reject with tcp reset" in standing.ask(story.odd, "sudo nft list table inet podwright").stdout


def test_a_time_zone_that_no_host_knows_is_told_before_anything_is_written(standing: Lab) -> None:
    host = standing.host(Role.STORAGE_HOST)
    run = play(standing, "--tags", "base", "--limit", host.name, base_time_zone="Europe/Nowhere")
    assert run.status != 0
    assert "Europe/Nowhere is no time zone of this host" in run.text
    assert run.changed() == set()


RECEIVER = """
module(load="imtcp" StreamDriver.Name="ossl" StreamDriver.Mode="1" StreamDriver.AuthMode="anon")
global(DefaultNetstreamDriverCAFile="/run/receiver/ca.pem" DefaultNetstreamDriverCertFile="/run/receiver/cert.pem"
  DefaultNetstreamDriverKeyFile="/run/receiver/key.pem" workDirectory="/run/receiver")
input(type="imtcp" port="6514")
action(type="omfile" file="/run/receiver/taken")
"""


@pytest.fixture
def receiver(standing: Lab, authority: Path, tmp_path: Path) -> Iterator[Lab]:
    """Return the lab with a receiver of logs on its management node, whose certificate the site's authority signed."""
    host = standing.host(Role.MANAGEMENT_NODE)
    words = (
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-subj",
        f"/CN={host.full_name}",
        "-addext",
        f"subjectAltName=DNS:{host.full_name}",
    )
    signed = ("-x509", "-days", "2", "-CA", str(authority / "certificate.pem"), "-CAkey", str(authority / "key.pem"))
    subprocess.run(("openssl", "req", *words, *signed, "-keyout", "key.pem", "-out", "cert.pem"), cwd=tmp_path, capture_output=True, check=True)
    files = {"cert.pem": tmp_path / "cert.pem", "key.pem": tmp_path / "key.pem", "ca.pem": authority / "certificate.pem"}
    texts = {name: file.read_bytes() for name, file in files.items()} | {"receiver.conf": RECEIVER.encode()}
    lay = "; ".join(f"echo {base64.b64encode(text).decode()} | base64 --decode | sudo tee /run/receiver/{name} > /run/null" for name, text in texts.items())
    start = "sudo systemd-run --unit receiver --property Type=exec rsyslogd -n -f /run/receiver/receiver.conf -i /run/receiver/pid"
    done = standing.ask(host, f"sudo mkdir --parents /run/receiver; {lay.replace('/run/null', '/dev/null')}; {start}")
    assert done.returncode == 0, done.stderr
    yield standing
    standing.ask(host, "sudo systemctl stop receiver; sudo rm --recursive --force /run/receiver")


def test_what_a_host_says_reaches_the_receiver_encrypted(receiver: Lab) -> None:
    here, there = receiver.host(Role.GPU_NODE), receiver.host(Role.MANAGEMENT_NODE)
    receiver.ask(here, "logger --tag podwright-test said while the receiver was there")

    def is_taken() -> bool:
        return "said while the receiver was there" in receiver.ask(there, "sudo cat /run/receiver/taken").stdout

    assert until(is_taken, limit_s=120), receiver.ask(here, "journalctl --unit rsyslog --no-pager --lines 20").stdout
    assert f" {here.name} podwright-test " in receiver.ask(there, "sudo cat /run/receiver/taken").stdout


def test_hosts_keep_their_journal_on_disk_and_journald_has_read_its_limits(standing: Lab) -> None:
    host = standing.host(Role.STORAGE_HOST)
    assert standing.ask(host, 'sudo journalctl --directory "/var/log/journal/$(cat /etc/machine-id)" --lines 1 --quiet').stdout != ""
    told = standing.ask(host, "systemd-analyze cat-config systemd/journald.conf").stdout
    assert {"SystemMaxUse=4G", "MaxRetentionSec=30day"} <= set(told.splitlines())


def test_management_nodes_ask_the_site_for_the_time_and_the_others_ask_them(standing: Lab) -> None:
    manager = standing.host(Role.MANAGEMENT_NODE)
    asked = "sudo chronyd -p -f /etc/chrony/chrony.conf | grep ^server"
    assert standing.ask(manager, asked).stdout.split() == ["server", "192.0.2.123", "iburst"]
    assert standing.ask(standing.host(Role.GPU_NODE), asked).stdout.split() == ["server", manager.in_band_v4, "iburst"]


def test_services_may_lock_their_memory(standing: Lab) -> None:
    asked = "systemctl show --property DefaultLimitMEMLOCK --property DefaultLimitNOFILE"
    assert set(standing.ask(standing.host(Role.GPU_NODE), asked).stdout.split()) == {"DefaultLimitMEMLOCK=infinity", "DefaultLimitNOFILE=1048576"}


def test_sessions_may_lock_their_memory(standing: Lab) -> None:
    """A container may be kept from more than it was started with: then PAM tells what it was asked for."""
    host = standing.host(Role.GPU_NODE)
    had = standing.ask(host, "sudo su --login ada --command 'ulimit -H -l; ulimit -H -n'").stdout.split()
    told = standing.ask(host, "sudo journalctl --no-pager --grep pam_limits").stdout
    assert had == ["unlimited", "1048576"] or ("'memlock' to soft=-1, hard=-1" in told and "hard=1048576" in told)
