"""A wire map that others drew: NVIDIA's own has six switch ports that are used twice, and GPU ports labelled with another VLAN than configured."""

import re
from pathlib import Path

import pytest
import yaml

from podwright.outputs.cabling.returned.table import read_table
from podwright.outputs.cabling.returned.wire_map import ENTERPRISE_RA, WireMap, wire_map

FACTS = Path(__file__).resolve().parents[6] / "shared" / "facts" / "era"
PLAIN = {role: role for role in ("device", "port", "switch", "switch_port")}


def drawn(design: str, vlans: dict[tuple[str, str], int] | None = None) -> WireMap:
    return wire_map(read_table((FACTS / design / "wiremap.csv").read_bytes()), ENTERPRISE_RA, vlans=vlans or {})


def configured(design: str) -> dict[tuple[str, str], int]:
    """Return the untagged VLAN of each port that NVIDIA's configuration of the cores gives one."""
    found = {}
    for path in sorted((FACTS / design / "switches").glob("core-*.yaml")):
        interfaces = next(part["set"] for part in yaml.safe_load(path.read_text(encoding="utf-8")) if "set" in part)["interface"]
        for names, words in interfaces.items():
            access = words.get("bridge", {}).get("domain", {}).get("br_default", {}).get("access")
            for name in ports(names) if access is not None else ():
                found[path.stem, name] = int(access)
    return found


def ports(names: str) -> list[str]:
    """Return the ports of NVUE's short form `swp4-5s0-1`, `swp1s0,swp2s0`."""
    found = []
    for word in names.split(","):
        read = re.fullmatch(r"(?:swp)?(\d+)(?:-(\d+))?(?:s(\d+)(?:-(\d+))?)?", word)
        if read is None:
            continue
        cages = range(int(read[1]), int(read[2] or read[1]) + 1)
        lanes = [f"s{lane}" for lane in range(int(read[3]), int(read[4] or read[3]) + 1)] if read[3] else [""]
        found += [f"swp{cage}{lane}" for cage in cages for lane in lanes]
    return found


def test_the_six_switch_ports_that_nvidia_uses_twice_are_found() -> None:
    twice = {fault.where: fault.what for fault in drawn("2-8-9-400").faults if fault.code == "P436" and "switch" in fault.where}
    switches = {"oob-switch-01": (7, 26, 27, 31), "oob-switch-02": (30,), "oob-switch-03": (30,)}
    assert set(twice) == {f"{switch} swp{port}" for switch, found in switches.items() for port in found}
    assert twice["oob-switch-01 swp7"] == "the port is used 2 times: su-02-node-01 B3220 SL9 BMC (line 103), su-02-node-02 CX-6 SL10 P2 (line 125)"


def test_a_map_without_double_ports_has_no_fault() -> None:
    assert [fault for fault in drawn("2-8-5-200").faults if fault.code == "P436"] == []


def test_gpu_ports_labelled_with_another_vlan_than_configured_are_one_fault() -> None:
    vlans = configured("2-8-9-400")
    found = [fault for fault in drawn("2-8-9-400", vlans).faults if fault.code == "P437"]
    gpu = [fault for fault in found if fault.where == "VLAN 200" and "configured with 900" in fault.what]
    assert len(gpu) == 1
    assert gpu[0].what.startswith("96 ports are labelled VLAN 200, their switches are configured with 900: core-01 swp4s0 (line 5)")


def test_the_columns_may_be_named_and_a_missing_one_is_told() -> None:
    table = read_table(b"device,port,switch,switch_port\nn1,e0,s1,swp1\nn2,e0,s1,swp1\nn3,e0,,\n")
    found = wire_map(table, PLAIN, vlans={})
    assert [(fault.line, fault.column, fault.where) for fault in found.faults] == [(3, 4, "s1 swp1")]
    assert (len(found.wires), found.unwired_count) == (2, 1)
    lacking = wire_map(table, {"device": "device", "port": "prot"}, vlans={})
    assert [fault.code for fault in lacking.faults] == ["P438", "P438"]
    assert "Did you mean port?" in lacking.faults[0].remedy or "Did you mean port?" in lacking.faults[1].remedy


@pytest.mark.parametrize(("cell", "is_told"), [("900", False), ("200", True), ("", False)])
def test_a_plain_vlan_column_is_compared(cell: str, is_told: bool) -> None:
    table = read_table(f"device,port,switch,switch_port,vlan\nn1,e0,s1,swp1,{cell}\n".encode())
    found = wire_map(table, {**PLAIN, "vlan": "vlan"}, vlans={("s1", "swp1"): 900})
    assert bool(found.faults) is is_told
