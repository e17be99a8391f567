"""The files of UFM, its Cable Validation Tool, Cumulus Linux and NetBox have their documented columns, and every cable."""

import csv
import io
import re

import pytest

from podwright.outputs.cabling import cvt, netbox, ufm
from podwright.outputs.cabling.numbers import PortNumbers, is_switch
from podwright.outputs.cabling.ptm import ptm_topology
from podwright.outputs.cabling.rows import CableRow
from podwright.outputs.cabling.text import csv_text
from podwright.plan.types import Tier
from podwright.spec.cabling import Colour
from unit.outputs.cabling.cables import pod, rows
from unit.pods import SUPERPOD

XDR = "dgx-superpod-b300-xdr"
HDR = "dgx-superpod-a100"
TOPO_LINE = re.compile(r"    P(\d+) -(4x-\d+G)-> (?:(M\S+) (\S+) P(\d+)|HCA_(\S+) (\S+) (\S+)/P1)")


def quantum(architecture: str) -> list[CableRow]:
    return [row for row in rows(architecture) if row.technology == "infiniband"]


def numbers(architecture: str) -> PortNumbers:
    return PortNumbers(pod(architecture).fabric.cages)


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("architecture", "port", "number"),
    [(SUPERPOD, "1/1", 1), (SUPERPOD, "1/2", 2), (SUPERPOD, "32/2", 64), (XDR, "sw1p1", 1), (XDR, "sw72p2", 144), (HDR, "1/1", 1), (HDR, "1/40", 40)],
)
def test_infiniband_counts_ports_cage_by_cage(architecture: str, port: str, number: int) -> None:
    leaf = next(row.b for row in quantum(architecture) if row.cable.tier is Tier.NODE_LEAF)
    assert numbers(architecture).of(leaf, port) == number


@pytest.mark.parametrize(("architecture", "speed"), [(SUPERPOD, "4x-100G"), (XDR, "4x-200G"), (HDR, "4x-50G")])
def test_the_topology_of_a_fabric_says_each_cable_at_each_switch_it_ends_at(architecture: str, speed: str) -> None:
    mine = [row for row in quantum(architecture) if row.cable.fabric == "compute"]
    text = ufm.topology(mine, numbers(architecture))
    here, found = "", set()
    for line in text.splitlines():
        if line and not line.startswith(" "):
            here = line.split()[1]
        elif line:
            read = TOPO_LINE.fullmatch(line)
            assert read is not None, line
            assert read[2] == speed
            found.add((here, int(read[1]), read[4] or read[7]))
    ends = {(row.cable.b_device, numbers(architecture).of(row.b, row.cable.b_port), row.cable.a_device) for row in mine}
    backs = {(row.cable.a_device, numbers(architecture).of(row.a, row.cable.a_port), row.cable.b_device) for row in mine if is_switch(row.a)}
    assert found == ends | backs


def test_both_ndt_tables_have_the_documented_columns_and_together_every_cable() -> None:
    between, hosts = (lines(ufm.ndt(quantum(SUPERPOD), numbers(SUPERPOD), to_hosts=to_hosts)) for to_hosts in (False, True))
    assert tuple(between[0]) == ("Start Device", "Start Port", "End Device", "End Port", "Link Type")
    assert len(between) + len(hosts) == len(quantum(SUPERPOD))
    assert {row["Link Type"] for row in (*between, *hosts)} == {"Data"}
    assert all(re.fullmatch(r"Port \d+", row[end]) for row in between for end in ("Start Port", "End Port"))
    assert {row["Start Port"] for row in hosts if "-n" in row["Start Device"]} <= {f"ibp{bus}s0{end}" for bus in range(256) for end in ("", "f0", "f1")}


def test_hcas_are_numbered_by_rail_and_the_sheets_use_the_numbers() -> None:
    mapped = {row["hca-name"]: row["port"] for row in lines(ufm.hca_mapping(quantum(SUPERPOD)))}
    rails = {row.rail: row.cable.a_port for row in quantum(SUPERPOD) if row.cable.fabric == "compute" and row.rail is not None}
    assert [mapped[rails[rail]] for rail in range(8)] == [str(rail + 1) for rail in range(8)]
    sheet = lines(csv_text(cvt.POINT_TO_POINT, cvt.point_to_point(quantum(SUPERPOD), ufm.hca_numbers(quantum(SUPERPOD)))))
    assert {row["A-Port"] for row in sheet if row["A-Type"] == "Host"} == set(mapped.values())
    assert tuple(sheet[0]) == ("A-Rack", "A-U", "A-Node Name", "A-Type", "A-Port", "Z-Rack", "Z-RU", "Z-Node Name", "Z-Type", "Z-Port")


def test_the_unified_workbook_has_its_sheets_and_a_node_for_every_end() -> None:
    plan = pod(SUPERPOD)
    sheets = {title: (columns, found) for title, columns, found in cvt.workbook(plan.physical, plan.fabric, plan.hosts, rows(SUPERPOD))}
    assert list(sheets) == ["Nodes", "DC Floor Layout", "Links", "Server Profile"]
    assert all(len(line) == len(columns) for columns, found in sheets.values() for line in found)
    links = [dict(zip(sheets["Links"][0], line, strict=True)) for line in sheets["Links"][1]]
    assert len(links) == len(plan.fabric.cables)
    assert {row["Protocol"] for row in links} == {"ib", "ethernet"}
    assert {row[end] for row in links for end in ("A-Node", "Z-Node")} == {line[4] for line in sheets["Nodes"][1]}


def test_the_ethernet_topology_names_each_port_of_a_switch_once() -> None:
    ethernet = frozenset({"storage", "in_band", "out_of_band"})
    text = ptm_topology([row for row in rows() if row.cable.fabric in ethernet], ethernet)
    assert text.startswith("graph network {\n")
    edges = re.findall(r'^    "([^"]+)":"([^"]+)" -- "([^"]+)":"([^"]+)"$', text, re.MULTILINE)
    assert len(edges) == sum(row.technology == "ethernet" for row in rows())
    assert len({(edge[0], edge[1]) for edge in edges}) == len(edges)
    nodes = dict(re.findall(r'^    "([^"]+)" \[.*role="(\w+)"', text, re.MULTILINE))
    assert nodes == {device.name: "leaf" for device in pod().physical.devices if device.role == "leaf" and device.fabric != "compute"}


def test_netbox_gets_every_cable_with_its_colour_and_length() -> None:
    found = lines(netbox.netbox_cables(rows()))
    assert {(row["side_a_device"], row["side_a_name"], row["side_b_device"], row["side_b_name"], row["label"]) for row in found} == {
        (row.a_device, row.a_port, row.b_device, row.b_port, row.label) for row in pod().fabric.cables
    }
    assert {row["side_a_type"] for row in found} == {row["side_b_type"] for row in found} == {"dcim.interface"}
    assert {row["status"] for row in found} == {"planned"}
    assert {row["type"] for row in found} <= {"", "cat6", "dac-passive", "dac-active", "aoc"}
    assert all(re.fullmatch("[0-9a-f]{6}", row["color"]) for row in found)


def test_every_colour_has_a_code_in_netbox() -> None:
    assert set(netbox.HEX) == {colour.value for colour in Colour}
