"""Labels hang at both ends and say here and there; the drawing of a bundle has every cable of it between its two ports."""

import re
from xml.etree import ElementTree

import pytest

from podwright.outputs.cabling.drawing import bundle_drawing
from podwright.outputs.cabling.labels import COLUMNS, ROWS, label_document, label_sheets, labels_of
from podwright.outputs.cabling.rows import CableRow
from podwright.outputs.cabling.svg import INK, NARROW, text
from podwright.spec.cabling import Colour
from unit.outputs.cabling.cables import rows
from unit.pods import SUPERPOD

SVG = "{http://www.w3.org/2000/svg}"


def parsed(drawing: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawing)  # noqa: S314 - the text is our own


def words(drawing: str) -> list[str]:
    return [element.text or "" for element in parsed(drawing).iter(f"{SVG}text")]


def bundle(architecture: str, tier: str) -> list[CableRow]:
    name = next(row.bundle.name for row in rows(architecture) if row.cable.tier == tier)
    return [row for row in rows(architecture) if row.bundle.name == name]


def test_every_end_has_its_label_and_sheets_are_full() -> None:
    sheets = list(label_sheets(labels_of(rows())))
    assert len(sheets) == -(-2 * len(rows()) // (COLUMNS * ROWS))
    found = [word for sheet in sheets for word in words(sheet)]
    assert all(found.count(row.cable.label) == 2 for row in rows())


def test_a_label_says_here_there_and_what_the_cable_is() -> None:
    label = next(label for label in labels_of(rows()) if label.label == "u001-r01-n01/ibp154s0" and label.end == "B")
    assert (label.here, label.there, label.about) == ("pod-u001-r01 U33 3/1", "pod-u001-r01 U3 ibp154s0", "compute  3 m  blue  400G")


def test_labels_of_one_rack_are_those_of_the_ends_in_it() -> None:
    rack = "pod-u001-r01"
    ends = [row.a.rack == rack for row in rows(SUPERPOD)] + [row.b.rack == rack for row in rows(SUPERPOD)]
    assert len(list(labels_of(rows(SUPERPOD), rack))) == sum(ends)


def test_all_sheets_are_one_page_that_asks_nothing_of_anyone() -> None:
    document = label_document(label_sheets(labels_of(rows())), "<pod>")
    assert "<title>&lt;pod&gt;</title>" in document
    assert "size:210mm 297mm" in document
    assert not re.findall(r'(?:src|href)="', document)


@pytest.mark.parametrize(("architecture", "tier"), [(SUPERPOD, "node_leaf"), (SUPERPOD, "leaf_spine"), ("starter-h100", "node_leaf")])
def test_the_drawing_of_a_bundle_has_each_cable_and_both_its_ports(architecture: str, tier: str) -> None:
    mine = bundle(architecture, tier)
    drawing = bundle_drawing(mine)
    titles = [element.text for element in parsed(drawing).iter(f"{SVG}title")]
    assert sorted(map(str, titles)) == sorted(row.cable.label for row in mine)
    for row in mine:
        assert any(word.startswith(row.cable.a_device) and word.endswith(f" {row.cable.a_port}") for word in words(drawing))
        assert any(word.startswith(row.cable.b_device) and word.endswith(f" {row.cable.b_port}") for word in words(drawing))


def test_a_line_joins_the_two_ports_of_its_cable() -> None:
    mine = bundle("starter-h100", "node_leaf")
    root = parsed(bundle_drawing(mine))
    height = {element.text: float(element.get("y", 0)) - 4 for element in root.iter(f"{SVG}text")}
    lines = {line.findtext(f"{SVG}title"): line for line in root.iter(f"{SVG}line")}
    for row in mine:
        line = lines[row.cable.label]
        near = next(y for word, y in height.items() if word and word.startswith(row.cable.a_device) and word.endswith(f" {row.cable.a_port}"))
        far = next(y for word, y in height.items() if word and word.startswith(row.cable.b_device) and word.endswith(f" {row.cable.b_port}"))
        assert (float(line.get("y1", 0)), float(line.get("y2", 0))) == (near, far)


def test_a_text_that_is_too_wide_is_written_smaller_and_never_cut() -> None:
    drawn = text(0, 0, "x" * 100, height=10, width=60)
    size = float(re.findall(r'font-size="([\d.]+)"', drawn)[0])
    assert size * NARROW * 100 <= 61
    assert "x" * 100 in drawn
    assert "&lt;&amp;" in text(0, 0, "<&", height=1)


def test_every_colour_can_be_drawn() -> None:
    assert set(INK) == {colour.value for colour in Colour}
