"""A stack's own catalogue adds to the built-in one; what is wrong in it is told by file and line, all at once."""

import re
from pathlib import Path

import pytest

from podwright.catalog.load import FOLDER, architecture_names, load_catalog
from podwright.plan.compile import compile_pod
from unit.catalog.own import SOURCE, own_catalog, refused
from unit.pods import spec

LIKE_STARTER = "name: mine\nlike: starter-h100\n"
OWN_NODE = f"""\
name: big-node
like: dgx-h100
title: A node of our own
power: {{value: 9000, unit: W, {SOURCE}}}
"""


def test_an_architecture_of_ones_own_is_like_a_built_in_one_but_for_what_it_says(tmp_path: Path) -> None:
    own = own_catalog(tmp_path, {"architectures/mine.yaml": f"{LIKE_STARTER}unit: {{node: big-node}}\n", "nodes/big-node.yaml": OWN_NODE})
    catalog = load_catalog("mine", own=own)
    assert (catalog.architecture.name, catalog.architecture.unit.node, catalog.architecture.pdu) == ("mine", "big-node", "rack-pdu")
    assert catalog.systems["big-node"].power.value == 9000
    assert catalog.systems["big-node"].ports == load_catalog("starter-h100").systems["dgx-h100"].ports


def test_the_example_of_the_rooms_page_is_a_catalogue(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n# stacks/mine/catalog/([^\s,]+)[^\n]*\n(.*?)```", (FOLDER / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert [name for name, _ in blocks] == ["nodes/our-node.yaml", "architectures/ours.yaml"]
    catalog = load_catalog("ours", own=own_catalog(tmp_path, dict(blocks)))
    assert catalog.systems[catalog.architecture.unit.node].power.value == 9000


def test_the_names_of_both_catalogues_are_known(tmp_path: Path) -> None:
    own = own_catalog(tmp_path, {"architectures/mine.yaml": LIKE_STARTER})
    assert set(architecture_names(own=own)) == {*architecture_names(), "mine"}


def test_media_of_ones_own_stand_beside_the_built_in_ones(tmp_path: Path) -> None:
    row = "{name: ours, technology: ethernet, connectors: [plug-a, plug-b], rate_gbps: 25}"
    own = own_catalog(tmp_path, {"architectures/mine.yaml": LIKE_STARTER, "media.yaml": f"media: [{row}]\nsource: {{{SOURCE}}}\n"})
    media = load_catalog("mine", own=own).media.media
    assert media[:-1] == load_catalog("starter-h100").media.media
    assert (media[-1].name, media[-1].rate_gbps) == ("ours", 25)


def test_a_file_that_no_pod_names_is_not_read(tmp_path: Path) -> None:
    own = own_catalog(tmp_path, {"architectures/mine.yaml": LIKE_STARTER, "nodes/half-written.yaml": "name: [\n"})
    assert load_catalog("mine", own=own).architecture.name == "mine"


def test_a_name_of_both_catalogues_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, {"architectures/mine.yaml": LIKE_STARTER, "nodes/dgx-h100.yaml": OWN_NODE}) == [
        "catalog/nodes/dgx-h100.yaml: dgx-h100 is a name of the built-in catalogue too. Rename yours: the file, and name: in it."
    ]


def test_a_wrong_unit_is_refused_in_its_line(tmp_path: Path) -> None:
    files = {"architectures/mine.yaml": f"{LIKE_STARTER}unit: {{node: big-node}}\n", "nodes/big-node.yaml": OWN_NODE.replace("unit: W", "unit: kW")}
    (line,) = refused(tmp_path, files)
    assert line.startswith("catalog/nodes/big-node.yaml:4 power.unit: kW is none of U, W, ")
    assert line.endswith("Write one of them.")


def test_a_figure_without_a_source_is_refused_in_its_line(tmp_path: Path) -> None:
    node = "name: big-node\nlike: rack-pdu\ncpu: {value: 9, unit: core, date: 2026-11-21, evidence: primary}\n"
    assert refused(tmp_path, {"architectures/mine.yaml": f"{LIKE_STARTER}unit: {{node: big-node}}\n", "nodes/big-node.yaml": node}) == [
        "catalog/nodes/big-node.yaml:3 cpu.source: missing, and every figure has unit, source, date and evidence. "
        "Add source: the document and its page or table."
    ]


