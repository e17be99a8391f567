"""What a lab host has on its disk before its first boot."""

from podwright.lab.seed import Accounts, digest, seed
from podwright.outputs.host_seed import SeedFile
from podwright.secrets.ssh import pod_keys
from unit.pods import plan as starter_plan

KEYS = pod_keys("0" * 64, pod="lab", generation=1)
ACCOUNTS = Accounts("root:x:0:0::/root:/bin/sh\n", "root:x:0:\n", "root:*:1::::::\n")


def seed_of(number: int) -> dict[str, SeedFile]:
    """Return the seed of one host of the starter pod, by path."""
    plan = starter_plan()
    return {file.path: file for file in seed(plan, plan.hosts.hosts[number], keys=KEYS, accounts=ACCOUNTS)}


def test_the_same_host_has_the_same_seed() -> None:
    assert digest(tuple(seed_of(0).values())) == digest(tuple(seed_of(0).values()))


def test_what_tells_hosts_apart_differs() -> None:
    here, there = seed_of(0), seed_of(1)
    for path in (
        "etc/hostname",
        "etc/machine-id",
        "etc/ssh/ssh_host_ed25519_key",
        "etc/ssh/ssh_host_ed25519_key-cert.pub",
        "etc/systemd/network/10-bond0.network",
    ):
        assert here[path].text != there[path].text


def test_secrets_are_closed_and_sudo_takes_its_file() -> None:
    files = seed_of(0)
    assert files["etc/ssh/ssh_host_ed25519_key"].mode == 0o600
    assert files["etc/shadow"].mode & 0o007 == 0
    assert files["etc/sudoers.d/podwright"].mode == 0o440


def test_the_images_own_accounts_stay() -> None:
    lines = seed_of(0)["etc/passwd"].text.splitlines()
    assert lines[0] == "root:x:0:0::/root:/bin/sh"
    assert lines[-1].split(":")[0] == "podwright"


def test_every_interface_has_both_addresses_of_the_plan_and_waits_for_nothing() -> None:
    host = starter_plan().hosts.hosts[0]
    files = seed_of(0)
    for interface in host.interfaces:
        text = files[f"etc/systemd/network/10-{interface.name}.network"].text
        assert f"Address={interface.v4}\nAddress={interface.v6}\n" in text
        assert "IPv6DuplicateAddressDetection=0" in text
