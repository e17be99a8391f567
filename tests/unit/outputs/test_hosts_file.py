"""The hosts file has every name of the pod at its addresses, and keeps loopback."""

from podwright.outputs.hosts_file import hosts_file
from podwright.plan.types import Hosts, NameEntry

NAMES = (NameEntry("192.0.2.1", "2001:db8::1", ("a.example", "a")), NameEntry("192.0.2.2", "2001:db8::2", ("b.example", "b")))


def test_every_name_stands_at_both_its_addresses_full_name_first() -> None:
    lines = hosts_file(Hosts(profiles=(), hosts=(), names=NAMES)).splitlines()
    assert lines[-4:] == ["192.0.2.1 a.example a", "2001:db8::1 a.example a", "192.0.2.2 b.example b", "2001:db8::2 b.example b"]


def test_loopback_is_kept_in_a_pod_without_names() -> None:
    assert "127.0.0.1 localhost" in hosts_file(Hosts(profiles=(), hosts=(), names=()))
