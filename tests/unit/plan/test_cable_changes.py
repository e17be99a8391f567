"""Every changed attribute of a cable that stands is told, once, with what it asks for; nothing else is."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from podwright.plan.difference import Cost, Delta, diff
from podwright.plan.names import PortName
from podwright.plan.types import Cable, Plan
from unit.pods import plan

LABEL = "u001-r01-n01/ibp79s0"
Change = Callable[[Plan], Plan]


@pytest.fixture(scope="module")
def pod() -> Plan:
    return plan("starter-h100", 1)


def cables(old: Plan, new: Plan) -> list[Delta]:
    return [row for row in diff(old, new) if row.kind == "cable"]


def with_cable(change: Callable[[Cable], Cable]) -> Change:
    def changed(pod: Plan) -> Plan:
        rows = tuple(change(cable) if cable.label == LABEL else cable for cable in pod.fabric.cables)
        return replace(pod, fabric=replace(pod.fabric, cables=rows))

    return changed


def with_connector(pod: Plan) -> Plan:
    device, port = next((cable.b_device, cable.b_port) for cable in pod.fabric.cables if cable.label == LABEL)
    rows = tuple(row._replace(connector="other") if (row.device, row.name) == (device, port) else row for row in pod.fabric.ports)
    return replace(pod, fabric=replace(pod.fabric, ports=rows))


def with_bundle(pod: Plan) -> Plan:
    rows = tuple(row._replace(name="compute.tray-2") if row.fabric == "compute" else row for row in pod.pulling.bundles)
    return replace(pod, pulling=replace(pod.pulling, bundles=rows))


def with_node_higher(pod: Plan) -> Plan:
    rows = tuple(replace(row, lowest_u=row.lowest_u + 1) if row.name == "pod-u001-r01-n01" else row for row in pod.physical.devices)
    return replace(pod, physical=replace(pod.physical, devices=rows))


def of_one(rows: list[Delta]) -> tuple[Cost, str]:
    (found,) = (row for row in rows if row.name == LABEL)
    return found.cost, found.text


@pytest.mark.parametrize(
    ("change", "cost", "text"),
    [
        (with_cable(lambda row: row._replace(b_port=PortName("1/1"))), Cost.DRAIN, "far end pod-u001-r01-s01/2/1 -> pod-u001-r01-s01/1/1"),
        (with_cable(lambda row: row._replace(rate_gbps=200)), Cost.DRAIN, "rate 400G -> 200G"),
        (with_cable(lambda row: row._replace(leg=2)), Cost.DRAIN, "leg none -> 2"),
        (with_cable(lambda row: row._replace(medium="ndr-dac")), Cost.DRAIN, "medium ndr-mpo -> ndr-dac, part mfp7e10 -> none"),
        (with_cable(lambda row: row._replace(length_m=5.0)), Cost.DRAIN, "length 3 m -> 5 m, part mfp7e10 -> none"),
        (with_connector, Cost.DRAIN, "connectors osfp and osfp -> osfp and other"),
        (with_bundle, Cost.LIVE, "bundle compute.node_leaf.u001-r01.u001-r01 -> compute.tray-2"),
        (with_node_higher, Cost.LIVE, "near end at pod-u001-r01 U3 -> pod-u001-r01 U4"),
    ],
    ids=["far end", "rate", "leg", "medium", "length", "connector", "bundle", "place"],
)
def test_a_changed_attribute_is_told_with_what_it_asks_for(pod: Plan, change: Change, cost: Cost, text: str) -> None:
    told, words = of_one(cables(pod, change(pod)))
    assert (told, words[: len(text)]) == (cost, text)


def test_a_changed_colour_is_told_of_the_cables_that_have_it_and_of_no_others(pod: Plan) -> None:
    red = plan("starter-h100", 1, cabling={"colours": [{"fabric": "compute", "rail": 2, "colour": "red"}]})
    assert [(row.name, row.cost, row.text) for row in diff(pod, red)] == [(f"u001-r01-n0{node}/ibp79s0", Cost.LIVE, "colour blue -> red") for node in (1, 2)]


def test_a_cable_that_changes_in_several_ways_is_one_row_of_the_gravest_cost(pod: Plan) -> None:
    red = plan("starter-h100", 1, cabling={"colours": [{"fabric": "compute", "rail": 2, "colour": "red"}]})
    assert of_one(cables(pod, with_cable(lambda row: row._replace(rate_gbps=200))(red))) == (Cost.DRAIN, "rate 400G -> 200G, colour blue -> red")


def test_other_modules_on_the_same_fibre_are_told_once_a_tier(pod: Plan) -> None:
    rows = tuple(replace(row, b_module="mma4z00-ns-2") if row.fabric == "compute" else row for row in pod.fabric.parts)
    (found,) = diff(pod, replace(pod, fabric=replace(pod.fabric, parts=rows)))
    assert (found.kind, found.cost) == ("cable part", Cost.DRAIN)
    assert found.text.endswith("-> mma4z00-ns-flt and mma4z00-ns-2")


def test_cables_that_are_pulled_in_another_order_stand_as_they_are(pod: Plan) -> None:
    rows = tuple(row._replace(order=row.order + 7) for row in pod.pulling.bundles)
    assert diff(pod, replace(pod, pulling=replace(pod.pulling, bundles=rows))) == ()
