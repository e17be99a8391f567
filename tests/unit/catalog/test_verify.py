"""The proof of the catalogue: the built-in one holds, and each law finds the entry that breaks exactly it, in its kept words."""

from pathlib import Path

import pytest

from podwright.catalog.fault import sentence
from podwright.catalog.load import FOLDER
from podwright.catalog.product_laws import LANES
from podwright.catalog.reader import Reader
from podwright.catalog.verify import verify
from podwright.cli.largest import standing
from podwright.plan.addressing import SHARES
from podwright.plan.types import DeviceClass
from unit.catalog.own import SOURCE, own_catalog

ARCHITECTURE = "architectures/mine.yaml"
HEAD = "name: mine\nlike: starter-h100\n"
LAYOUT = f"{HEAD}layouts:\n  - name: one-rack\n"
BLOCK = "count: 4, lanes_per_cage: 1, connector: qsfp28, rate_gbps: 100"


def told(folder: Path, files: dict[str, str]) -> list[str]:
    """Return what is told of such a catalogue, a line each, without the path of its folder."""
    verdict = verify(Reader(FOLDER, own_catalog(folder, files)), standing)
    return [sentence(fault).replace(f"{folder}/catalog/", "") for fault in verdict.faults]


def fabric(name: str, *lines: str) -> str:
    """Return an architecture that is like the starter pod but for these lines of one fabric."""
    return f"{LAYOUT}    fabrics:\n      - name: {name}\n" + "".join(f"        {line}\n" for line in lines)


def places(*rows: str) -> str:
    """Return an architecture that is like the starter pod but for what its rack holds."""
    return f"{LAYOUT}    racks:\n      - name: starter\n        places:\n" + "".join(f"          - {{{row}}}\n" for row in rows)


def test_the_built_in_catalogue_holds() -> None:
    verdict = verify(Reader(FOLDER), standing)
    assert list(map(sentence, verdict.faults)) == []
    assert verdict.file_count >= 20
    assert verdict.sourced_count >= 200


def test_a_catalogue_of_ones_own_that_holds_has_no_findings(tmp_path: Path) -> None:
    assert told(tmp_path, {ARCHITECTURE: HEAD, "README.md": "ours\n"}) == []


def test_the_lanes_of_hosts_are_those_that_have_strides() -> None:
    strides = {fabric: sum(device_class is DeviceClass.NODE for device_class, _ in shares) for fabric, shares in SHARES if fabric != "loopback"}
    assert strides == LANES


