"""Cables are pulled bundle by bundle, the longest first; colours are the person's, else their fabric's."""

from collections import Counter
from itertools import pairwise

import pytest

from podwright.plan.finding import Infeasible
from podwright.plan.types import Plan, Strand, Tier
from podwright.spec.errors import SpecErrors
from podwright.spec.load import parse
from unit.pods import SUPERPOD, plan

PLANES = "era-2-8-9-800"
POD = "version: 1\nname: lab\narchitecture: a\nscalable_units: 1\nsite: {domain: lab.example}\n"


def colours(pod: Plan) -> dict[tuple[str, int, int | None], str]:
    return {(row.fabric, row.plane, row.rail): row.colour for row in pod.pulling.strands}


def test_every_cable_lies_in_exactly_one_bundle() -> None:
    pod = plan(SUPERPOD)
    racks = {device.name: device.rack for device in pod.physical.devices}
    counted = Counter((cable.fabric, cable.tier, racks[cable.a_device], racks[cable.b_device]) for cable in pod.fabric.cables if cable.leg < 2)
    assert {(row.fabric, row.tier, row.a_rack, row.b_rack): row.cable_count for row in pod.pulling.bundles} == counted


def test_racks_follow_their_names_and_in_a_rack_the_longest_bundle_goes_first() -> None:
    rows = plan(SUPERPOD).pulling.bundles
    assert [row.pulled_at for row in rows] == sorted(row.pulled_at for row in rows)
    for one, other in pairwise(rows):
        assert other.order == (one.order + 1 if one.pulled_at == other.pulled_at else 1)
        assert one.pulled_at != other.pulled_at or one.length_m >= other.length_m


def test_a_bundle_is_pulled_at_the_rack_of_the_unit_else_at_the_later_one() -> None:
    for row in plan(SUPERPOD).pulling.bundles:
        unit_racks = {rack for rack in (row.a_rack, row.b_rack) if not rack.startswith("pod-u000")}
        assert row.pulled_at == max(unit_racks or {row.a_rack, row.b_rack})


def test_the_name_of_a_bundle_is_that_of_the_cable_sheet() -> None:
    from podwright.outputs.cables import bundle_name

    pod = plan()
    devices = {device.name: device for device in pod.physical.devices}
    assert {row.name for row in pod.pulling.bundles} == {bundle_name(row, devices[row.a_device], devices[row.b_device]) for row in pod.fabric.cables}


def test_a_unit_that_is_added_renumbers_no_bundle_of_another_unit_and_keeps_the_sequence_of_all() -> None:
    growth = {"growth": {"scalable_units": 2}}
    before, after = plan(SUPERPOD, 1, **growth).pulling.bundles, plan(SUPERPOD, 2, **growth).pulling.bundles
    stood = {row.name for row in before}
    assert [row.name for row in after if row.name in stood] == [row.name for row in before]
    orders = {row.name: row.order for row in after}
    of_units = [row for row in before if not row.pulled_at.startswith("pod-u000")]
    assert of_units
    assert {row.name: row.order for row in of_units} == {row.name: orders[row.name] for row in of_units}


def test_a_cable_that_splits_is_pulled_once() -> None:
    pod = plan("dgx-superpod-b300-spectrum")
    legs = [cable for cable in pod.fabric.cables if cable.leg]
    assert legs
    assert sum(row.cable_count for row in pod.pulling.bundles) == len(pod.fabric.cables) - sum(cable.leg > 1 for cable in legs)


def test_colours_that_nobody_chose_are_those_of_the_fabrics() -> None:
    assert {(row.fabric, row.colour) for row in plan().pulling.strands} == {
        ("compute", "blue"),
        ("storage", "orange"),
        ("in_band", "green"),
        ("out_of_band", "brown"),
    }


def test_the_entry_that_says_most_gives_the_colour() -> None:
    rules = [
        {"fabric": "compute", "colour": "white"},
        {"fabric": "compute", "plane": 1, "colour": "red"},
        {"fabric": "compute", "rail": 0, "colour": "aqua"},
        {"fabric": "compute", "plane": 1, "rail": 0, "colour": "rose"},
    ]
    found = colours(plan(PLANES, cabling={"colours": rules}))
    assert [found["compute", plane, rail] for plane in (0, 1) for rail in (None, 0, 1)] == ["white", "aqua", "white", "red", "rose", "red"]


def test_every_switch_of_two_planes_knows_its_own_and_no_cable_between_switches_joins_two() -> None:
    pod = plan(PLANES, 2)
    planes = dict(pod.pulling.planes)
    between = [cable for cable in pod.fabric.cables if cable.fabric == "compute" and cable.tier in (Tier.LEAF_SPINE, Tier.SPINE_CORE)]
    assert set(planes.values()) == {0, 1}
    assert all(planes[cable.a_device] == planes[cable.b_device] for cable in between)


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ({"fabric": "storag"}, "the pod has no fabric storag. Name one of compute, storage, in_band, out_of_band"),
        ({"fabric": "compute", "rail": 8}, "rail 8 of compute, which has 8, counted from 0. Give one from 0 to 7, or drop the entry"),
        ({"fabric": "compute", "plane": 1}, "plane 1 of compute, which has 1, counted from 0. Give one from 0 to 0, or drop the entry"),
    ],
)
def test_a_colour_for_what_the_pod_does_not_have_is_refused(rule: dict[str, object], what: str) -> None:
    with pytest.raises(Infeasible, match="P430 cabling") as refused:
        plan(cabling={"colours": [rule | {"colour": "red"}]})
    assert str(refused.value) == f"P430 cabling.colours[0]: {what}."


def test_two_entries_about_the_same_cables_are_refused_where_they_stand() -> None:
    text = POD + "cabling:\n  colours:\n    - {fabric: compute, colour: red}\n    - {fabric: compute, colour: blue}\n"
    with pytest.raises(SpecErrors, match="entries 1 and 2 are about the same cables") as refused:
        parse(text.encode(), name="pod.yaml")
    assert [(error.line, error.where) for error in refused.value.errors] == [(7, "cabling.colours")]


def test_strands_are_one_a_fabric_plane_and_rail() -> None:
    rows = plan(PLANES).pulling.strands
    assert len({(row.fabric, row.plane, row.rail) for row in rows}) == len(rows)
    assert Strand("compute", 1, None, "blue") in rows
