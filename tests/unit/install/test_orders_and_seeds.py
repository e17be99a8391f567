"""What a host is told and given: the same bytes on every run, in the order's own words, and no secret but its own."""

import io
import tarfile
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from podwright.install.keys import order_key, public_pem, signature
from podwright.install.order import Order, order_text
from podwright.install.seed import seed_tar, seeds
from podwright.outputs.host_seed import SeedFile
from podwright.plan.hardware import UNKNOWN
from podwright.secrets.ssh import SeedTooShort, pod_keys
from unit.pods import STARTER, plan

SECRET = "5" * 64
USERS = {"users": [{"name": "ada", "uid": 1001, "is_admin": True}, {"name": "lin", "uid": 1002}]}
NODE, OTHER = "pod-u001-r01-n01", "pod-u001-r01-n02"


@cache
def files(host: str) -> dict[str, SeedFile]:
    keys = pod_keys(SECRET, pod="pod", generation=1)
    ((_, rows),) = seeds(plan(STARTER, access=USERS), {host}, keys=keys, hardware=UNKNOWN)
    return {file.path: file for file in rows}


def test_an_order_is_what_its_installer_reads() -> None:
    text = order_text(Order(NODE, "ab" * 32, 1000, 5000, disk_serial="S1", wipe=("S1", "S2")))
    assert text.splitlines() == [
        "format 1",
        f"host {NODE}",
        f"image {'ab' * 32}",
        "image_bytes 1000",
        "disk_bytes 5000",
        "disk_serial S1",
        "wipe S1 S2",
    ]


def test_an_order_without_a_word_on_wiping_allows_none() -> None:
    assert "wipe" not in order_text(Order(NODE, "ab" * 32, 1, 1, disk_path="/dev/disk/by-path/pci-0000:01:00.0-nvme-1"))


@pytest.mark.parametrize("disk", [{}, {"disk_serial": "S1", "disk_path": "/dev/disk/by-path/x"}])
def test_an_order_names_one_disk_in_one_way(disk: dict[str, str]) -> None:
    with pytest.raises(AssertionError, match="one of its names"):
        order_text(Order(NODE, "ab" * 32, 1, 1, **disk))  # type: ignore[arg-type]


def test_a_signature_fits_its_bytes_and_the_pods_own_key_alone() -> None:
    key = order_key(SECRET, pod="pod", generation=1)
    known = load_pem_public_key(public_pem(key).encode())
    assert isinstance(known, Ed25519PublicKey)
    known.verify(signature(key, b"order"), b"order")
    assert len(signature(key, b"order")) == 64
    others = {public_pem(order_key(SECRET, pod=pod, generation=generation)) for pod, generation in (("pod", 1), ("pod", 2), ("other", 1))}
    assert len(others) == 3


def test_no_key_follows_from_a_pass_phrase() -> None:
    with pytest.raises(SeedTooShort):
        order_key("short", pod="pod", generation=1)


def test_a_seed_is_the_same_bytes_on_every_run_and_another_hosts_is_another() -> None:
    first, again, other = (seed_tar(files(name).values()) for name in (NODE, NODE, OTHER))
    assert first == again != other


def test_a_seed_is_roots_and_its_secrets_are_closed() -> None:
    with tarfile.open(fileobj=io.BytesIO(seed_tar(files(NODE).values()))) as archive:
        entries = archive.getmembers()
        names = [entry.name for entry in entries]
    assert {(entry.uid, entry.gid, entry.uname, entry.mtime) for entry in entries} == {(0, 0, "", 0)}
    assert names == sorted(names), "a folder comes before what is in it"
    modes = {entry.name: entry.mode for entry in entries}
    assert (modes["etc/ssh/ssh_host_ed25519_key"], modes["etc/sudoers.d/podwright"], modes["etc/sudoers.d"]) == (0o600, 0o440, 0o750)


def test_a_seed_has_the_addresses_of_every_fabric() -> None:
    host = next(host for host in plan(STARTER, access=USERS).hosts.hosts if host.name == NODE)
    text = "".join(file.text for path, file in files(NODE).items() if path.startswith("etc/systemd/network/"))
    assert [row.name for row in host.interfaces if f"Address={row.v4}\n" not in text or f"Address={row.v6}\n" not in text] == []
    assert {row.fabric for row in host.interfaces} >= {"in_band", "storage", "compute"}


def test_people_have_their_accounts_and_only_administrators_may_become_root() -> None:
    assert 'u ada 1001 "ada" /home/ada /bin/bash\n' in files(NODE)["etc/sysusers.d/podwright.conf"].text
    assert [line.split()[0] for line in files(NODE)["etc/sudoers.d/podwright"].text.splitlines()] == ["podwright", "ada"]


def test_no_seed_holds_another_hosts_key_or_the_pods_secret() -> None:
    text = seed_tar(files(NODE).values())
    assert SECRET.encode() not in text
    assert files(OTHER)["etc/ssh/ssh_host_ed25519_key"].text.encode() not in text
    assert text.count(b"PRIVATE KEY") == 2