HOSTS = "holds: gpu_node, first_slot: 1, count: 2, lowest_u: 3, step_u: 9"
SEATED = ("management_node", "gpu_node", "pdu/unit", "compute/leaf", "storage/leaf", "in_band/leaf")
BREACHES = {
    "a fabric twice": (
        fabric("compute", "mtu_bytes: 9000") + "      - name: compute\n        mtu_bytes: 1500\n",
        "architectures/mine.yaml:5 layouts[0].fabrics: compute stands 2 times. Give each its own name.",
    ),
    "a fabric with more hosts than ports": (
        fabric("compute", "hosts_per_block: 9"),
        "architectures/mine.yaml:6 layouts[0].fabrics[0]: hosts on compute take ports 1 to 72 of a leaf, qm9700 has 64. "
        "Seat fewer hosts a block, or take more leaves or a larger switch.",
    ),
    "uplinks on ports of hosts": (
        fabric("compute", "spine: qm9700", "uplinks_per_leaf: 4", "first_uplink_port: 60"),
        "architectures/mine.yaml:6 layouts[0].fabrics[0]: hosts on compute take ports 1 to 64 of a leaf, and uplinks of compute take 60 to 63. Move one of them.",
    ),
    "a fabric on the ports of another": (
        fabric("storage", "shares: in_band", "first_port: 48"),
        "architectures/mine.yaml:5 layouts[0].fabrics[2]: hosts on storage take ports 48 to 111 of a leaf, sn4600c has 64. "
        "Seat fewer hosts a block, or take more leaves or a larger switch.",
    ),
    "a breakout that nobody has": (
        fabric("compute", "leaf: sn5600", "leaf_profile: 8x1"),
        "architectures/mine.yaml:8 layouts[0].fabrics[0].leaf_profile: sn5600 has no breakout 8x1. ",
    ),
    "uplinks into no fabric": (
        fabric("out_of_band", "uplinks_into: in-band"),
        "architectures/mine.yaml:7 layouts[0].fabrics[3].uplinks_into: there is no other fabric in-band in one-rack. Name one of: compute, storage, in_band.",
    ),
    "planes that do not divide": (
        fabric("compute", "plane_count: 2"),
        "architectures/mine.yaml:7 layouts[0].fabrics[0].plane_count: 1 leaves a block in 2 planes. Give a count that divides the leaves.",
    ),
    "rails that share a leaf and are to be divided": (
        fabric("compute", "divides_rails: true", "plane_count: 2", "leaves_per_block: 2", "lanes_alternate: true"),
        "architectures/mine.yaml:7 layouts[0].fabrics[0].divides_rails: 8 rails on 2 leaves a block in 2 planes. Give a plane_count of 1, or drop divides_rails.",
    ),
    "cores without spines": (
        fabric("compute", "core: qm9700"),
        "architectures/mine.yaml:7 layouts[0].fabrics[0].core: there are cores and no spines. Name the spine switch, or drop core.",
    ),
    "a node without GPUs": (
        f"{HEAD}unit: {{node: storage-x86}}\n",
        "architectures/mine.yaml:3 unit.node: storage-x86 says nothing of its GPUs, cores or memory. Say all three (gpus, cpu, memory), or name a GPU node.",
    ),
    "a host that nobody reaches": (
        f"{HEAD}management: {{kind: ufm-appliance-3.1}}\n",
        "architectures/mine.yaml:3 management.kind: ufm-appliance-3.1 has no first lane (0) on in_band. Name a host that has one: by it the host is reached.",
    ),
    "nodes without a seat": (
        fabric("compute", "seats: [{holds: storage_host, first: 0, count: 2}]"),
        "architectures/mine.yaml:5 layouts[0].fabrics: gpu_node has no seat on a fabric compute. "
        "Give it seats there: every node is on compute and in_band and out_of_band.",
    ),
    "a fabric that hangs by nothing": (
        fabric("out_of_band", "uplinks_per_leaf: 0"),
        "architectures/mine.yaml:7 layouts[0].fabrics[3].uplinks_per_leaf: there are no uplinks into in_band. Give 1 or more, or drop uplinks_into.",
    ),
    "a count below 1": (
        fabric("compute", "hosts_per_block: 0"),
        "architectures/mine.yaml:7 layouts[0].fabrics[0].hosts_per_block: 0 is given, and it is at least 1 that goes here. Give such a number.",
    ),
    "a seat for nothing": (
        fabric("compute", "seats: [{holds: gpu_nodes, first: 0, count: 2}]"),
        "architectures/mine.yaml:7 layouts[0].fabrics[0].seats[0]: no rule makes a gpu_nodes. "
        "Name a host, a switch of a fabric (compute/leaf), or a fixture by scope (pdu/unit).",
    ),
    "seats without a count": (
        fabric("compute", "seats: [{holds: gpu_node, first: 0, per_unit: 2}]"),
        "architectures/mine.yaml:7 layouts[0].fabrics[0].seats[0]: seats of gpu_node are said neither by count nor by per_unit and unit_stride. "
        "Give count alone, or both of the others.",
    ),
    "seats of two units that meet": (
        fabric("compute", "seats: [{holds: gpu_node, first: 0, per_unit: 2, unit_stride: 1}]"),
        "architectures/mine.yaml:7 layouts[0].fabrics[0].seats[0]: 2 seats of gpu_node a unit, and the next unit begins after 1. Raise unit_stride.",
    ),
    "a seat twice": (
        fabric("storage", "seats:", "  - {holds: storage_host, first: 0, count: 8}", "  - {holds: gpu_node, first: 7, per_unit: 2, unit_stride: 2}"),
        "architectures/mine.yaml:9 layouts[0].fabrics[1].seats[1]: seat 7 is of storage_host and of gpu_node (at 1 unit). Move one of the rows.",
    ),
    "a seat on a leaf that does not stand": (
        fabric(
            "storage",
            "seats:",
            "  - {holds: storage_host, first: 0, count: 8}",
            "  - {holds: gpu_node, first: 8, per_unit: 2, unit_stride: 2}",
            "hosts_per_block: 9",
        ),
        "architectures/mine.yaml:4 layouts[0]: fabric storage: 1 scalable units need 2 leaves, without spines mine has 1 (at 1 unit). "
        "Lower scalable_units or growth.scalable_units, or choose a larger architecture.",
    ),
    "what is managed and has no seat": (
        f"{HEAD}storage: {{kind: management-x86}}\n"
        + fabric("out_of_band", f"seats: [{', '.join(f'{{holds: {holds}, first: {8 * index}, count: 2}}' for index, holds in enumerate(SEATED))}]")[
            len(HEAD) :
        ],
        "architectures/mine.yaml:8 layouts[0].fabrics[3].seats: storage_host stands and has no seat, as other management-x86 have (at 1 unit). "
        "Give it one: by it the thing is managed.",
    ),
    "a place for nothing": (
        places("holds: gpu_nodes, first_slot: 1, count: 2, lowest_u: 3, step_u: 9"),
        "architectures/mine.yaml:8 layouts[0].racks[0].places[0]: no rule makes a gpu_nodes. "
        "Name a host (gpu_node, management_node, storage_host) or a switch of a fabric (compute/leaf).",
    ),
    "places for one ordinal twice": (
        places(HOSTS, HOSTS.replace("first_slot: 1", "first_slot: 5").replace("lowest_u: 3", "lowest_u: 30")),
        "architectures/mine.yaml:9 layouts[0].racks[0].places[1]: gpu_node has places from ordinal 0 on already. Give first_ordinal, or drop one of the rows.",
    ),
    "a slot twice": (
        places(HOSTS, "holds: storage_host, first_slot: 2, count: 1, lowest_u: 40, step_u: 2"),
        "architectures/mine.yaml:9 layouts[0].racks[0].places[1]: slot n02 of starter holds gpu_node and storage_host. Move one of them.",
    ),
    "a rack unit twice": (
        places(HOSTS, "holds: storage_host, first_slot: 9, count: 1, lowest_u: 19, step_u: 2"),
        "architectures/mine.yaml:9 layouts[0].racks[0].places[1]: U19 of starter holds gpu_node and storage_host. Move one of them.",
    ),
    "systems higher than their step": (
        places(HOSTS.replace("step_u: 9", "step_u: 7")),
        "architectures/mine.yaml:8 layouts[0].racks[0].places[0]: gpu_node of 8 U every 7 U overlap. Give step_u 8 or more.",
    ),
    "more than there are places": (
        places(HOSTS.replace("count: 2", "count: 1")),
        "architectures/mine.yaml:4 layouts[0]: gpu_node: number 2 is asked for, the racks of mine have no place for it (at 1 unit). "
        "Ask for fewer, or choose an architecture with more places.",
    ),
    "a slot beyond the strides": (
        f"{HEAD}largest: {{nodes_per_rack: 7}}\n",
        "architectures/mine.yaml:3 largest.nodes_per_rack: slot n12 stands, addresses and names have room to 7 (at 1 unit). Raise largest.nodes_per_rack.",
    ),
}


