"""A hardware file is read strictly, and all that is wrong with it is told at once, by line and column."""

from pathlib import Path

import pytest

from podwright.spec.errors import SpecErrors
from podwright.spec.hardware import HardwareRow, load_hardware, parse_hardware

HEADER = "device,port,mac,guid,serial\n"


def refusals(text: str | bytes) -> list[str]:
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(SpecErrors) as refused:
        parse_hardware(content, name="hardware.csv")
    return str(refused.value).splitlines()


def rows(text: str) -> tuple[HardwareRow, ...]:
    return parse_hardware((HEADER + text).encode(), name="hardware.csv")


def test_a_stack_without_the_file_knows_nothing(tmp_path: Path) -> None:
    assert load_hardware(tmp_path) == ()


def test_the_file_of_a_stack_is_read(tmp_path: Path) -> None:
    (tmp_path / "hardware.csv").write_text(HEADER + "a,,,,S1\n")
    assert load_hardware(tmp_path) == (HardwareRow("a", "", None, None, "S1"),)


@pytest.mark.parametrize("form", ["b8:ce:f6:00:00:01", "B8-CE-F6-00-00-01", "b8ce.f600.0001", "B8CEF6000001", "0xb8cef6000001"])
def test_a_mac_is_taken_in_every_form_that_labels_and_programs_print(form: str) -> None:
    assert rows(f"a,p,{form},,\n")[0].mac == "b8:ce:f6:00:00:01"


@pytest.mark.parametrize(
    "form", ["0xb8cef60300000001", "B8CEF60300000001", "b8ce:f603:0000:0001", "b8:ce:f6:03:00:00:00:01", "B8-CE-F6-03-00-00-00-01", "0XB8CEF60300000001"]
)
def test_a_guid_is_taken_in_every_form_that_labels_and_programs_print(form: str) -> None:
    assert rows(f"a,p,,{form},\n")[0].guid == "0xb8cef60300000001"


def test_lines_of_other_systems_quotes_and_a_mark_at_the_start_are_fine() -> None:
    content = ("\ufeff" + HEADER + 'a,p,"b8:ce:f6:00:00:01",,"no 1, left"\n').replace("\n", "\r\n").encode()
    assert parse_hardware(content, name="x") == (HardwareRow("a", "p", "b8:ce:f6:00:00:01", None, "no 1, left"),)


def test_everything_wrong_is_told_at_once_with_line_and_column() -> None:
    told = refusals(HEADER + "a,p,b8:ce:f6:00:00,,\nb,q,,0x12,\n,r,,,S\nc,s\nd,t,,,\ne,,b8:ce:f6:00:00:01,,\nf,u,01:00:5e:00:00:01,,\n")
    assert [line.split(": ")[0] for line in told] == [
        "hardware.csv:2:5 mac",
        "hardware.csv:3:6 guid",
        "hardware.csv:4:1 device",
        "hardware.csv:5:1",
        "hardware.csv:6:5 mac",
        "hardware.csv:7:3 port",
        "hardware.csv:8:5 mac",
    ]


def test_swapped_columns_are_recognised() -> None:
    assert refusals(HEADER + "a,p,0xb8cef60300000001,b8:ce:f6:00:00:01,\n") == [
        "hardware.csv:2:5 mac: 0xb8cef60300000001 is a GUID. It goes into the column guid.",
        "hardware.csv:2:24 guid: b8:ce:f6:00:00:01 is a MAC address. It goes into the column mac.",
    ]


def test_nothing_stands_twice_but_the_number_of_one_card() -> None:
    assert refusals(HEADER + "a,p,b8:ce:f6:00:00:01,,S1\na,p,,0xb8cef60300000001,S1\nb,p,B8-CE-F6-00-00-01,,\nb,q,,,S1\n") == [
        "hardware.csv:3:1 port: a/p already stands in line 2. Drop one of them.",
        "hardware.csv:4:1 mac: b8:ce:f6:00:00:01 already stands at a/p in line 2. Drop one of them.",
        "hardware.csv:5:1 serial: S1 already stands at a/p in line 2. Drop one of them.",
    ]


def test_lines_out_of_order_are_told_once_since_sorted_files_merge() -> None:
    (told,) = refusals(HEADER + "b,p,,,S1\na,p,,,S2\na,a,,,S3\n")
    assert told.startswith("hardware.csv:3:1: a/p stands behind b/p. Sort the lines")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (HEADER.encode("utf-16"), "hardware.csv:1:1: the file is UTF-16, not UTF-8 text. Save it as CSV in UTF-8."),
        (b"PK\x03\x04", "hardware.csv:1:1: the file is a workbook, not UTF-8 text. Save it as CSV in UTF-8."),
        (HEADER.encode() + b"a,p,,,S\xe9\n", "hardware.csv:2:8: byte 0xE9 is not UTF-8. Save the file as UTF-8."),
        (HEADER.replace(",", ";").encode(), "hardware.csv:1:7: semicolons stand between the columns. Save it with commas."),
        (b"", "hardware.csv:1:1: the file declares nothing. Write device,port,mac,guid,serial as the first line."),
        (b"device,mac\n", "hardware.csv:1:1: device,mac is not the line of column names. Write device,port,mac,guid,serial as the first line."),
    ],
)
def test_another_kind_of_file_is_told_as_what_it_is(content: bytes, told: str) -> None:
    assert refusals(content) == [told]


def test_a_file_cut_in_the_middle_of_a_line_is_told_there() -> None:
    (told,) = refusals(HEADER + "a,p,b8:ce:f6:00:00:01,,S1\nb,p,b8:ce:f6:")
    assert told.startswith("hardware.csv:3:1: 3 columns where 5 go.")
