"""What a returned sheet brings is checked line by line against the plan; nothing that is wrong or otherwise passes in silence."""

import re

import pytest

from podwright.outputs.cabling.returned.compare import compare
from podwright.outputs.cabling.returned.fault import Weight
from podwright.outputs.cabling.returned.table import read_table
from podwright.outputs.cabling.serials import Serial
from podwright.outputs.cabling.sheet import COLUMNS
from unit.outputs.cabling.cables import rows
from unit.outputs.cabling.returned.sheets import Lines, lines, returned, told, written

NODE = "u001-r01-n01/ibp154s0"
OTHER = "u001-r01-n02/ibp154s0"
THIRD = "u001-r01-n01/ibp206s0"
A_PORT, B_DEVICE, B_PORT = (COLUMNS.index(name) + 1 for name in ("A_PORT", "B_DEVICE", "B_PORT"))
LABEL, SERIAL, DATE = (COLUMNS.index(name) + 1 for name in ("LABEL", "SERIAL", "DATE"))


def line_of(found: Lines, label: str) -> int:
    """Return the number of a cable's line in the sheet."""
    return next(index for index, line in enumerate(found) if line["LABEL"] == label) + 2


def changed(column: str, value: str, label: str = NODE) -> object:
    def change(found: Lines) -> None:
        found[line_of(found, label) - 2][column] = value

    return change


AT = line_of(lines(), NODE)


def test_our_own_sheet_comes_back_without_a_word_and_all_its_serial_numbers_are_taken() -> None:
    result = returned()
    assert result.faults == ()
    assert {row.label for row in result.accepted} == {row.cable.label for row in rows()}
    assert result.accepted[0].date == "2026-11-02"


def test_the_order_of_lines_and_of_columns_makes_no_difference() -> None:
    found = [dict(reversed(line.items())) for line in reversed(lines())]
    result = compare(read_table(written(found)), rows(), {}, {})
    assert (result.faults, len(result.accepted)) == ((), len(rows()))


@pytest.mark.parametrize(("column", "typo"), [("A_DEVICE", "pod-u001-r01-nO1"), ("B_DEVICE", "pod-u001-r0l-s01")])
def test_a_typo_in_a_device_is_found_with_the_one_that_was_meant(column: str, typo: str) -> None:
    planned = lines()[AT - 2][column]
    result = returned(changed(column, typo))
    assert told(result) == [("P431", AT, COLUMNS.index(column) + 1, typo, "no device of the plan is called so", f"Did you mean {planned}?")]
    assert result.has_errors


def test_a_typo_in_a_port_is_found_with_the_one_that_was_meant() -> None:
    result = returned(changed("A_PORT", "ibp154so"))
    assert told(result) == [("P431", AT, A_PORT, "ibp154so", "pod-u001-r01-n01 has no cabled port ibp154so", "Did you mean ibp154s0?")]


def test_a_port_that_a_spreadsheet_made_a_date_of_is_told_so() -> None:
    result = returned(changed("B_PORT", "01-Feb"))
    assert "a spreadsheet made a date of it" in told(result)[0][4]


def test_a_typo_in_a_label_is_found_by_the_ends_of_the_line() -> None:
    result = returned(changed("LABEL", NODE.replace("s0", "sO")))
    assert told(result) == [("P431", AT, LABEL, NODE.replace("s0", "sO"), f"no cable has this label; the ends are those of {NODE}", f"Did you mean {NODE}?")]


def test_a_line_without_a_label_is_met_by_its_ends() -> None:
    result = returned(changed("LABEL", ""))
    assert result.faults == ()
    assert NODE in {row.label for row in result.accepted}


def test_a_line_that_tells_the_cable_from_its_other_end_is_met() -> None:
    def turned(found: Lines) -> None:
        line = found[AT - 2]
        for word in ("RACK", "U", "DEVICE", "PORT", "CONNECTOR", "TRANSCEIVER"):
            line[f"A_{word}"], line[f"B_{word}"] = line[f"B_{word}"], line[f"A_{word}"]

    assert returned(turned).faults == ()


