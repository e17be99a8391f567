"""The whole chain on a blank machine: its BMC, the network, a signed order, the disk, its first boot, strict ssh, a role; and who gets nothing on the way."""

from collections.abc import Iterator

import pytest

from lab.blank.installing import Site, site
from lab.hosts.pods import until
from lab.roles.play import play

pytestmark = pytest.mark.lab

STAGES = ["armed", "power", "booting", "started", "checked", "writing", "written", "seed", "seeded", "done", "installed"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site whose first node is known by its BMC, and whose boot server is made."""
    with site(tmp_path_factory.mktemp("site")) as one:
        learnt = one.verb("machines", str(one.lab.stack), "--only", one.nodes[0].name, "--learn")
        assert "learnt: 1 machine" in learnt.stderr, learnt.stdout + learnt.stderr
        ran = one.roles()
        assert ran.status == 0, ran.text
        yield one


@pytest.fixture(scope="module")
def installed(made: Site) -> tuple[int, list[dict[str, object]], str]:
    """Return what one run of the verb told."""
    return made.install(made.nodes[0].name, "--yes", "--limit", "900")


def test_a_dry_run_shows_what_is_lost_and_does_nothing(made: Site) -> None:
    ended = made.verb("install", str(made.lab.stack), made.nodes[0].name, "--dry-run")
    assert "refused unless it is empty" in ended.stdout, ended.stdout + ended.stderr
    assert "1 to install" in ended.stdout
    assert made.status() == {}


def test_a_machine_whose_certificate_nobody_knows_is_left_alone(made: Site) -> None:
    ended = made.verb("install", str(made.lab.stack), made.nodes[1].name, "--yes")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "P536" in ended.stdout
    assert made.nodes[1].name not in made.status()


def test_a_blank_machine_becomes_a_host_that_ssh_knows_before_it_is_met(made: Site, installed: tuple[int, list[dict[str, object]], str]) -> None:
    code, told, trouble = installed
    node = made.nodes[0]
    assert code == 0, (told[-3:], trouble[-1500:], made.console(node)[-3000:])
    stages = list(dict.fromkeys(str(row["stage"]) for row in told if row.get("host") == node.name and "stage" in row))
    assert [stage for stage in STAGES if stage not in stages] == []
    said = made.lab.ask(node, "hostname --fqdn; cat /etc/machine-id; ip -brief -4 address show dev bond0").stdout
    assert node.full_name in said
    assert node.in_band_v4 in said


def test_a_role_is_applied_to_it_and_finds_nothing_to_do_again(made: Site, installed: tuple[int, list[dict[str, object]], str]) -> None:
    assert installed[0] == 0
    words = ("--tags", "name_resolution", "--limit", made.nodes[0].name)
    first, second = play(made.lab, *words), play(made.lab, *words)
    assert first.status == 0, first.text
    assert (second.status, second.changed()) == (0, set())


def test_what_is_installed_has_neither_token_nor_seed_left_anywhere(made: Site, installed: tuple[int, list[dict[str, object]], str]) -> None:
    assert installed[0] == 0
    node, url = made.nodes[0], f"http://{made.server.in_band_v4}:{made.lab.plan.install.port}"
    ask = f"import urllib.request; urllib.request.urlopen('{url}/v1/hosts/{node.name}/seed.tar')"
    assert "HTTP Error 403" in made.lab.ask(node, f'python3 -c "{ask}"').stderr
    kept = made.lab.ask(
        made.server, "sudo grep --recursive --files-with-matches 'PRIVATE KEY' /var/lib/podwright-boot; sudo ls -A /var/lib/podwright-boot/armed"
    )
    assert kept.stdout == ""
    said = made.lab.ask(made.server, "sudo journalctl --unit podwright-boot --no-pager").stdout
    assert "podwright.token" not in said
    assert not any("token" in str(row) for row in installed[1])


def test_an_unknown_machine_gets_no_address_and_no_script(made: Site) -> None:
    node = made.nodes[1]
    ended = made.verb("bmc", "power", "on", str(made.lab.stack), "--only", node.name, "--in-spite-of", "P536", "--yes")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    gave_up = ("No configuration methods succeeded", "PXE-E16", "PXE-E18", "No Offer Received", "No more network devices", "EFI Shell", "BdsDxe: No bootable")
    assert until(lambda: any(word in made.console(node) for word in gave_up), limit_s=180), made.console(node)[-2000:]
    assert node.in_band_v4 not in made.console(node)
    assert node.name not in made.status()