def test_what_is_missing_is_told_in_the_block_that_lacks_it(tmp_path: Path) -> None:
    files = {"architectures/mine.yaml": f"{LIKE_STARTER}unit: {{node: big-node}}\n", "nodes/big-node.yaml": OWN_NODE.replace("like: dgx-h100\n", "")}
    assert "catalog/nodes/big-node.yaml:1 ports_source: missing. Add ports_source." in refused(tmp_path, files)


def test_a_ring_of_files_that_are_like_each_other_is_refused(tmp_path: Path) -> None:
    files = {"architectures/mine.yaml": "name: mine\nlike: yours\n", "architectures/yours.yaml": "name: yours\nlike: mine\n"}
    assert refused(tmp_path, files) == ["catalog/architectures/mine.yaml like: it is like itself, by mine and yours. Write one of them out."]


def test_a_file_that_is_like_what_is_not_there_is_refused(tmp_path: Path) -> None:
    (line,) = refused(tmp_path, {"architectures/mine.yaml": "name: mine\nlike: starter-h200x\n"})
    assert line.startswith("catalog/architectures/mine.yaml:2 like: there is no starter-h200x among the architectures. Name one of: ")
    assert "mine" not in line.partition("Name one of: ")[2]


def test_a_medium_of_an_unknown_technology_is_refused(tmp_path: Path) -> None:
    row = "{name: ours, technology: ethernot, connectors: [plug-a, plug-b], rate_gbps: 25}"
    (line,) = refused(tmp_path, {"architectures/mine.yaml": LIKE_STARTER, "media.yaml": f"source: {{{SOURCE}}}\nmedia:\n  - {row}\n"})
    assert line.startswith("catalog/media.yaml:3 media[0].technology: ethernot is none of infiniband, ethernet")
    assert line.endswith(". Write one of them.")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{name: cat6, technology: ethernet, connectors: [plug-a, plug-b], rate_gbps: 25}", "name: cat6 is a name of the media already. Rename one of them."),
        (
            "{name: ours, technology: ethernet, connectors: [rj45, rj45], rate_gbps: 1}",
            "connectors: cat6 already joins rj45 with rj45 at 1 Gb/s on ethernet. Drop one of them, or give the ports another connector.",
        ),
    ],
)
def test_a_medium_that_is_there_already_is_refused(tmp_path: Path, row: str, said: str) -> None:
    files = {"architectures/mine.yaml": LIKE_STARTER, "media.yaml": f"source: {{{SOURCE}}}\nmedia:\n  - {row}\n"}
    assert refused(tmp_path, files) == [f"catalog/media.yaml:3 media[0].{said}"]


def test_an_architecture_that_grows_into_one_that_is_not_there_is_refused(tmp_path: Path) -> None:
    step = f"{{name: mid-scaled, stays: all, moves: nothing, source: {{{SOURCE}}}}}"
    (line,) = refused(tmp_path, {"architectures/mine.yaml": f"{LIKE_STARTER}grows_into:\n  - {step}\n"})
    assert line.startswith("catalog/architectures/mine.yaml:4 grows_into[1].name: there is no mid-scaled among the architectures. ")


@pytest.mark.parametrize(("rate_gbps", "port_gbps", "chosen"), [(50, 100, "100g-qsfp112-qsfp28"), (200, 100, "100g-qsfp112-qsfp28"), (200, 200, "ours")])
def test_a_second_medium_at_another_rate_is_taken_where_it_is_the_fastest_that_both_ports_carry(
    rate_gbps: int, port_gbps: int, chosen: str, tmp_path: Path
) -> None:
    ours = f"{{name: ours, technology: ethernet, connectors: [qsfp112, qsfp28], rate_gbps: {rate_gbps}}}"
    part = f"{{name: ours, title: Ours, kind: dac, media: [ours], longest_m: 500, source: {{{SOURCE}}}}}"
    leaf = f"name: leaf\nlike: sn4600c\nport_blocks:\n  - {{name: 'swp{{index}}', rate_gbps: {port_gbps}}}\n"
    files = {
        "architectures/mine.yaml": f"{LIKE_STARTER}layouts:\n  - name: one-rack\n    fabrics:\n      - {{name: in_band, leaf: leaf}}\n",
        "switches/leaf.yaml": leaf,
        "media.yaml": f"source: {{{SOURCE}}}\nmedia:\n  - {ours}\nparts:\n  - {part}\n",
    }
    plan = compile_pod(spec("mine"), load_catalog("mine", own=own_catalog(tmp_path, files)))
    nodes = {device.name for device in plan.physical.devices if device.kind == "dgx-h100"}
    assert {cable.medium for cable in plan.fabric.cables if cable.fabric == "in_band" and cable.a_device in nodes} == {chosen}


