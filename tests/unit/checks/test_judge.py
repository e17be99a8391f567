"""Each check has a pod that breaks it, and no other finding comes with it."""

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import podwright.checks
from podwright.checks.judge import CHECKS, UNUSED_WAIVER, stops
from podwright.checks.judge import judge as judge_all
from podwright.plan.finding import Finding, Severity, sentence
from podwright.plan.types import Cable, Device, Plan
from podwright.spec.cluster import Clusters
from podwright.spec.pod import Growth, Waiver
from podwright.spec.services import Dns
from podwright.spec.site import Addresses, RackSupply, Site
from unit.checks.ethernet_breaks import ETHERNET
from unit.checks.infiniband_breaks import INFINIBAND
from unit.checks.install_breaks import INSTALL
from unit.checks.part_breaks import PARTS
from unit.checks.storage_breaks import STORAGE
from unit.checks.supply_breaks import COOLING, SUPPLY
from unit.checks.system_breaks import SYSTEM
from unit.pods import STARTER, SUPERPOD, plan

TENANT = ({"name": "all", "gpu_count": 16},)


TOLD_OF_EVERY_POD = "P108"
"""What published documents say against each other is no fault of a pod."""


def judge(pod: Plan) -> tuple[Finding, ...]:
    """Return what is wrong with the pod itself."""
    return tuple(finding for finding in judge_all(pod) if finding.code != TOLD_OF_EVERY_POD)


def sound(**words: object) -> Plan:
    """Return a starter pod without a finding."""
    return plan(STARTER, **({"tenants": TENANT} | words))


def supplied(**supply: object) -> Site:
    return Site(domain="pod.example", racks=RackSupply.model_validate(supply))


def served(*, tied: bool = False, **words: object) -> Plan:
    """Return a sound pod with zones, and their mark in the pod file if they are tied to it."""
    dns = Dns.model_validate({"serial": 1, "authorities": [{"name": "ns.other.example"}]} | words)
    pod = sound(site=Site(domain="pod.example", dns=dns))
    held = pod.services.dns
    assert held is not None
    return replace(pod, services=replace(pod.services, dns=replace(held, told_content=held.content))) if tied else pod


def with_cable(pod: Plan, index: int, **words: object) -> Plan:
    cables = list(pod.fabric.cables)
    cables[index] = cables[index]._replace(**words)
    return replace(pod, fabric=replace(pod.fabric, cables=tuple(cables)))


def with_device(pod: Plan, name: str, **words: object) -> Plan:
    devices = tuple(replace(device, **words) if device.name == name else device for device in pod.physical.devices)
    return replace(pod, physical=replace(pod.physical, devices=devices))


def swapped_rails() -> Plan:
    """Return a superpod whose first node has two rails exchanged at the leaves: every port still has one cable."""
    pod = plan(SUPERPOD, growth=Growth(scalable_units=2), tenants=({"name": "all", "gpu_count": 248},))
    cables: list[Cable] = list(pod.fabric.cables)
    one, other = (next(i for i, row in enumerate(cables) if row.label == f"u001-r01-n02/{port}") for port in ("ibp24s0", "ibp64s0"))
    a, b = cables[one], cables[other]
    cables[one], cables[other] = a._replace(b_device=b.b_device, b_port=b.b_port), b._replace(b_device=a.b_device, b_port=a.b_port)
    return replace(pod, fabric=replace(pod.fabric, cables=tuple(cables)))


def same_address_twice() -> Plan:
    pod = sound()
    rows = list(pod.fabric.addresses)
    loopbacks = [i for i, row in enumerate(rows) if row.fabric == "loopback"]
    rows[loopbacks[1]] = rows[loopbacks[1]]._replace(v4=rows[loopbacks[0]].v4)
    return replace(pod, fabric=replace(pod.fabric, addresses=tuple(rows)))


def same_name_twice() -> Plan:
    pod = sound()
    first, second, *rest = pod.hosts.names
    return replace(pod, hosts=replace(pod.hosts, names=(first, second._replace(names=first.names), *rest)))


def address_outside() -> Plan:
    pod = sound()
    first, *rest = pod.hosts.hosts
    moved = replace(first, interfaces=(first.interfaces[0]._replace(v4="192.0.2.1/24"), *first.interfaces[1:]))
    return replace(pod, hosts=replace(pod.hosts, hosts=(moved, *rest)))


def two_devices_in_a_slot() -> Plan:
    pod = sound()
    pdu: Device = next(device for device in pod.physical.devices if device.height_u == 0)
    return replace(pod, physical=replace(pod.physical, devices=(*pod.physical.devices, pdu)))


def cable_without_medium_plug() -> Plan:
    pod = sound()
    media = tuple(replace(medium, a_connector="lc") if medium.name == "cat6" else medium for medium in pod.fabric.media)
    return replace(pod, fabric=replace(pod.fabric, media=media))


def dropped_cable() -> Plan:
    pod = sound()
    return replace(pod, fabric=replace(pod.fabric, cables=pod.fabric.cables[1:]))