def test_a_plug_at_another_port_is_a_difference_that_says_what_to_do_and_keeps_its_line_out() -> None:
    other = next(row for row in rows() if row.cable.label == OTHER)
    result = returned(changed("B_PORT", other.cable.b_port))
    here, there = f"{other.cable.b_device}/{other.cable.b_port}", "pod-u001-r01-s01/" + lines()[AT - 2]["B_PORT"]
    assert told(result) == []
    assert told(result, Weight.DIFFERENCE) == [
        (
            "P432",
            AT,
            B_PORT,
            NODE,
            f"it ends at {here}, which is planned for {OTHER}; planned is {there}",
            f"Move the plug to {there}, and return the line again",
        ),
        (
            "P436",
            line_of(lines(), OTHER),
            B_PORT,
            OTHER,
            f"its port {here} is told to hold the plug of {NODE} too (line {AT})",
            "Look which of the two is there, and return both lines again",
        ),
    ]
    assert {row.label for row in result.accepted} == {row.cable.label for row in rows()} - {NODE, OTHER}


def test_two_plugs_in_each_others_place_are_one_difference() -> None:
    def swap(found: Lines) -> None:
        one, other = (found[line_of(found, label) - 2] for label in (NODE, OTHER))
        one["B_PORT"], other["B_PORT"] = other["B_PORT"], one["B_PORT"]

    found = told(returned(swap), Weight.DIFFERENCE)
    assert len(found) == 1
    assert f"{OTHER} (line {line_of(lines(), OTHER)})" in found[0][4]
    assert found[0][5] == "Exchange the two plugs"


def test_two_labels_in_each_others_place_are_one_difference() -> None:
    def swap(found: Lines) -> None:
        one, other = (found[line_of(found, label) - 2] for label in (NODE, OTHER))
        one["LABEL"], other["LABEL"] = other["LABEL"], one["LABEL"]

    found = told(returned(swap), Weight.DIFFERENCE)
    assert [(row[3], row[4], row[5]) for row in found] == [
        (OTHER, f"its label and that of {NODE} (line {line_of(lines(), OTHER)}) are exchanged", "Exchange the two labels")
    ]


def test_three_plugs_in_a_circle_are_told_each_with_the_port_that_is_its_own() -> None:
    port = {line["LABEL"]: line["B_PORT"] for line in lines()}
    turns = {NODE: OTHER, OTHER: THIRD, THIRD: NODE}

    def turned(found: Lines) -> None:
        for label, other in turns.items():
            found[line_of(found, label) - 2]["B_PORT"] = port[other]

    faults = told(returned(turned), Weight.DIFFERENCE)
    assert {(row[0], row[3], row[5].partition(",")[0]) for row in faults} == {
        ("P432", label, f"Move the plug to pod-u001-r01-s01/{port[label]}") for label in turns
    }


def test_two_plugs_that_are_told_at_one_port_that_nobody_plans_for_either_are_told() -> None:
    third = next(row for row in rows() if row.cable.label == THIRD)

    def crowded(found: Lines) -> None:
        del found[line_of(found, THIRD) - 2]
        for label in (NODE, OTHER):
            found[line_of(found, label) - 2]["B_PORT"] = third.cable.b_port

    result = returned(crowded)
    assert [row[3] for row in told(result, Weight.DIFFERENCE) if row[0] == "P436"] == [OTHER]
    assert not {NODE, OTHER} & {row.label for row in result.accepted}


def test_another_length_than_planned_is_a_difference() -> None:
    result = returned(changed("LENGTH_M", "50"))
    assert [(row[0], row[1], row[3]) for row in told(result, Weight.DIFFERENCE)] == [("P432", AT, NODE)]
    assert told(result, Weight.DIFFERENCE)[0][4] == f"LENGTH_M is 50, planned is {lines()[AT - 2]['LENGTH_M']}"


