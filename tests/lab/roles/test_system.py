"""The operating system of hosts on which every role was applied, asked of the programs that obey."""

import pytest

from lab.hosts.pods import Lab
from lab.roles.conftest import Story
from lab.roles.play import play
from podwright.plan.types import Role

pytestmark = pytest.mark.lab


def test_hosts_keep_time_in_the_zone_of_the_pod(standing: Lab) -> None:
    said = standing.ask(standing.host(Role.GPU_NODE), "date --date 2026-07-01T12:00:00Z +%Z; cat /etc/timezone").stdout.split()
    assert said == ["CEST", "Europe/Berlin"]


def test_programs_trust_the_authorities_of_the_site(standing: Lab) -> None:
    listed = "sudo openssl storeutl -noout -text -certs /etc/ssl/certs/ca-certificates.crt | grep Subject:"
    assert "an authority of the tests" in standing.ask(standing.host(Role.STORAGE_HOST), listed).stdout


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
