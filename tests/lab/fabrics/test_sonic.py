"""SONiC's own YANG modules take the tables of every kind of switch, and find what is planted in them; FRR reads what lies beside."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.fabrics.sonic_yang import lacking, refused
from unit.outputs.sonic.pods import CONVERGED, PODS, TIERED, Database, databases, pod, texts

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(lacking()), reason=f"this machine lacks {', '.join(lacking())}")]
VTYSH = (shutil.which("vtysh") is None or not Path("/etc/frr/vtysh.conf").exists(), "this machine lacks vtysh of FRR, or its configuration")
Plant = Callable[[Database], object]


def kinds(architecture: str, units: int) -> list[str]:
    """Return one switch of each kind and work: leaf, spine, core, rail leaf, out-of-band switch."""
    found = {}
    for row in pod(architecture, units).ethernet.switches:
        routed = {port.use for port in pod(architecture, units).ethernet.ports if port.device == row.device}
        found.setdefault((row.panel, bool(row.asn), row.is_lossless, row.is_tunnel_end, frozenset(routed)), row.device)
    return list(found.values())


@pytest.mark.parametrize("size", PODS)
def test_the_modules_take_every_kind_of_switch(size: tuple[str, int]) -> None:
    assert {device: refused(texts(*size)[f"{device}_config_db.json"]) for device in kinds(*size)} == dict.fromkeys(kinds(*size), "")


def test_the_modules_take_every_word_of_a_site() -> None:
    found = texts(*CONVERGED, is_told=True)
    assert {name: refused(text) for name, text in found.items() if name.endswith(".json")} == dict.fromkeys(
        (name for name in found if name.endswith(".json")), ""
    )


def first(rows: dict[str, dict[str, str]]) -> dict[str, str]:
    return next(iter(rows.values()))


@pytest.mark.parametrize(
    ("plant", "found"),
    [
        (lambda tables: tables["INTERFACE"].update({"Ethernet9999": {}}), "INTERFACE_LIST[name='Ethernet9999']"),
        (lambda tables: tables["VLAN_MEMBER"].update({"Vlan10|Ethernet9999": {"tagging_mode": "untagged"}}), "[port='Ethernet9999']"),
        (lambda tables: tables["VLAN_MEMBER"].update({"Vlan10|Ethernet24": {"tagging_mode": "untagged"}}), "at most one VLAN"),
        (lambda tables: first(tables["PORT_QOS_MAP"]).update(dscp_to_tc_map="NONE"), "dscp_to_tc_map"),
        (lambda tables: first(tables["QUEUE"]).update(wred_profile="NONE"), "wred_profile"),
        (lambda tables: tables["VLAN"].update({"Vlan4095": {"vlanid": "4095"}}), "4095"),
        (lambda tables: first(tables["PORT"]).update(mtu="99999"), "99999"),
        (lambda tables: first(tables["PORT"]).update(sped="400000"), "sped"),
        (lambda tables: first(tables["PORT"]).pop("lanes"), "lanes"),
        (lambda tables: tables.pop("SAG"), "SAG GLOBAL"),
        (lambda tables: tables.pop("VRF"), "vrf_name"),
        (lambda tables: tables.pop("MGMT_PORT"), "MGMT_INTERFACE"),
        (lambda tables: first(tables["EVPN_ETHERNET_SEGMENT"]).update(esi="AUTO"), "ESI"),
        (lambda tables: tables["DSCP_TO_TC_MAP"]["ROCE"].update({"64": "1"}), "Invalid DSCP"),
        (lambda tables: tables["BUFFER_PG"].update({"Ethernet0|3": {"profile": "NONE"}}), "NONE"),
        (lambda tables: first(tables["BUFFER_PROFILE"]).update(pool="NONE"), "pool"),
        (lambda tables: first(tables["BUFFER_PORT_EGRESS_PROFILE_LIST"]).update(profile_list="egress_lossless_profile,NONE"), "profile_list"),
        (lambda tables: tables["CABLE_LENGTH"]["AZURE"].update(Ethernet0="5"), "Invalid cable length"),
        (lambda tables: tables["CABLE_LENGTH"]["AZURE"].update(Ethernet9999="5m"), "Ethernet9999"),
        (lambda tables: first(tables["LOSSLESS_TRAFFIC_PATTERN"]).update(mtu="9217"), "9216"),
    ],
)
def test_the_modules_find_what_is_planted(plant: Plant, found: str) -> None:
    device = next(row.device for row in pod(*CONVERGED).ethernet.switches if row.asn)
    tables = json.loads(json.dumps(databases(*CONVERGED)[device]))
    plant(tables)
    assert found in refused(json.dumps(tables))


@pytest.mark.skipif(VTYSH[0], reason=VTYSH[1])
@pytest.mark.parametrize("size", [CONVERGED, TIERED])
def test_frr_reads_what_lies_beside(size: tuple[str, int], tmp_path: Path) -> None:
    for is_told in (False, True):
        for device in kinds(*size):
            (tmp_path / "frr.conf").write_text(texts(*size, is_told=is_told)[f"{device}_frr.conf"])
            done = subprocess.run(("vtysh", "-C", "-f", tmp_path / "frr.conf"), capture_output=True, text=True, timeout=60, check=False)
            assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(VTYSH[0], reason=VTYSH[1])
def test_frr_finds_what_is_planted(tmp_path: Path) -> None:
    text = next(text for name, text in texts(*CONVERGED).items() if name.endswith("_frr.conf"))
    (tmp_path / "frr.conf").write_text(re.sub("evpn mh es-id .*", "evpn mh es-idd 1", text, count=1))
    assert subprocess.run(("vtysh", "-C", "-f", tmp_path / "frr.conf"), capture_output=True, timeout=60, check=False).returncode
