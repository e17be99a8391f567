"""Zones are cut by the network that holds an address, and every choice of the site reaches the plan."""

import pytest

from podwright.plan.serving import reverse_zones
from podwright.plan.types import Plan
from unit.pods import plan

DNS = {"serial": 7, "authorities": [{"name": "ns1.pod.example", "v4": "192.0.2.53"}]}


def with_site(**words: object) -> Plan:
    return plan(site={"domain": "pod.example"} | words)


@pytest.mark.parametrize(
    ("address", "network", "zone"),
    [
        ("10.8.3.82", "10.0.0.0/8", "10.in-addr.arpa"),
        ("10.8.3.82", "10.8.0.0/16", "8.10.in-addr.arpa"),
        ("10.17.3.82", "10.16.0.0/12", "17.10.in-addr.arpa"),
        ("10.8.3.82", "10.8.0.0/17", "3.8.10.in-addr.arpa"),
        ("10.8.3.82", "10.8.3.0/24", "3.8.10.in-addr.arpa"),
        ("192.0.2.70", "192.0.2.64/26", "64-26.2.0.192.in-addr.arpa"),
        ("198.51.100.9", "192.0.2.0/24", "100.51.198.in-addr.arpa"),
        ("fd70:6f64:8::1", "fd70:6f64:8::/48", "8.0.0.0.4.6.f.6.0.7.d.f.ip6.arpa"),
        ("2001:db8:3::1", "2001:db8::/46", "3.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"),
    ],
)
def test_a_zone_follows_from_an_address_and_its_network(address: str, network: str, zone: str) -> None:
    assert [row.name for row in reverse_zones([address], [network])] == [zone]


def test_a_pod_without_the_block_has_no_zones() -> None:
    assert with_site().services.dns is None


def test_the_mark_of_the_zones_changes_with_what_they_hold_and_not_with_the_serial() -> None:
    marks = [with_site(dns=DNS | words).services.dns.content for words in ({}, {"serial": 8}, {"ttl_s": 300})]  # type: ignore[union-attr]
    assert marks[0] == marks[1] != marks[2]


def test_a_mail_address_becomes_a_domain_name() -> None:
    dns = with_site(dns=DNS | {"contact": "ada.l@pod.example"}).services.dns
    assert dns is not None
    assert dns.contact == r"ada\.l.pod.example"


def test_a_switch_learns_what_to_fetch_by_the_option_of_its_system() -> None:
    given = {"switch_url": "http://192.0.2.10/ztp"}
    assert with_site(dhcp=given).services.dhcp.switch_option == 239
    sonic = plan(site={"domain": "pod.example", "dhcp": given}, fabrics={"ethernet": {"os": "sonic"}}).services.dhcp
    assert (sonic.switch_option, sonic.circuit_id) == (67, "{switch}:{port}:Vlan{vlan}")


def test_hosts_come_and_no_zone_goes() -> None:
    small, large = (plan("dgx-superpod-h100", units, site={"domain": "pod.example", "dns": DNS}).services.dns for units in (1, 3))
    assert small is not None
    assert large is not None
    assert set(small.reverse) <= set(large.reverse)