@pytest.mark.parametrize("case", BREACHES)
def test_a_law_finds_the_architecture_that_breaks_it(case: str, tmp_path: Path) -> None:
    text, line = BREACHES[case]
    lines = told(tmp_path, {ARCHITECTURE: text})
    assert any(found.startswith(line) for found in lines), "\n".join(lines)


OURS = f"""\
name: ours
title: Ours
technology: ethernet
height: {{value: 1, unit: U, {SOURCE}}}
power: {{value: 100, unit: W, {SOURCE}}}
management_port: {{name: eth0, connector: rj45, rate_gbps: 1}}
ports_source: {{{SOURCE}}}
"""


def test_a_layout_no_larger_than_the_one_before_is_found(tmp_path: Path) -> None:
    text = (FOLDER / "architectures/starter-h100.yaml").read_text(encoding="utf-8").replace("name: starter-h100", "name: mine", 1)
    again = text[text.index("  - name: one-rack") :].replace("one-rack", "again", 1)
    (line,) = told(tmp_path, {ARCHITECTURE: f"{text}\n{again}"})
    assert line.endswith(
        "layouts[1].most_units: 1 units at most, and a layout before it of as many nodes a rack has 1. Order layouts from the smallest to the largest."
    )


def test_ports_that_no_medium_joins_are_found_once_a_pair(tmp_path: Path) -> None:
    switch = "name: ours\nlike: sn4600c\nport_blocks:\n  - {name: 'swp{index}', connector: plug}\n"
    assert (
        told(tmp_path, {ARCHITECTURE: fabric("storage", "leaf: ours"), "switches/ours.yaml": switch})
        == [
            "architectures/mine.yaml:6 layouts[0].fabrics[1]: no ethernet medium joins storage_host and leaves: qsfp56 at 200 Gb/s with plug at 100. "
            "Add the medium to media.yaml, or choose other ports.",
            "architectures/mine.yaml:6 layouts[0].fabrics[1]: no ethernet medium joins gpu_node and leaves: qsfp112 at 400 Gb/s with plug at 100. "
            "Add the medium to media.yaml, or choose other ports.",
        ][::-1]
    )


def test_a_seat_for_a_switch_without_a_management_port_is_found(tmp_path: Path) -> None:
    assert told(tmp_path, {ARCHITECTURE: fabric("compute", "leaf: ours"), "switches/ours.yaml": "name: ours\nlike: qm9700\nmanagement_port: null\n"}) == [
        "architectures/mine.yaml:5 layouts[0].fabrics[3].seats[3]: compute/leaf is ours, which has no management port. "
        "Drop the row, or name a switch that has one."
    ]


