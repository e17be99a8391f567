"""BIND takes the zones and answers every name and every address of the plan with exactly what the plan says."""

import os
from collections import defaultdict
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest

from lab.fabrics.bind import ask, complaints, lacking, lay
from podwright.outputs.zones import zone_files
from podwright.plan.types import NameEntry, Plan
from podwright.plan.types.services import ReverseZone
from unit.pods import SUPERPOD, plan, wide_pools

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(os.geteuid() != 0, reason="namespaces need root"),
    pytest.mark.skipif(bool(lacking()), reason=f"a name server needs {', '.join(lacking())}"),
]

DNS = {"serial": 7, "authorities": [{"name": "ns1.pod.example", "v4": "192.0.2.53", "v6": "2001:db8::53"}, {"name": "ns.other.example"}]}


def pod_of(units: int, *, names: str = "hosts", **words: object) -> Plan:
    return plan(SUPERPOD, units, site={"domain": "pod.example", "dns": DNS | {"names": names}}, **words)


def files_of(pod: Plan) -> tuple[dict[str, str], list[str]]:
    """Return the files of the zones, and the zones' names."""
    dns = pod.services.dns
    assert dns is not None
    return dict(zone_files(dns, pod.hosts)), [dns.domain, *(zone.name for zone in dns.reverse)]


def wanted(pod: Plan) -> dict[tuple[str, str], set[str]]:
    """Return what the plan says: addresses of each name by type, and the name of each address."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    assert pod.services.dns is not None
    for entry in (*pod.hosts.names, *pod.services.dns.interfaces):
        for kind, address in (("A", entry.v4), ("AAAA", entry.v6)):
            found[f"{entry.names[0]}.", kind].add(address)
            found[f"{ip_address(address).reverse_pointer}.", "PTR"].add(f"{entry.names[0]}.")
    return found


def served(rows: list[list[str]]) -> dict[tuple[str, str], set[str]]:
    """Return the same of what was answered, less what the zone has of its own."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, _, _, kind, data in rows:
        if kind in ("A", "AAAA", "PTR") and name != "ns1.pod.example.":
            found[name, kind].add(data)
    return found


@pytest.mark.parametrize("names", ["hosts", "interfaces"])
def test_every_name_and_every_address_is_answered_one_by_one(tmp_path: Path, names: str) -> None:
    pod = pod_of(1, names=names)
    files, zones = files_of(pod)
    lay(tmp_path, files)
    assert complaints(tmp_path, zones) == []
    rows = ask(tmp_path, "pod.example", [f"{name} {kind}" for name, kind in wanted(pod)])
    assert served(rows) == wanted(pod)


def test_the_zone_says_who_answers_for_it_and_what_it_holds(tmp_path: Path) -> None:
    pod = pod_of(1)
    lay(tmp_path, files_of(pod)[0])
    assert pod.services.dns is not None
    rows = ask(tmp_path, "pod.example", ["pod.example SOA", "pod.example NS", "ns1.pod.example AAAA", "_podwright.pod.example TXT", "8.10.in-addr.arpa SOA"])
    said = {(name, kind, data) for name, _, _, kind, data in rows}
    assert ("pod.example.", "NS", "ns.other.example.") in said
    assert ("ns1.pod.example.", "AAAA", "2001:db8::53") in said
    assert ("_podwright.pod.example.", "TXT", f'"content={pod.services.dns.content}"') in said
    assert ("8.10.in-addr.arpa.", "SOA", "ns1.pod.example. hostmaster.pod.example. 7 14400 3600 1209600 3600") in said


def test_pools_of_every_width_have_zones_that_bind_takes(tmp_path: Path) -> None:
    dns = pod_of(1).services.dns
    assert dns is not None
    zones = [
        ReverseZone("64-26.2.0.192.in-addr.arpa", "192.0.2.64/26"),
        ReverseZone("100.51.198.in-addr.arpa", "198.51.100.0/24"),
        ReverseZone("19.172.in-addr.arpa", "172.19.0.0/16"),
        ReverseZone("10.in-addr.arpa", "10.0.0.0/8"),
        ReverseZone("0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "2001:db8::/48"),
    ]
    addresses = ("192.0.2.70", "198.51.100.9", "172.19.255.1", "10.1.2.3")
    names = tuple(NameEntry(v4, f"2001:db8::{index}", (f"h{index}.pod.example", f"h{index}")) for index, v4 in enumerate(addresses, start=1))
    pod = replace(pod_of(1), services=replace(pod_of(1).services, dns=replace(dns, reverse=tuple(zones))))
    pod = replace(pod, hosts=replace(pod.hosts, names=names))
    files, names_of_zones = files_of(pod)
    lay(tmp_path, files)
    assert complaints(tmp_path, names_of_zones) == []
    asked = [f"{name} {kind}" for name, kind in wanted(pod) if not name.startswith("70.2.0")]
    rows = ask(tmp_path, "pod.example", [*asked, "70.64-26.2.0.192.in-addr.arpa PTR"])
    assert served(rows)["70.64-26.2.0.192.in-addr.arpa.", "PTR"] == {"h1.pod.example."}
    assert {key: data for key, data in served(rows).items() if "64-26" not in key[0]} == {
        key: data for key, data in wanted(pod).items() if not key[0].startswith("70.2.0")
    }


@pytest.mark.soak
def test_a_large_pod_is_served_whole(tmp_path: Path) -> None:
    pod = pod_of(16, addresses=wide_pools())
    files, zones = files_of(pod)
    lay(tmp_path, files)
    assert complaints(tmp_path, zones) == []
    rows = ask(tmp_path, "pod.example", [f"{zone} AXFR" for zone in zones])
    assert served(rows) == wanted(pod)