def test_a_number_written_otherwise_is_no_difference() -> None:
    assert returned(changed("LENGTH_M", lines()[AT - 2]["LENGTH_M"] + ",0")).faults == ()


@pytest.mark.parametrize(("one", "other"), [("A_DEVICE", "A_PORT"), ("A_PORT", "B_PORT"), ("LABEL", "SERIAL"), ("A_DEVICE", "B_DEVICE")])
def test_two_columns_that_were_exchanged_are_one_error(one: str, other: str) -> None:
    def exchange(found: Lines) -> None:
        for line in found:
            line[one], line[other] = line[other], line[one]

    found = told(returned(exchange))
    assert len(found) == 1
    assert (found[0][0], found[0][1]) == ("P438", 1)
    assert f"{one} and {other}" in found[0][4]


def test_half_a_sheet_is_taken_and_the_other_half_is_named() -> None:
    def cut(found: Lines) -> None:
        del found[len(found) // 2 :]

    result = returned(cut)
    half = len(rows()) // 2
    assert (len(result.accepted), result.missing_count, result.has_errors) == (half, len(rows()) - half, False)
    assert told(result, Weight.NOTE)[0][4].startswith(f"{len(rows()) - half} of {len(rows())} cables are not in the sheet: ")


def test_a_cable_that_stands_twice_is_told_with_both_lines() -> None:
    result = returned(lambda found: found.append(dict(found[AT - 2], SERIAL="MT99")))
    assert told(result) == [("P433", len(rows()) + 2, LABEL, NODE, f"the cable already stands on line {AT}", "Drop one of the two lines")]


def test_a_serial_number_that_stands_twice_is_told_with_both_lines() -> None:
    result = returned(changed("SERIAL", lines()[line_of(lines(), OTHER) - 2]["SERIAL"]))
    assert [(row[0], row[2]) for row in told(result)] == [("P433", SERIAL)]
    assert f"is that of {NODE} on line {AT}" in told(result)[0][4]


def test_a_serial_number_that_another_cable_had_before_is_an_error() -> None:
    kept = {OTHER: Serial(OTHER, "MT99", "")}

    def change(found: Lines) -> None:
        found[AT - 2]["SERIAL"] = "MT99"
        del found[line_of(found, OTHER) - 2]

    assert "serial number MT99 is that of u001-r01-n02/ibp154s0, in cables.csv" in [row[4] for row in told(returned(change, kept=kept))]


def test_a_cable_that_was_exchanged_is_noted() -> None:
    result = returned(kept={NODE: Serial(NODE, "MT99", "")})
    assert [(row[3], row[4]) for row in told(result, Weight.NOTE)] == [(NODE, f"serial number MT{AT - 2:05} takes the place of MT99")]


def test_the_legs_of_one_cable_may_have_one_serial_number() -> None:
    def legs(found: Lines) -> None:
        for line in found:
            plug = re.sub(r"eth_p\d|s\d$", "", line["A_PORT"])
            line["SERIAL"] = f"{line['A_DEVICE']}{plug}" if line["LEG"] else ""

    result = returned(legs, architecture="dgx-superpod-b300-spectrum")
    assert told(result) == []
    assert len({row.serial for row in result.accepted}) * 2 == len(result.accepted)


def test_two_cables_that_split_may_not_have_one_serial_number_though_both_begin_at_one_host() -> None:
    legs = "u001-r01-n01/eth_p0_r0", "u001-r01-n01/eth_p1_r0", "u001-r01-n01/eth_p1_r1"
    table = read_table("\n".join(("LABEL,SERIAL", *(f"{label},X1" for label in legs))).encode())
    assert [row[3] for row in told(compare(table, rows("dgx-superpod-b300-spectrum"), {}, {}))] == [legs[2]]


def test_a_cable_that_stands_twice_is_told_wherever_its_second_line_has_it() -> None:
    other = next(row for row in rows() if row.cable.label == OTHER)
    result = returned(lambda found: found.append({**found[AT - 2], "B_PORT": other.cable.b_port, "SERIAL": "X9"}))
    assert [(row[0], row[3], row[4]) for row in told(result)] == [("P433", NODE, f"the cable already stands on line {AT}")]


def test_serial_numbers_and_days_in_each_others_column_are_one_error() -> None:
    def exchanged(found: Lines) -> None:
        for line in found:
            line["SERIAL"], line["DATE"] = line["DATE"], line["SERIAL"]

    assert [row[4] for row in told(returned(exchanged))] == ["columns are exchanged: SERIAL and DATE"]


def test_a_column_that_seems_to_hold_serial_numbers_and_is_not_read_is_noted() -> None:
    result = compare(read_table(f"LABEL,Serial (A side)\n{NODE},X1\n".encode()), rows(), {}, {})
    assert told(result, Weight.NOTE)[1][3:] == (
        "Serial (A side)",
        "no serial numbers are read from this column",
        "Name it SERIAL, or say --column serial='Serial (A side)', if it holds them",
    )
    assert result.accepted == ()


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("SERIAL", "1,23457E+12", "'1,23457E+12' is no serial number: a spreadsheet rounded it"),
        ("SERIAL", "MT 12", "'MT 12' is no serial number"),
        ("DATE", "02.11.2026", "02.11.2026 is no day"),
        ("SERIAL", "01-Mar", "'01-Mar' is no serial number: a spreadsheet made a date of it"),
        ("SERIAL", "Mar-24", "'Mar-24' is no serial number: a spreadsheet made a date of it"),
        ("SERIAL", "2024-03-01", "'2024-03-01' is no serial number: a spreadsheet made a date of it"),
        ("SERIAL", "#N/A", "'#N/A' is no serial number: a spreadsheet could not work it out"),
        ("SERIAL", "n/a", "'n/a' is no serial number"),
        ("SERIAL", "-", "'-' is no serial number"),
        ("DATE", "2026-13-01", "2026-13-01 is no day"),
        ("DATE", "2026-02-30", "2026-02-30 is no day"),
    ],
)
def test_what_is_no_serial_number_and_no_day_is_told(column: str, value: str, what: str) -> None:
    result = returned(changed(column, value))
    assert [(row[1], row[4]) for row in told(result)] == [(AT, what)]


