"""A sheet is read in every form that spreadsheets write, or refused in a line that says what to do."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from podwright.outputs.cabling.returned.fault import Unread, sentence
from podwright.outputs.cabling.returned.table import read_table

TEXT = "LABEL,SERIAL\na/1,Å1\nb/2,S2\n"
ROWS = ((2, ("a/1", "Å1")), (3, ("b/2", "S2")))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TEXT.encode(), id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="UTF-8 with its mark"),
        pytest.param(TEXT.encode("utf-16"), id="UTF-16 as Excel writes Unicode text"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="UTF-16, big end first"),
        pytest.param(TEXT.replace(",", ";").encode(), id="semicolons"),
        pytest.param(TEXT.replace(",", "\t").encode("utf-16"), id="tabs"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), id="lines of Windows"),
        pytest.param(TEXT.replace("S2", "S2,,").replace("SERIAL", "SERIAL,,").encode(), id="padded lines"),
        pytest.param('LABEL,SERIAL\na/1,="Å1"\n"=""b/2""",S2\n'.encode(), id="formulas that keep a text"),
        pytest.param(TEXT.replace("\n", "\r").encode(), id="lines of old Macs"),
        pytest.param(TEXT.replace("S2", "S2\N{NO-BREAK SPACE} ").encode(), id="blanks behind"),
        pytest.param('LABEL,SERIAL\n"a/1"," Å1 "\nb/2,S2\n\n,\n'.encode(), id="quotes, spaces, empty lines"),
    ],
)
def test_a_sheet_is_read_in_every_form_that_says_what_it_is(content: bytes) -> None:
    found = read_table(content)
    assert (found.columns, found.rows, found.faults) == (("LABEL", "SERIAL"), ROWS, ())


def test_the_line_that_names_the_separator_is_obeyed_and_counted() -> None:
    assert read_table("sep=;\nLABEL;SERIAL\na/1;Å1\n".encode()).rows == ((3, ("a/1", "Å1")),)


def test_a_workbook_is_read_as_people_see_it() -> None:
    book = Workbook()
    for line in (["LABEL", "SERIAL", "DATE"], ["a/1", 42.0, None], [None, None, None], ["b/2", "S2", None]):
        book.active.append(line)
    content = io.BytesIO()
    book.save(content)
    assert read_table(content.getvalue()).rows == ((2, ("a/1", "42", "")), (4, ("b/2", "S2", "")))


def test_a_number_that_a_workbook_has_rounded_is_read_as_it_shows_it() -> None:
    """Excel keeps 15 digits: 20240315123456789 comes back as 20240315123456800, which is nobody's serial number."""
    found = read_table(workbook(["LABEL", "SERIAL"], ["a/1", 20240315123456800], ["b/2", 2.02403151234568e16], ["c/3", 240315123456789]))
    assert [cells[1] for _, cells in found.rows] == ["2.02403151234568E+16", "2.02403151234568E+16", "240315123456789"]


def test_the_sheet_of_cables_is_read_wherever_it_stands_in_the_workbook() -> None:
    book = Workbook()
    book.active.append(["Delivery note"])
    for line in (["LABEL", "SERIAL"], ["a/1", "S1"]):
        (book["Cables"] if "Cables" in book.sheetnames else book.create_sheet("Cables")).append(line)
    assert read_table(saved(book)).rows == ((2, ("a/1", "S1")),)


def test_all_lines_are_read_though_the_workbook_says_that_it_is_smaller() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["LABEL", "SERIAL"], ["a/1", "S1"], ["b/2", "S2"]))) as whole, zipfile.ZipFile(content, "w") as told:
        for name in whole.namelist():
            part = whole.read(name)
            told.writestr(name, part.replace(b'<dimension ref="A1:B3"', b'<dimension ref="A1"') if name.endswith("sheet1.xml") else part)
    assert len(read_table(content.getvalue()).rows) == 2


def workbook(*lines: list[object]) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    return saved(book)


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"", 0, "the file is empty"),
        (b"\xef\xbb\xbf \r\n", 0, "the file is empty"),
        (TEXT.encode("latin-1"), 2, "byte 0xc5 is not UTF-8 (in Latin-1 it would be 'Å')"),
        (TEXT.encode("utf-16-le"), 0, "the file is UTF-16 without a byte order mark, or no text"),
        (b"\xff\xfeL", 0, "the file begins as UTF-16 and does not go on so"),
        (b"\xd0\xcf\x11\xe0rest", 0, "this is a workbook of the form before 2007 (.xls)"),
        (b"PK\x03\x04cut", 0, "this is no .xlsx workbook (BadZipFile), or it was cut"),
        (b'LABEL,SERIAL\na/1,"S1\nb/2,S2\n', 2, "a quote is open, or text stands behind one (unexpected end of data)"),
    ],
)
def test_what_is_no_sheet_is_refused_in_one_line(content: bytes, line: int, what: str) -> None:
    with pytest.raises(Unread) as refused:
        read_table(content)
    assert (refused.value.fault.line, refused.value.fault.what) == (line, what)
    assert "\n" not in sentence("sheet.csv", refused.value.fault)


def test_the_byte_that_is_not_utf_8_is_found_by_line_and_column() -> None:
    with pytest.raises(Unread) as refused:
        read_table(TEXT.encode("latin-1"))
    assert sentence("s.csv", refused.value.fault) == "s.csv:2:5 P434: byte 0xc5 is not UTF-8 (in Latin-1 it would be 'Å'). Save it as CSV UTF-8, or as .xlsx."


def test_a_line_that_was_cut_and_one_that_is_too_long_are_told_by_line() -> None:
    found = read_table(b"LABEL,A_PORT,SERIAL\na/1,p,S1\nb/2,p,S2,more\nc/3,p\n")
    assert [(fault.line, fault.what) for fault in found.faults] == [(3, "4 cells stand under 3 column names"), (4, "the line ends after 2 of 3 cells")]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(Unread):
        read_table(content)
