"""What hosts are like once every role was applied, asked of the programs that obey."""

import pytest

from lab.hosts.pods import Lab, until
from lab.roles.conftest import Story
from podwright.plan.types import Role

pytestmark = pytest.mark.lab


def test_every_host_finds_every_name_of_the_pod_at_its_addresses(standing: Lab) -> None:
    names = " ".join(entry.names[0] for entry in standing.plan.hosts.names)
    wanted = {(address, entry.names[0]) for entry in standing.plan.hosts.names for address in (entry.v4, entry.v6)}
    for host in standing.plan.hosts.hosts:
        told = [
            standing.ask(host, f"for name in {names}; do getent {kind} $name; done").stdout.splitlines() for kind in ("ahostsv4", "ahostsv6 --no-addrconfig")
        ]
        stream = [line.split() for line in told[0] + told[1] if "STREAM" in line]
        assert {(row[0], row[2]) for row in stream} == wanted, host.name


def test_a_host_with_another_name_gets_the_plans(standing: Lab, story: Story) -> None:
    assert standing.ask(story.odd, "hostname; hostname --fqdn").stdout.split() == [story.odd.name, story.odd.full_name]


def test_lines_of_the_hosts_file_that_are_not_ours_stay(standing: Lab, story: Story) -> None:
    assert standing.ask(story.odd, "getent hosts printer").stdout.split()[0] == "192.0.2.77"
    assert "localhost" in standing.ask(story.odd, "getent ahostsv4 localhost").stdout


@pytest.mark.parametrize("port", [22, 9100], ids=["ssh", "metrics"])
def test_services_answer_on_the_in_band_network_alone(standing: Lab, port: int) -> None:
    here, there = standing.host(Role.GPU_NODE), standing.host(Role.GPU_NODE, ordinal=1)
    knock = "timeout 2 bash -c 'exec 3<>/dev/tcp/{}/{}' && echo open || echo closed"
    for interface in there.interfaces:
        for address in (interface.v4.split("/")[0], interface.v6.split("/")[0]):
            said = standing.ask(here, knock.format(address, port)).stdout.strip()
            assert said == ("open" if interface.fabric == "in_band" else "closed"), f"{interface.name} {address}"


def test_metrics_name_the_exporter_and_the_host(standing: Lab) -> None:
    here, there = standing.host(Role.MANAGEMENT_NODE), standing.host(Role.GPU_NODE)
    told = standing.ask(here, f"curl --silent --noproxy '*' http://{there.full_name}:9100/metrics").stdout
    assert "node_exporter_build_info" in told
    assert f'nodename="{there.name}"' in told


def test_accounts_have_the_plans_ids_everywhere(standing: Lab) -> None:
    for host in standing.plan.hosts.hosts:
        for user in standing.plan.hosts.profiles[0].users:
            assert standing.ask(host, f"id --user {user.name}; id --group {user.name}").stdout.split() == [str(user.uid)] * 2, host.name


def test_services_come_back_by_themselves_when_their_addresses_were_away(standing: Lab) -> None:
    host = standing.host(Role.STORAGE_HOST)
    away = "ip address flush dev bond0 scope global; systemctl restart ssh prometheus-node-exporter; sleep 3; networkctl reconfigure bond0"
    assert standing.ask(host, f"sudo systemd-run --collect bash -c '{away}'").returncode == 0
    asked = "systemctl show --property NRestarts --value ssh prometheus-node-exporter; systemctl is-active ssh prometheus-node-exporter"
    said: list[str] = []

    def are_back() -> bool:
        said[:] = standing.ask(host, asked).stdout.split()
        return len(said) == 4 and int(said[0]) > 0 and int(said[1]) > 0 and said[2:] == ["active", "active"]

    assert until(are_back, limit_s=60), said
