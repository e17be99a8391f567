"""The installer's sheet says of every cable what the plan says, bundle after bundle; labels stand at both ends."""

import csv
import io
from collections import Counter
from itertools import groupby

import pytest

from podwright.outputs.cables import cable_sheet
from podwright.outputs.cabling.serials import Serial, Unkept, merged, read_serials, serials_csv
from podwright.outputs.cabling.sheet import COLUMNS, bundle_sheet, installer_sheet, label_sheet
from unit.outputs.cabling.cables import pod, rows
from unit.pods import SUPERPOD

PODS = ("starter-h100", SUPERPOD, "era-2-8-9-800", "dgx-superpod-b300-spectrum")


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("architecture", PODS)
def test_every_cable_of_the_plan_has_one_line_with_both_ends(architecture: str) -> None:
    found = lines(installer_sheet(rows(architecture), {}))
    read = Counter((row["LABEL"], row["A_DEVICE"], row["A_PORT"], row["B_DEVICE"], row["B_PORT"], float(row["LENGTH_M"])) for row in found)
    assert read == Counter((row.label, row.a_device, row.a_port, row.b_device, row.b_port, row.length_m) for row in pod(architecture).fabric.cables)


@pytest.mark.parametrize("architecture", PODS)
def test_a_bundle_lies_together_and_racks_follow_each_other(architecture: str) -> None:
    found = lines(installer_sheet(rows(architecture), {}))
    bundles = [(rack, int(order), name) for (rack, order, name), _ in groupby(found, key=lambda row: (row["PULLED_AT"], row["ORDER"], row["BUNDLE"]))]
    assert len({name for _, _, name in bundles}) == len(bundles)
    assert bundles == sorted(bundles, key=lambda row: row[:2])


def test_bundle_and_number_are_those_of_the_mission_control_sheet() -> None:
    plan = pod()
    theirs = {row["LABEL"]: (row["BUNDLE_ID"], row["SEQ"]) for row in lines(cable_sheet(plan.physical, plan.fabric))}
    assert {row["LABEL"]: (row["BUNDLE"], row["SEQ"]) for row in lines(installer_sheet(rows(), {}))} == theirs


def test_plane_rail_and_leg_stand_where_a_cable_has_them() -> None:
    found = lines(installer_sheet(rows("era-2-8-9-800"), {}))
    compute = [row for row in found if row["FABRIC"] == "compute"]
    hosts = [row for row in compute if row["RAIL"]]
    assert {(row["A_PORT"], row["PLANE"], row["RAIL"]) for row in hosts} == {
        (f"eth_p{plane}_r{rail}", str(plane), str(rail)) for plane in (0, 1) for rail in range(8)
    }
    assert {row["LEG"] for row in lines(installer_sheet(rows("dgx-superpod-b300-spectrum"), {}))} >= {"", "1", "2"}


def test_serial_numbers_that_are_known_stand_in_the_sheet() -> None:
    label = rows()[3].cable.label
    found = lines(installer_sheet(rows(), {label: Serial(label, "MT2412X01234", "2026-11-02")}))
    assert [(row["LABEL"], row["SERIAL"], row["DATE"]) for row in found if row["SERIAL"]] == [(label, "MT2412X01234", "2026-11-02")]


def test_both_ends_of_a_cable_have_a_label_that_says_here_and_there() -> None:
    found = lines(label_sheet(rows()))
    assert len(found) == 2 * len(rows())
    for a, b in zip(found[::2], found[1::2], strict=True):
        assert (a["LABEL"], a["HERE"], a["THERE"], a["END"], b["END"]) == (b["LABEL"], b["THERE"], b["HERE"], "A", "B")
    node = next(row for row in found if row["LABEL"] == "u001-r01-n01/ibp154s0" and row["END"] == "A")
    assert node["HERE"] == "pod-u001-r01 U3 ibp154s0"
    pdu = next(row for row in found if row["LABEL"] == "u001-r01-p01/eth0" and row["END"] == "A")
    assert pdu["HERE"] == "pod-u001-r01 eth0"


def test_the_bundles_hold_all_cables() -> None:
    assert sum(int(row["CABLES"]) for row in lines(bundle_sheet(pod(SUPERPOD).pulling))) == len(pod(SUPERPOD).fabric.cables)


def test_the_columns_are_named_once() -> None:
    assert len(set(COLUMNS)) == len(COLUMNS)


def test_serial_numbers_are_kept_sorted_and_come_back() -> None:
    kept = {row.label: row for row in (Serial("b/1", "S2", ""), Serial("a/1", "S1", "2026-01-02"))}
    text = serials_csv(kept.values())
    assert text == "label,serial,date\na/1,S1,2026-01-02\nb/1,S2,\n"
    assert read_serials(text) == kept
    assert merged(kept, [Serial("b/1", "S3", "2026-02-03")])["b/1"].serial == "S3"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "the columns are not label, serial, date"),
        ("label,serial,date\na,S1,\n<<<<<<< ours\n", 3, "this is no label, serial number and date"),
        ("label,serial,date\na,S1,\na,S2,\n", 3, "a stands twice"),
    ],
)
def test_a_kept_file_that_a_merge_broke_is_refused_by_line(text: str, line: int, what: str) -> None:
    with pytest.raises(Unkept, match=what) as refused:
        read_serials(text)
    assert refused.value.line == line
