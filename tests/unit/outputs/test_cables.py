"""The cable sheet says of every cable what the plan says, and nothing is lost on the way back."""

import csv
import dataclasses
import io

from podwright.outputs.cables import COLUMNS, cable_sheet
from podwright.plan.types import Plan
from unit.outputs.small_plan import small_plan


def rows_of(plan: Plan) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(cable_sheet(plan.physical, plan.fabric))))


def test_first_columns_are_those_that_mission_control_reads() -> None:
    first_line = cable_sheet(small_plan().physical, small_plan().fabric).splitlines()[0]
    source = "BUNDLE_ID,SEQ,SRC_RACKROLE,SRC_RACK,SRC_U,SRC_NAME,SRC_HCA_PORT,SRC_TRANSCEIVER"
    assert first_line.startswith(f"{source},DST_RACKROLE,DST_RACK,DST_U,DST_NAME,DST_PORT,DST_TRANSCEIVER,")
    assert first_line.split(",") == list(COLUMNS)


def test_one_line_a_cable_in_label_order() -> None:
    labels = [row["LABEL"] for row in rows_of(small_plan())]
    assert labels == [
        "u000-r01-s01/up1",
        "u000-r01-s01/up2",
        "u001-r01-n01/ib0",
        "u001-r01-n01/ib1",
        "u001-r01-n02/ib0",
        "u001-r01-n02/ib1",
    ]


def test_reading_the_sheet_gives_back_every_cable_of_the_plan() -> None:
    plan = small_plan(unit_count=2, rack_count=3)
    read = {
        (row["LABEL"], row["FABRIC"], row["SRC_NAME"], row["SRC_HCA_PORT"], row["DST_NAME"], row["DST_PORT"], int(row["RATE_GBPS"]), row["MEDIUM"])
        for row in rows_of(plan)
    }
    assert read == {(one.label, one.fabric, one.a_device, one.a_port, one.b_device, one.b_port, one.rate_gbps, one.medium) for one in plan.fabric.cables}


def test_both_ends_say_rack_unit_and_connector() -> None:
    row = next(row for row in rows_of(small_plan()) if row["LABEL"] == "u001-r01-n02/ib1")
    assert (row["SRC_RACKROLE"], row["SRC_RACK"], row["SRC_U"], row["SRC_TRANSCEIVER"]) == ("compute", "small-u001-r01", "10", "OSFP")
    assert (row["DST_RACKROLE"], row["DST_RACK"], row["DST_U"], row["DST_TRANSCEIVER"]) == ("network", "small-u000-r01", "40", "OSFP")


def test_a_bundle_and_its_number_name_one_cable() -> None:
    rows = rows_of(small_plan(unit_count=2, rack_count=2))
    assert len({(row["BUNDLE_ID"], row["SEQ"]) for row in rows}) == len(rows)
    assert [row["SEQ"] for row in rows if row["BUNDLE_ID"] == "compute.node_leaf.u001-r01.u000-r01"] == ["1", "2", "3", "4"]


def test_a_unit_that_is_added_changes_no_line_that_stood() -> None:
    before, after = small_plan(unit_count=1, rack_count=2), small_plan(unit_count=2, rack_count=2)
    old, new = cable_sheet(before.physical, before.fabric).splitlines(), cable_sheet(after.physical, after.fabric).splitlines()
    assert [line for line in new if line in old] == old


def test_a_value_with_comma_quote_and_line_break_comes_back_whole() -> None:
    plan = small_plan()
    awkward = 'fibre, "long"\nred'
    cables = tuple(cable._replace(medium=awkward) for cable in plan.fabric.cables)
    sheet = cable_sheet(plan.physical, dataclasses.replace(plan.fabric, cables=cables))
    assert {row["MEDIUM"] for row in csv.DictReader(io.StringIO(sheet, newline=""))} == {awkward}