def test_a_sheet_without_a_column_that_tells_the_cable_is_refused_with_the_likely_one() -> None:
    result = compare(read_table(b"LABLE,SERIAL\na,b\n"), rows(), {}, {})
    assert told(result) == [("P438", 1, 1, "", "no column holds the labels, and none the four ends", "Did you mean LABEL by LABLE?")]


def test_a_site_may_say_what_its_columns_are_called() -> None:
    table = read_table(f"Kabel;Serien-Nr.\n{NODE};X1\n".encode())
    result = compare(table, rows(), {}, {"label": "Kabel", "serial": "Serien-Nr."})
    assert result.accepted == (Serial(NODE, "X1", ""),)
    assert told(compare(table, rows(), {}, {"label": "Kable"})) == [
        ("P438", 1, 1, "Kable", "no column is called so, which was to hold the label", "Did you mean Kabel?")
    ]


def test_mission_controls_sheet_is_read_as_well() -> None:
    from podwright.outputs.cables import cable_sheet
    from unit.outputs.cabling.cables import pod

    result = compare(read_table(cable_sheet(pod().physical, pod().fabric).encode()), rows(), {}, {})
    assert result.faults == ()


def test_a_sheet_of_another_pod_is_refused_line_by_line_without_end() -> None:
    def foreign(found: Lines) -> None:
        for number, line in enumerate(found * 20):
            line["LABEL"], line["A_DEVICE"], line["B_DEVICE"] = f"x{number}", f"far-{number}", f"far-{number}"

    result = returned(foreign)
    assert len([fault for fault in result.faults if fault.code == "P431"]) == len(rows())
    assert result.accepted == ()