BREAKS: dict[str, tuple[str, Callable[[], Plan]]] = {
    "published_conflicts_are_told": (TOLD_OF_EVERY_POD, sound),
    "no_address_twice": ("P201", same_address_twice),
    "no_name_twice": ("P202", same_name_twice),
    "pools_hold_the_largest_size": (
        "P204",
        lambda: sound(addresses=Addresses.model_validate({"pools": {"in_band": {"v4": "10.8.0.0/20", "v6": "fd70:6f64:8::/48"}}})),
    ),
    "every_address_in_its_subnet": ("P206", address_outside),
    "authorities_can_be_found": ("P273", lambda: served(authorities=[{"name": "ns.pod.example"}], tied=True)),
    "zones_change_with_their_serial": ("P274", lambda: served(content="0" * 12)),
    "racks_are_fed": ("P301", lambda: sound(site=supplied(feed_kw=20.0))),
    "racks_are_high_enough": ("P302", lambda: sound(site=supplied(height_u=40))),
    "no_slot_twice": ("P303", two_devices_in_a_slot),
    "no_rack_unit_twice": ("P304", lambda: with_device(sound(), "pod-u001-r01-n02", lowest_u=4)),
    **SUPPLY,
    "every_cable_end_exists": ("P401", lambda: with_cable(sound(), 0, b_device="pod-u009-r01-s01")),
    "every_port_has_one_cable": ("P402", dropped_cable),
    "every_cable_fits": ("P404", cable_without_medium_plug),
    "rails_are_aligned": ("P405", swapped_rails),
    "upper_layers_have_room": ("P407", lambda: plan(SUPERPOD, tenants=({"name": "all", "gpu_count": 248},))),
    **PARTS,
    **INFINIBAND,
    **ETHERNET,
    **STORAGE,
    **INSTALL,
    **SYSTEM,
    **COOLING,
    "tenants_fit_the_pod": ("P701", lambda: replace(sound(), cluster=replace(sound().cluster, nodes=sound().cluster.nodes[:1]))),
    "every_gpu_has_a_tenant": ("P702", lambda: sound(tenants=({"name": "half", "gpu_count": 8},))),
    "versions_go_together": ("P901", lambda: sound(clusters=Clusters.model_validate({"kubernetes": {"version": "1.28.0"}}))),
}
"""By check: its code, and a pod that it alone finds fault with (an end that does not exist also leaves its old port without a cable: P402; more blocks than are sold
find no leaf for their cables: P504)."""

FOLLOWS = {"P401": {"P402"}, "P466": {"P467"}, "P505": {"P504"}}


def test_a_sound_pod_has_no_finding() -> None:
    assert judge(sound()) == ()


def test_every_check_has_a_pod_that_breaks_it() -> None:
    assert [check.__name__ for check in CHECKS] == list(BREAKS)


@pytest.mark.parametrize("check", BREAKS)
def test_the_check_finds_it_and_nothing_else_is_found(check: str) -> None:
    code, make = BREAKS[check]
    found = {finding.code for finding in judge_all(make())}
    assert code in found
    assert found - {code, TOLD_OF_EVERY_POD} <= FOLLOWS.get(code, set())


def test_every_public_function_of_the_room_is_in_the_list() -> None:
    folder = Path(podwright.checks.__file__).parent
    public = {
        node.name
        for path in folder.glob("*.py")
        if path.stem != "judge"
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and any(arg.arg == "plan" for arg in node.args.args)
    }
    assert public == {check.__name__ for check in CHECKS}


def test_a_cable_faster_than_its_port_is_found() -> None:
    pod = with_cable(sound(), 0, rate_gbps=800)
    assert {finding.code for finding in judge(pod)} == {"P403"}


def test_a_message_has_where_both_numbers_and_what_to_do() -> None:
    (finding,) = judge(sound(site=supplied(feed_kw=20.0)))
    assert sentence(finding) == (
        "P301 rack pod-u001-r01: 25.2 kW planned, 20.0 kW fed. Feed at least 25.2 kW (site.racks.feed_kw), or plan fewer nodes (warning above 18.0)."
    )


def test_a_rack_close_to_its_feed_is_warned_of() -> None:
    (finding,) = judge(sound(site=supplied(feed_kw=26.0)))
    assert (finding.code, finding.severity) == ("P305", Severity.WARNING)


def test_a_waived_error_does_not_stop_and_says_why() -> None:
    waiver = Waiver(code="P301", place="rack pod-u001-r01", reason="The second feed comes in spring.")
    findings = judge(sound(site=supplied(feed_kw=20.0), waivers=(waiver,)))
    assert [finding.waived_because for finding in findings] == [waiver.reason]
    assert not stops(findings)


def test_a_waiver_that_matches_nothing_is_a_finding() -> None:
    waiver = Waiver(code="P301", place="rack pod-u009-r01", reason="The second feed comes in spring.")
    assert [finding.code for finding in judge(sound(waivers=(waiver,)))] == [UNUSED_WAIVER]


def test_an_error_that_is_not_waived_stops() -> None:
    assert stops(judge(sound(site=supplied(feed_kw=20.0))))
