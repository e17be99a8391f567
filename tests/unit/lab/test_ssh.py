"""The texts of the lab's ssh client and of its name tables."""

from pathlib import Path

from podwright.lab.record import RecordedHost
from podwright.lab.ssh import config_text, switch_text, table_text

HOST = RecordedHost("lab-u001-r01-n01", "lab-u001-r01-n01.lab.example", "192.0.2.17", "2001:db8::11")


def test_any_name_or_address_of_a_host_leads_to_the_name_in_its_certificate() -> None:
    text = config_text((HOST,), folder=Path("/lab/ssh"), user="podwright")
    assert (
        "Host lab-u001-r01-n01 lab-u001-r01-n01.lab.example 192.0.2.17 2001:db8::11\n  HostName 192.0.2.17\n  HostKeyAlias lab-u001-r01-n01.lab.example\n"
        in text
    )


def test_checking_is_strict_and_nothing_is_learned_on_the_way() -> None:
    text = config_text((), folder=Path("/lab/ssh"), user="podwright")
    assert "StrictHostKeyChecking yes" in text
    assert "GlobalKnownHostsFile /dev/null" in text


def test_a_host_is_in_the_table_at_both_addresses_full_name_first() -> None:
    assert table_text((HOST,)).splitlines()[-2:] == [
        "192.0.2.17 lab-u001-r01-n01.lab.example lab-u001-r01-n01",
        "2001:db8::11 lab-u001-r01-n01.lab.example lab-u001-r01-n01",
    ]


def test_hosts_are_looked_up_in_the_table_alone_and_all_else_stays() -> None:
    assert switch_text("passwd: files sss\nhosts: files mdns dns\n") == "passwd: files sss\nhosts: files\n"
