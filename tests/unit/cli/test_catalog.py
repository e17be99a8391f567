"""`podwright catalog` as people and scripts see it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from podwright.catalog.load import architecture_names
from podwright.cli import run
from podwright.cli.catalog import command
from podwright.cli.exits import Exit
from unit.catalog.own import own_catalog

POD = "version: 1\nname: mine\narchitecture: ours\nscalable_units: 1\nsite: {domain: mine.example}\n"


def said(*words: str | Path) -> str:
    result = CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == Exit.FINE, result.output
    return result.output


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """Return a stack whose architecture is its own."""
    own_catalog(tmp_path, {"architectures/ours.yaml": "name: ours\nlike: starter-h100\ntitle: A pod of our own\n"})
    (tmp_path / "pod.yaml").write_text(POD, encoding="utf-8")
    return tmp_path


def test_the_list_names_every_architecture() -> None:
    rows = json.loads(said("list", "--kind", "architectures", "--json"))["architectures"]
    assert [row["name"] for row in rows] == list(architecture_names())
    (starter,) = [row for row in rows if row["name"] == "starter-h100"]
    assert starter == {
        "name": "starter-h100", "title": "Starter pod, one rack, DGX H100", "since": "0.1", "nodes_per_unit": 2, "most_units": 1, "is_own": False,
    }  # fmt: skip


def test_the_list_has_every_kind_in_text_and_as_data() -> None:
    assert list(json.loads(said("list", "--json"))) == ["architectures", "nodes", "switches", "media"]
    text = said("list")
    assert "starter-h100" in text
    assert "qm9700" in text
    assert "cat6" in text


def test_ones_own_entries_are_listed_and_marked(stack: Path) -> None:
    rows = json.loads(said("list", stack, "--kind", "architectures", "--json"))["architectures"]
    assert [row["name"] for row in rows if row["is_own"]] == ["ours"]
    assert "A pod of our own  (own)" in said("list", stack)


def test_a_size_says_what_stays_and_what_moves_when_it_becomes_the_next() -> None:
    (step,) = json.loads(said("show", "mid-scale", "--json"))["grows_into"]
    assert step["name"] == "full-scale"
    text = said("show", "mid-scale")
    assert f"grows into full-scale; what stays: {step['stays']}" in text
    assert f"what moves: {step['moves']}" in text


def test_an_architecture_is_told_with_its_limits_its_layouts_and_its_sources() -> None:
    card = json.loads(said("show", "dgx-superpod-h100", "--json"))
    assert {word: card[word] for word in ("kind", "name", "since", "node", "is_own")} == {
        "kind": "architecture", "name": "dgx-superpod-h100", "since": "0.1", "node": "dgx-h100", "is_own": False,
    }  # fmt: skip
    assert card["limits"] == {"most_units": 64, "nodes_per_unit": 32, "gpus_per_node": 8}  # RA-11333-001 V11: 32 nodes a unit, table 3 ends at 64
    compute = next(row for row in card["layouts"][0]["fabrics"] if row["name"] == "compute")
    assert (compute["leaf"], compute["spine"], compute["core"], compute["lane_count"]) == ("qm9700", "qm9700", None, 8)
    assert {rack["scope"] for rack in card["layouts"][0]["racks"]} == {"unit", "pod"}
    (figure,) = [row for row in card["figures"] if row["where"] == "unit.node_count"]
    assert (figure["value"], figure["unit"], figure["evidence"]) == (32, "1", "primary")
    assert all(row["source"] and row["date"] and row["evidence"] for row in (*card["figures"], *card["sources"]))


def test_a_system_a_switch_and_a_medium_are_told() -> None:
    node = json.loads(said("show", "dgx-h100", "--json"))
    assert (node["kind"], node["gpus"]) == ("node", 8)
    assert {(row["fabric"], row["count"]) for row in node["ports"]} >= {("compute", 8), ("storage", 2), ("in_band", 2)}
    assert {row["where"]: (row["value"], row["unit"]) for row in node["figures"]}["power"] == (10200, "W")
    assert {row["where"]: row["value"] for row in node["figures"]}["machine.model"] == "DGXH100"
    switch = json.loads(said("show", "sn5600", "--json"))
    assert switch["breakouts"][0] == {"name": None, "ports": [{"count": 64, "connector": "osfp", "rate_gbps": 800}]}
    assert "2x400" in {row["name"] for row in switch["breakouts"]}
    assert json.loads(said("show", "cat6", "--json"))["connectors"] == ["rj45", "rj45"]


@pytest.mark.parametrize("name", ["starter-h100", "dgx-h100", "sn5600", "cat6"])
def test_a_page_says_what_it_is_and_where_its_figures_come_from(name: str) -> None:
    lines = said("show", name).splitlines()
    assert lines[0].startswith(f"{name}: ")
    assert "built in" in lines[1]
    assert any("2026" in line for line in lines)


def test_a_name_that_nobody_has_is_answered_with_the_likely_one(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "show", "dgx-h10"]) == Exit.WRONG_INPUT
    assert "the catalogue has no dgx-h10. Did you mean dgx-h100?" in capfd.readouterr().err


def test_a_check_without_findings_ends_well(stack: Path) -> None:
    # The architecture has one source and one step to the next size, its unit two figures, its rack one source, its four fabrics one each.
    assert said("check", stack) == "1 files, 9 figures and choices with their sources, 0 findings\n"


def test_a_check_tells_every_finding_and_ends_with_1(stack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    own_catalog(stack, {"nodes/a.yaml": "name: b\nlike: rack-pdu\n", "switches/b.yaml": "name: b\nlike: sn2201\nports: 48\n"})
    assert run(["catalog", "check", str(stack)]) == Exit.FINDINGS
    lines = capfd.readouterr().out.replace(f"{stack}/", "").splitlines()
    assert lines[:2] == [
        "catalog/nodes/a.yaml:1 name: b is not the name of the file, which is a. Write name: a, or rename the file.",
        "catalog/switches/b.yaml:3 ports: no such field. Did you mean port_blocks?",
    ]
    assert lines[2].endswith(", 2 findings")
    assert run(["catalog", "check", str(stack), "--json"]) == Exit.FINDINGS
    found = json.loads(capfd.readouterr().out)
    assert found["files"] == 3
    assert [set(row) for row in found["findings"]] == [{"path", "line", "where", "what", "remedy"}] * 2


def test_a_stack_without_a_catalogue_has_none_to_check(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "check", str(tmp_path)]) == Exit.WRONG_INPUT
    assert "there is no such folder, so the stack has no catalogue of its own" in capfd.readouterr().err


def test_a_pod_is_compiled_with_its_own_architecture(stack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["counts", str(stack), "--json"]) == Exit.FINE
    assert json.loads(capfd.readouterr().out)["gpus"] == 16


def test_a_wrong_catalogue_is_one_clean_refusal_of_every_verb(stack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    own_catalog(stack, {"architectures/ours.yaml": "name: ours\nlike: starter-h100\npdu: no-pdu\nunit: {node: no-node}\n"})
    assert run(["counts", str(stack)]) == Exit.WRONG_INPUT
    told = capfd.readouterr()
    assert told.out == ""
    assert [line.replace(f"{stack}/", "").partition(". Name one of: ")[0] for line in told.err.splitlines()] == [
        "catalog/architectures/ours.yaml:3 pdu: there is no no-pdu among the nodes",
        "catalog/architectures/ours.yaml:4 unit.node: there is no no-node among the nodes",
    ]


def test_a_catalogue_that_breaks_a_law_is_refused_before_a_plan_is_made(stack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = "name: ours\nlike: starter-h100\nlayouts:\n  - name: one-rack\n    fabrics:\n      - {name: out_of_band, uplinks_into: nowhere}\n"
    own_catalog(stack, {"architectures/ours.yaml": text})
    assert run(["check", str(stack)]) == Exit.WRONG_INPUT
    assert "ours.yaml:6 layouts[0].fabrics[3].uplinks_into: there is no other fabric nowhere in one-rack." in capfd.readouterr().err


def test_an_architecture_that_no_catalogue_has_is_told_in_its_line(stack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (stack / "pod.yaml").write_text(POD.replace("ours", "ourz"), encoding="utf-8")
    assert run(["check", str(stack)]) == Exit.WRONG_INPUT
    assert "pod.yaml:3:1 architecture: ourz is no architecture. Did you mean ours?" in capfd.readouterr().err
