"""What a port is called in each file of cables: by the system where a program reads it, by the front where a person does; a label keeps its name."""

import csv
import io
import json
from functools import cache

import pytest

from podwright.outputs.cabling.netbox import netbox_cables
from podwright.outputs.cabling.ptm import ptm_topology
from podwright.outputs.cabling.returned.compare import compare
from podwright.outputs.cabling.returned.fault import Weight
from podwright.outputs.cabling.returned.table import read_table
from podwright.outputs.cabling.rows import CableRow, cable_rows
from podwright.outputs.cabling.sheet import installer_sheet, label_sheet
from podwright.outputs.imports.netbox import netbox_files
from podwright.outputs.sonic import switch_files
from podwright.plan.hardware import Hardware
from podwright.plan.types import Plan
from unit.pods import plan

Line = dict[str, str]


@cache
def pod(system: str) -> Plan:
    return plan("era-2-8-9-400", fabrics={"ethernet": {"os": system}})


@cache
def rows(system: str) -> list[CableRow]:
    given = pod(system)
    return list(cable_rows(given.physical, given.fabric, given.pulling, given.ethernet))


def lines(text: str) -> list[Line]:
    return list(csv.DictReader(io.StringIO(text)))


@cache
def configured() -> dict[str, dict[str, dict[str, str]]]:
    """Return the ports of every switch as its own configuration has them."""
    given = pod("sonic")
    files = dict(switch_files(given.ethernet, given.hosts, given.fabric.cables))
    return {name.removesuffix("_config_db.json"): json.loads(text)["PORT"] for name, text in files.items() if name.endswith("_config_db.json")}


def test_netbox_and_the_topology_name_ports_as_the_switch_s_own_configuration_does() -> None:
    ports = configured()
    dot = ptm_topology(rows("sonic"), frozenset(row.name for row in pod("sonic").fabric.fabrics), system="sonic")
    assert 'os="sonic"' in dot
    assert "swp" not in dot
    seen = 0
    for line in lines(netbox_cables(rows("sonic"))):
        for device, port in ((line["side_a_device"], line["side_a_name"]), (line["side_b_device"], line["side_b_name"])):
            if device in ports and port != "eth0":
                assert port in ports[device], (device, port)
                assert f'"{device}":"{port}"' in dot
                seen += 1
    assert seen > 100


def test_netbox_s_cables_end_at_interfaces_that_its_import_makes() -> None:
    files = dict(netbox_files(pod("sonic"), Hardware({}, {}, {})))
    made = {(line["device"], line["name"]) for line in lines(files["13-interfaces.csv"])}
    ends = {(line[f"side_{end}_device"], line[f"side_{end}_name"]) for line in lines(netbox_cables(rows("sonic"))) for end in "ab"}
    assert ends <= made
    assert {line["lag"] for line in lines(files["13-interfaces.csv"]) if line["device"] in configured() and line["lag"]} <= {
        name for device, name in made if name.startswith("PortChannel")
    }
    addressed = {(line["device"], line["interface"]) for line in lines(files["15-ip-addresses.csv"])}
    assert addressed <= made
    assert {name for device, name in addressed if device in configured()} <= {"eth0", "Loopback0"} | {name for device, name in made if name.startswith("Vlan")}


def test_people_read_what_the_front_of_the_switch_says_and_labels_stay() -> None:
    fronts = {device: {row["alias"] for row in ports.values()} for device, ports in configured().items()}
    sheet, plain = lines(installer_sheet(rows("sonic"), {})), lines(installer_sheet(rows("cumulus"), {}))
    for line in sheet:
        for end in "AB":
            if line[f"{end}_DEVICE"] in fronts and line[f"{end}_PORT"] != "eth0":
                assert line[f"{end}_PORT"] in fronts[line[f"{end}_DEVICE"]], line
    assert [line["LABEL"] for line in sheet] == [line["LABEL"] for line in plain]
    assert label_sheet(rows("sonic")) == label_sheet(rows("cumulus"))
    assert "etp" not in installer_sheet(rows("cumulus"), {})


@pytest.mark.parametrize("called", ["front", "own", "plan"])
def test_a_sheet_comes_back_by_any_name_of_its_ports(called: str) -> None:
    given = {
        (row.cable.b_device, row.b_called.front): {"front": row.b_called.front, "own": row.b_called.own, "plan": row.cable.b_port}[called]
        for row in rows("sonic")
    }
    found = lines(installer_sheet(rows("sonic"), {}))
    for line in found:
        line |= {"B_PORT": given[line["B_DEVICE"], line["B_PORT"]], "SERIAL": f"S{line['LABEL']}"}
    result = compare(read_table(_csv(found)), rows("sonic"), {}, {})
    assert result.faults == ()
    assert len(result.accepted) == len(found)


def test_two_plugs_that_came_back_exchanged_are_told_by_the_front() -> None:
    found = lines(installer_sheet(rows("sonic"), {}))
    one, other = [line for line in found if line["B_PORT"].startswith("etp")][:2]
    one["B_DEVICE"], one["B_PORT"], other["B_DEVICE"], other["B_PORT"] = other["B_DEVICE"], other["B_PORT"], one["B_DEVICE"], one["B_PORT"]
    (fault,) = compare(read_table(_csv(found)), rows("sonic"), {}, {}).faults
    assert fault.weight is Weight.DIFFERENCE
    assert f"{one['B_DEVICE']}/{one['B_PORT']}" in fault.what
    assert "swp" not in fault.what


def _csv(found: list[Line]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(found[0]))
    writer.writeheader()
    writer.writerows(found)
    return out.getvalue().encode()
