"""`podwright cables`: a sheet goes out as a workbook and comes back; what is wrong leaves everything as it was."""

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from podwright.cli import run

LAB = Path(__file__).resolve().parents[3] / "stacks" / "lab"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a stack of one's own."""
    return Path(shutil.copytree(LAB, tmp_path / "lab"))


def filled(sheet: Path, *, label: str | None = None) -> None:
    """Write a serial number on every line, and another label on the first if one is given."""
    book = load_workbook(sheet)
    columns = [cell.value for cell in next(book["Cables"].iter_rows(max_row=1))]
    for number, row in enumerate(book["Cables"].iter_rows(min_row=2)):
        row[columns.index("SERIAL")].value = f"MT{number}"
        if label and not number:
            row[columns.index("LABEL")].value = label
    book.save(sheet)


def test_a_workbook_goes_out_comes_back_and_its_serial_numbers_are_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet, kept = folder / "sheet.xlsx", folder / "cables.csv"
    assert run(["cables", "sheet", str(folder), "--out", str(sheet)]) == 0
    filled(sheet)
    assert run(["cables", "import", str(folder), str(sheet)]) == 0
    lines = kept.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "label,serial,date"
    assert lines[1:] == sorted(lines[1:])
    assert f"{len(lines) - 1} serial numbers new or changed" in capsys.readouterr().out
    assert run(["cables", "import", str(folder), str(sheet)]) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert run(["cables", "sheet", str(folder), "--out", str(sheet)]) == 0
    assert "MT1" in {row[-2].value for row in load_workbook(sheet)["Cables"].iter_rows()}


def test_every_cell_of_the_workbook_is_text(folder: Path) -> None:
    sheet = folder / "sheet.xlsx"
    run(["cables", "sheet", str(folder), "--out", str(sheet)])
    for row in load_workbook(sheet)["Cables"].iter_rows(min_row=2):
        assert {(cell.number_format, cell.data_type) for cell in row if cell.value is not None} == {("@", "s")}


def test_with_an_error_nothing_is_written_and_the_exit_code_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = folder / "sheet.xlsx"
    run(["cables", "sheet", str(folder), "--out", str(sheet)])
    filled(sheet, label="u001-r01-x99/ib0")
    assert run(["cables", "import", str(folder), str(sheet)]) == 2
    assert "no cable has this label" in capsys.readouterr().err
    assert not (folder / "cables.csv").exists()


def test_findings_are_told_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = folder / "sheet.csv"
    sheet.write_text("LABEL,SERIAL\nnone/1,S1\n", encoding="utf-8")
    capsys.readouterr()
    assert run(["cables", "import", str(folder), str(sheet), "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["written"], told["accepted"]) == (None, [])
    assert (told["findings"][-1]["code"], told["findings"][-1]["line"]) == ("P431", 2)


def test_a_kept_file_that_was_broken_is_refused_by_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "cables.csv").write_text("label,serial,date\na\n", encoding="utf-8")
    assert run(["cables", "import", str(folder), str(folder / "pod.yaml")]) == 2
    assert "cables.csv:2:1: this is no label, serial number and date. Mend the line" in capsys.readouterr().err


def test_a_sheet_that_is_not_there_and_a_column_that_nobody_knows_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cables", "import", str(folder), str(folder / "none.csv")]) == 3
    assert run(["cables", "import", str(folder), str(folder / "pod.yaml"), "--column", "colour=Farbe"]) == 2
    assert "where WHAT is one of label," in capsys.readouterr().err


def test_a_wire_map_of_others_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = tmp_path / "map.csv"
    drawn.write_text("Server;NIC;Switch;Port\nn1;e0;s1;swp1\nn2;e0;s1;swp1\n", encoding="utf-8")
    columns = ["--column", "device=Server", "--column", "port=NIC", "--column", "switch=Switch", "--column", "switch_port=Port"]
    assert run(["cables", "wiremap", str(drawn), *columns]) == 1
    assert "the port is used 2 times: n1 e0 (line 2), n2 e0 (line 3)" in capsys.readouterr().err


def test_labels_are_one_page_or_a_drawing_a_sheet_and_bundles_are_drawn(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cables", "labels", str(folder), "--out", str(folder / "labels.html")]) == 0
    assert (folder / "labels.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert run(["cables", "labels", str(folder), "--out", str(folder / "labels")]) == 0
    assert len(list((folder / "labels").glob("labels-*.svg"))) == 4
    assert run(["cables", "draw", str(folder), "--out", str(folder / "bundles"), "--rack", "lab-u001-r01"]) == 0
    assert (folder / "bundles" / "compute.node_leaf.u001-r01.u001-r01.svg").is_file()
    assert run(["cables", "labels", str(folder), "--out", str(folder / "labels.html"), "--rack", "lab-u009-r01"]) == 2
    assert run(["cables", "draw", str(folder), "--out", str(folder / "bundles"), "--rack", "lab-u009-r01"]) == 2
    assert "has no such rack; one is lab-u001-r01" in capsys.readouterr().err


def test_the_first_units_have_a_twin(folder: Path) -> None:
    assert run(["twin", str(folder), "--out", str(folder / "twin"), "--units", "1"]) == 0
    assert {path.name for path in (folder / "twin").iterdir()} == {"topology.clab.yml", "topology.yml", "air.json", "interfaces.csv"}


def test_the_cable_validation_tool_gets_its_workbooks(folder: Path) -> None:
    sheet = folder / "sheet.xlsx"
    assert run(["cables", "sheet", str(folder), "--out", str(sheet), "--form", "cvt"]) == 0
    assert load_workbook(sheet).sheetnames == ["Nodes", "DC Floor Layout", "Links", "Server Profile"]
    assert run(["cables", "sheet", str(folder), "--out", str(sheet), "--form", "p2p"]) == 0
    assert load_workbook(sheet).sheetnames == ["compute", "storage", "in_band", "out_of_band"]


def test_the_vlans_of_a_map_are_compared_with_those_of_a_stack(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from podwright.cli.pods import compiled

    port = next(row for row in compiled(folder).ethernet.ports if row.untagged)
    drawn = folder / "map.csv"
    columns = [word for role in ("device", "port", "switch", "switch_port", "vlan") for word in ("--column", f"{role}={role}")]
    for vlan, code in ((port.untagged, 0), (port.untagged + 1, 1)):
        drawn.write_text(f"device,port,switch,switch_port,vlan\nn1,e0,{port.device},{port.port},{vlan}\n", encoding="utf-8")
        assert run(["cables", "wiremap", str(drawn), "--stack", str(folder), *columns]) == code
    assert f"P437 VLAN {port.untagged + 1}" in capsys.readouterr().out
