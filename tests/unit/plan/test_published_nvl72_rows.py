"""Every row of the facts file on NVL72 pods: found again in a plan or in the catalogue, or told where it is judged."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from podwright.catalog.products import SystemKind
from podwright.plan.types import Role
from unit.plan.nvl72 import FACTORY, GB200, GB300, catalog, pod, sizes, table

FACTS = Path(__file__).resolve().parents[4] / "shared" / "facts" / "reference-architectures.json"
Fact = Mapping[str, object]
NAME = re.compile(r"(?:ib|en)(?:P(?P<domain>\d+))?p(?P<bus>\d+)s0(?:f(?P<function>\d))?")

ELSEWHERE = {
    ("DGX SuperPOD GB200", "document"): "the document's id: it stands in the catalogue as a source",
    ("GB200 NVL72 (HPE)", "system_power_cooling"): "judged with power and cooling",
    ("GB300 NVL72 (HPE)", "system_power_cooling"): "judged with power and cooling",
    ("GB300 NVL72 (Lenovo LP2357)", "system_power_cooling"): "judged with power and cooling",
    ("Mission Control N-S network (GB200 extended)", "address_and_asn_plan"): "addresses of another system: a pod's come from its own pools",
}
"""Tables that are not judged here, and why."""


def tray(architecture: str) -> SystemKind:
    return catalog(architecture).systems[catalog(architecture).architecture.unit.node]


def links(architecture: str, fabric: str) -> tuple[int, int]:
    """Return number and rate of the ports that a tray has on a fabric of the architecture."""
    technology = next(rule.technology for rule in catalog(architecture).fabrics if rule.name == fabric)
    rates = [port.rate_gbps for port in tray(architecture).ports if port.fabric == fabric and port.technology in (None, technology)]
    return len(rates), rates[0]


def rack(architecture: str) -> Counter[Role]:
    return Counter(device.role for device in pod(architecture, 1).physical.devices if device.rack == "pod-u001-r01")


def rack_gpus(architecture: str) -> int:
    kind = tray(architecture)
    return rack(architecture)[Role.GPU_NODE] * (kind.gpus.count.value if kind.gpus else 0)


def leaf(architecture: str, fabric: str) -> str:
    return next(rule.leaf for rule in catalog(architecture).fabrics if rule.name == fabric).upper()


def sizing_of(architecture: str) -> Callable[[Fact], Fact]:
    def found(row: Fact) -> Fact:
        one = table(architecture, 1)
        racks = sum(rack.kind == "nvl72" for rack in pod(architecture, 1).physical.racks)
        found = {
            "racks_per_su": racks,
            "gpus_per_su": one["gpus"],
            "trays_per_su": one["nodes"],
            "max_su": 16,
            "max_gpus": 16 * rack_gpus(architecture) * racks,
            "su_tdp_mw": round(pod(architecture, 1).power.nominal_w / 1e6, 1),
        }
        assert sizes(architecture, 16)["compute"].leaves, "a pod of 16 units can be had"
        return {word: found[word] for word in found if word in row}

    return found


def domain(_: Fact) -> Fact:
    ports, found = catalog(GB200).switches["nvlink-switch-tray"].port_count(), rack(GB200)
    per_gpu = found[Role.NVLINK_SWITCH] * ports // rack_gpus(GB200)
    both_ways = 2 * per_gpu * catalog(GB200).switches["nvlink-switch-tray"].ports()[0][2] / 8 / 1000
    return {
        "compute_trays": found[Role.GPU_NODE],
        "nvlink_switch_trays": found[Role.NVLINK_SWITCH],
        "gpus": rack_gpus(GB200),
        "nvlink_links_per_gpu": per_gpu,
        "nvlink_tb_s_per_gpu": both_ways,
    }


def fabrics(_: Fact) -> Fact:
    rules = catalog(GB200).fabrics
    switches = {"compute": f"{leaf(GB200, 'compute')} NDR400", "storage+in-band": leaf(GB200, "storage"), "oob": leaf(GB200, "out_of_band")}
    return {"logical": 1 + len(rules), "physical": 1 + sum(rule.shares is None for rule in rules), "switches": switches}


def links_gb200(_: Fact) -> Fact:
    (rails, rail_rate), (storage, rate), (in_band, same) = (links(GB200, fabric) for fabric in ("compute", "storage", "in_band"))
    assert rate == same
    return {"ib": f"{rails} x {rail_rate}G", "ethernet": f"{storage + in_band} x {rate}GbE shared by storage and in-band"}


def links_gb300(_: Fact) -> Fact:
    (rails, rail_rate), (storage, rate), (in_band, same) = (links(GB300, fabric) for fabric in ("compute", "storage", "in_band"))
    assert rate == same
    return {
        "ib": f"{rails} x ConnectX-8 {rail_rate}G",
        "ethernet": f"{storage + in_band} x {rate}GbE on one BlueField-3 B3240",
        "switches": {"storage+in-band": leaf(GB300, "storage"), "oob": leaf(GB300, "out_of_band")},
    }


def software(_: Fact) -> Fact:
    return {"inband": leaf(GB200, "in_band"), "oob": leaf(GB200, "out_of_band"), "nvlink_switches_per_rack": rack(GB200)[Role.NVLINK_SWITCH]}


def port(row: Fact) -> Fact:
    """Return the PCI address that one of the tray's port names stands for, if it is the row's."""
    addresses = set()
    for name in (own.name for own in tray(GB200).ports if own.fabric in ("compute", "storage", "in_band")):
        match = NAME.match(name)
        assert match is not None, name
        addresses.add(f"{int(match['domain'] or 0):02x}:{int(match['bus']):02x}:00.{match['function'] or 0}")
    assert row["pci_domain_bus"] in addresses
    return {"pci_domain_bus": row["pci_domain_bus"]}


def system(_: Fact) -> Fact:
    found = rack(GB200)
    return {"trays": found[Role.GPU_NODE], "nvlink_trays": found[Role.NVLINK_SWITCH], "tor_switches": found[Role.LEAF], "gpus": rack_gpus(GB200)}


def factory_scaling(_: Fact) -> Fact:
    planes = next(rule.plane_count for rule in catalog(FACTORY).fabrics if rule.name == "compute")
    nodes = table(FACTORY, 1)["nodes"]
    most = catalog(FACTORY).architecture.layouts[-1].most_units
    assert most * nodes * 4 <= 1024 < (most + 1) * nodes * 4, "the last rack is the last that a plane's interfaces reach"
    return {"su": f"1 rack: {nodes} nodes, {rack_gpus(FACTORY)} GPU", "planes": planes}


def factory_designs(_: Fact) -> Fact:
    return {"designs_racks": [2, 4, 8], "gpus": [table(FACTORY, racks)["gpus"] for racks in (2, 4, 8)], "shelves": f"{rack(FACTORY)[Role.POWER_SHELF]} x 33 kW"}


JUDGES: Mapping[tuple[str, str], Callable[[Fact], Fact]] = {
    ("DGX SuperPOD GB200", "sizing"): sizing_of(GB200),
    ("DGX SuperPOD GB300", "sizing"): sizing_of(GB300),
    ("DGX SuperPOD GB200", "nvlink_domain"): domain,
    ("DGX SuperPOD GB200", "fabrics_and_roles"): fabrics,
    ("DGX SuperPOD GB200", "tray_links"): links_gb200,
    ("DGX SuperPOD GB300", "tray_links"): links_gb300,
    ("GB200 N-S", "software"): software,
    ("GB200 compute tray", "nic_port_map"): port,
    ("DGX GB200 NVL72", "system_power_cooling"): system,
    ("NVL72 AI Factory (GB300)", "scaling"): factory_scaling,
    ("NVL72 AI Factory (GB300)", "system_power_cooling"): factory_designs,
}


def rows() -> list[dict[str, object]]:
    """Return the rows on these systems; the test is left out where a clone stands without the file."""
    if not FACTS.is_file():
        pytest.skip("the facts file is not beside this clone")
    found: list[dict[str, object]] = json.loads(FACTS.read_text())
    return [row for row in found if re.search("GB[23]00", str(row["architecture"]))]


def test_what_a_row_says_is_found_again() -> None:
    wrong = []
    for row in rows():
        judge = JUDGES.get((str(row["architecture"]), str(row["table"])))
        found = judge(row) if judge else {}
        wrong += [(row["architecture"], row["row"], name, value, row[name]) for name, value in found.items() if value != row[name]]
    assert wrong == []


def test_every_row_is_judged_here_or_said_to_be_judged_elsewhere() -> None:
    assert {(str(row["architecture"]), str(row["table"])) for row in rows()} == JUDGES.keys() | ELSEWHERE.keys()
