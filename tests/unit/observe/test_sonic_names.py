"""Switches that run SONiC speak of their ports by names of their own: in every form that they tell, a pod that is wired as planned has no drift."""

import json
from collections.abc import Callable
from functools import cache

import pytest

from podwright.observe.compare import compare
from podwright.observe.drift import Comparison
from podwright.observe.observed import Observed
from podwright.observe.planned import planned
from podwright.observe.reading import Reading
from podwright.observe.round import of_ports
from podwright.plan.port_names import PanelPort, names_of_ports
from podwright.plan.types import Plan
from unit.observe.wire import End, Wires, heard, mac, swap, wires
from unit.pods import plan

FABRICS = ("compute", "in_band", "out_of_band")
Told = Callable[[str, PanelPort], dict[str, object]]


def alias(_device: str, port: PanelPort) -> dict[str, object]:
    """As lldpmgrd has set it (sonic-net/sonic-buildimage, dockers/docker-lldp/lldpmgrd)."""
    return {"id": {"type": "local", "value": port.alias}, "descr": port.name}


def before(_device: str, port: PanelPort) -> dict[str, object]:
    """As lldpd says it until then (lldpd.conf.j2: portidsubtype ifname)."""
    return {"id": {"type": "ifname", "value": port.name}, "descr": port.name}


def address(device: str, port: PanelPort) -> dict[str, object]:
    """As earlier images say it (sonic-net/sonic-buildimage issue 11008)."""
    return {"id": {"type": "mac", "value": mac(device)}, "descr": port.name}


@cache
def pod() -> Plan:
    return plan("era-2-8-9-400", fabrics={"ethernet": {"os": "sonic"}})


def own(end: End) -> str:
    """Return what the device at an end calls its port."""
    called = names_of_ports(pod().ethernet).get(end[0], {}).get(end[1])
    return called.name if called else end[1]


def neighbour(end: End, told: Told) -> dict[str, object]:
    called = names_of_ports(pod().ethernet).get(end[0], {}).get(end[1])
    port = told(end[0], called) if called else {"id": {"type": "ifname", "value": end[1]}}
    return {"via": "LLDP", "chassis": {end[0]: {"id": {"type": "mac", "value": mac(end[0])}}}, "port": port}


def talked(ends: Wires, told: Told, asked: frozenset[str]) -> Observed:
    """Return what these devices hear, each under its own names."""
    readings = []
    for device in sorted(asked):
        entries = [{own(end): neighbour(other, told)} for end, other in sorted(ends.items()) if end[0] == device]
        readings.append(Reading("lldp", device, "", json.dumps({"lldp": {"interface": entries}}), f"{device}.lldp.json"))
    return heard(readings)


def found(ends: Wires, told: Told, *, are_switches_asked: bool) -> Comparison:
    switches = {row.device for row in pod().ethernet.switches}
    asked = frozenset(device for device, _ in ends if (device in switches) == are_switches_asked)
    return compare(pod().physical, pod().fabric, talked(ends, told, asked), ethernet=pod().ethernet)


@pytest.mark.parametrize("told", [alias, before, address])
@pytest.mark.parametrize("are_switches_asked", [True, False])
def test_a_pod_of_sonic_switches_that_is_wired_as_planned_has_no_drift(told: Told, are_switches_asked: bool) -> None:
    comparison = found(wires(pod(), *FABRICS), told, are_switches_asked=are_switches_asked)
    assert comparison.drifts == ()
    assert sum(row.as_planned for row in comparison.tallies) > 0


def test_a_swap_at_a_sonic_switch_is_told_in_the_plan_s_names() -> None:
    ends = wires(pod(), *FABRICS)
    one, other = [end for end in sorted(ends) if end[0] == pod().ethernet.switches[0].device and ends[end][0].startswith("pod-u001")][:2]
    (drift,) = found(swap(ends, one, other), alias, are_switches_asked=True).drifts
    assert drift.kind == "swapped"
    assert {one, other} <= {(end.device, end.port) for end in drift.ends}


def test_a_sonic_switch_is_asked_of_its_ports_by_its_own_names() -> None:
    should = planned(pod().physical, pod().fabric, pod().ethernet)
    questions = {question.device: question.script for question in of_ports(should, pod().hosts, limit_s=1, with_switches=True)}
    switch = pod().ethernet.switches[0].device
    line = next(line for line in questions[switch].splitlines() if line.startswith("PORTS="))
    assert "Ethernet" in line
    assert "swp" not in line