def test_a_management_port_that_no_seat_joins_is_found(tmp_path: Path) -> None:
    again = "seats:\n          - {holds: management_node, first: 0, count: 8}\n          - {holds: gpu_node, first: 36, per_unit: 2, unit_stride: 8}"
    assert told(tmp_path, {ARCHITECTURE: fabric("out_of_band", again)}) == [
        f"architectures/mine.yaml:5 layouts[0].fabrics[{index}].leaf: {kind} has a management port, and out_of_band has no seat for {name}/leaf. "
        "Give it seats there, or name a switch that is managed over its fabric."
        for index, name, kind in ((0, "compute", "qm9700"), (1, "storage", "sn4600c"), (2, "in_band", "sn4600c"))
    ]


KINDS = {
    "an Ethernet switch that nobody can reach": (
        "switches/ours.yaml",
        "name: ours\nlike: sn2201\nmanagement_port: null\n",
        "switches/ours.yaml:3 management_port: there is none, and Ethernet switches are configured by theirs. Say its name, connector and rate.",
    ),
    "ports that leave one out": (
        "switches/ours.yaml",
        f"{OURS}port_blocks:\n  - {{first: 1, name: 'a{{index}}', {BLOCK}}}\n  - {{first: 6, name: 'b{{index}}', {BLOCK}}}\n",
        "switches/ours.yaml:10 port_blocks[1].first: the block begins at port 6, and 5 is next. Write first: 5.",
    ),
    "a breakout that does not begin at 1": (
        "switches/ours.yaml",
        f"name: ours\nlike: sn2201\nprofiles:\n  half:\n    - {{first: 0, name: 'a{{index}}', {BLOCK}}}\n",
        "switches/ours.yaml:5 profiles.half[0].first: the block begins at port 0, and 1 is next. Write first: 1.",
    ),
    "ports of one name": (
        "switches/ours.yaml",
        f"{OURS}port_blocks:\n  - {{first: 1, name: 'a', {BLOCK}}}\n",
        "switches/ours.yaml:8 port_blocks: 4 ports are named a. Let the name count, by {index}, {cage}, {lane} or {sub}.",
    ),
    "ports whose name cannot be made": (
        "switches/ours.yaml",
        f"{OURS}port_blocks:\n  - {{first: 1, name: 'a{{slot}}', {BLOCK}}}\n",
        "switches/ours.yaml:9 port_blocks[0].name: no name can be made of a{slot}. Use {index}, {cage}, {lane} or {sub}.",
    ),
    "two ports of one lane": (
        "nodes/ours.yaml",
        "name: ours\nlike: rack-pdu\nports:\n  - {name: b, fabric: out_of_band, lane: 0, connector: rj45, rate_gbps: 1}\n",
        "nodes/ours.yaml:4 ports[1]: eth0 is lane 0 of out_of_band already. Give each port a lane of its own.",
    ),
    "a lane without addresses": (
        "nodes/ours.yaml",
        "name: ours\nlike: rack-pdu\nports:\n  - {name: b, fabric: storage, lane: 4, connector: rj45, rate_gbps: 1}\n",
        "nodes/ours.yaml:4 ports[1].lane: lane 4 of storage, hosts have addresses on 4 there. Number lanes from 0, or bond the port with the first.",
    ),
    "a switch that is named like a system": (
        "switches/dgx-h100.yaml",
        "name: dgx-h100\nlike: sn2201\n",
        "switches/dgx-h100.yaml name: dgx-h100 is the name of a system too, in nodes/. Rename one of them.",
    ),
    "a file that nothing reads": (
        "switch/ours.yaml",
        "name: ours\n",
        "switch/ours.yaml: nothing reads this file. Name it NAME.yaml in one of architectures, nodes, switches, or media.yaml.",
    ),
}


@pytest.mark.parametrize("case", KINDS)
def test_a_law_finds_the_product_that_breaks_it(case: str, tmp_path: Path) -> None:
    file, text, line = KINDS[case]
    assert told(tmp_path, {file: text}) == [line]


def test_findings_of_all_files_are_told_at_once_and_none_that_follows_from_another(tmp_path: Path) -> None:
    files = {
        ARCHITECTURE: f"{HEAD}unit: {{node: ours}}\n",
        "nodes/ours.yaml": f"name: ours\nlike: dgx-h100\npower: {{value: 1, unit: kW, {SOURCE}}}\n",
        "switches/ours.yaml": "name: ours\nlike: sn2201\nport_blocks: []\n",
    }
    assert [line.partition(": ")[0] for line in told(tmp_path, files)] == [
        "nodes/ours.yaml:3 power.unit",
        "switches/ours.yaml name",
        "switches/ours.yaml:3 port_blocks",
    ]