def test_a_part_for_a_medium_that_is_not_there_is_refused(tmp_path: Path) -> None:
    part = f"{{name: ours, title: Ours, kind: fibre, media: [cat7], longest_m: 9, a_module: x, b_module: mma4z00-ns, source: {{{SOURCE}}}}}"
    assert refused(tmp_path, {"architectures/mine.yaml": LIKE_STARTER, "media.yaml": f"source: {{{SOURCE}}}\nparts:\n  - {part}\n"}) == [
        "catalog/media.yaml:3 parts[0]: there is no module x. Add it under modules, or name another.",
        "catalog/media.yaml:3 parts[0].media: there is no medium cat7. Add it under media, or name another.",
    ]


def test_what_an_architecture_names_and_nobody_has_is_told_where_it_is_named(tmp_path: Path) -> None:
    text = f"{LIKE_STARTER}pdu: no-pdu\nlayouts:\n  - name: one-rack\n    fabrics:\n      - name: storage\n        leaf: ../switches/sn2201\n"
    lines = refused(tmp_path, {"architectures/mine.yaml": text})
    assert [line.partition(". Name one of: ")[0] for line in lines] == [
        "catalog/architectures/mine.yaml:3 pdu: there is no no-pdu among the nodes",
        "catalog/architectures/mine.yaml:8 layouts[0].fabrics[1].leaf: there is no ../switches/sn2201 among the switches",
    ]


def test_a_name_that_is_not_the_name_of_its_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, {"architectures/mine.yaml": "title: Ours\nname: ours\nlike: starter-h100\n"}) == [
        "catalog/architectures/mine.yaml:2 name: ours is not the name of the file, which is mine. Write name: mine, or rename the file."
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: mine\nname: mine\n", ":2: name stands twice. Keep one of them."),
        ("name: [\n", ":"),
        ("- mine\n", ":1: no block of fields stands here. Begin with name:, or take a file of the built-in catalogue as a pattern."),
        ("", ":1: no block of fields stands here. Begin with name:, or take a file of the built-in catalogue as a pattern."),
        ("name: mine\nlike: starter-h100\ntitel: Ours\n", ":3 titel: no such field. Did you mean title?"),
        ("name: mine\nlike: starter-h100\nlargest: {scalable_units: many}\n", ":3 largest.scalable_units: many stands here, where a whole number goes."),
        ("name: \x07\n", ": this is not YAML: a character cannot stand in YAML."),
    ],
)
def test_a_file_that_is_no_entry_is_refused(tmp_path: Path, text: str, said: str) -> None:
    line = refused(tmp_path, {"architectures/mine.yaml": text})[0]
    assert line.startswith(f"catalog/architectures/mine.yaml{said}")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    own = own_catalog(tmp_path, {"architectures/mine.yaml": ""})
    (own / "architectures" / "mine.yaml").write_bytes(b"name: \xff\n")
    (line,) = refused(tmp_path, {})
    assert line == "catalog/architectures/mine.yaml: it is no text in UTF-8. Save it as UTF-8."


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    files = {
        "architectures/mine.yaml": f"{LIKE_STARTER}unit: {{node: big-node}}\npdu: no-pdu\n",
        "nodes/big-node.yaml": OWN_NODE.replace("unit: W", "unit: kW").replace("value: 9000", "value: nine"),
        "media.yaml": "media: []\n",
    }
    assert [line.partition(": ")[0] for line in refused(tmp_path, files)] == [
        "catalog/architectures/mine.yaml:4 pdu",
        "catalog/media.yaml:1 source",
        "catalog/nodes/big-node.yaml:4 power.unit",
        "catalog/nodes/big-node.yaml:4 power.value",
    ]
