"""What NCCL and IMEX are told, and the sheet of NVLink domains."""

import csv
import io

import pytest

from podwright.outputs.topology.nccl import first_of_each_kind, nccl_conf
from podwright.outputs.topology.nvlink import COLUMNS, domain_sheet, imex_nodes
from podwright.plan.scheduling import scheduling
from podwright.plan.types import Plan
from unit.pods import plan, wide_pools


@pytest.fixture(scope="module")
def nvl72() -> Plan:
    return plan("dgx-superpod-gb200", 1, addresses=wide_pools())


def settings(pod: Plan) -> dict[str, str]:
    """Return what nccl.conf sets on the first kind of node, as NCCL reads it: up to the first equals sign, remarks left out."""
    kinds: dict[str, str] = {device.name: device.kind for device in pod.physical.devices}
    host = next(iter(first_of_each_kind(pod.hosts.hosts, kinds).values()))
    lines = [line for line in nccl_conf(host, pod.fabric).splitlines() if not line.startswith("#")]
    return {line.partition("=")[0]: line.partition("=")[2] for line in lines}


def test_adapters_stand_in_the_order_of_the_rails() -> None:
    told = settings(plan("dgx-superpod-h100", 1))
    assert told["NCCL_IB_HCA"] == "=ibp24s0,ibp64s0,ibp79s0,ibp94s0,ibp154s0,ibp192s0,ibp206s0,ibp220s0"
    assert told["NCCL_CROSS_NIC"] == "0"
    assert told["NCCL_SOCKET_IFNAME"] == "=bond0"
    assert "NCCL_IB_TC" not in told


def test_ethernet_rails_mark_their_traffic() -> None:
    assert settings(plan("nvl72-ai-factory-gb300", 1, addresses=wide_pools()))["NCCL_IB_TC"] == "106"


def test_adapters_whose_place_no_name_tells_are_not_guessed() -> None:
    assert "NCCL_IB_HCA" not in settings(plan("dgx-superpod-b300-spectrum", 1, addresses=wide_pools()))


def test_imex_is_told_every_node_of_its_domain_and_no_other(nvl72: Plan) -> None:
    lists = {domain.name: imex_nodes(domain, nvl72.hosts).splitlines() for domain in scheduling(nvl72.cluster).domains}
    expected = {host.in_band_v4: host.name.rsplit("-", 1)[0] for host in nvl72.hosts.hosts if host.gpu_count}
    assert {address: name for name, addresses in lists.items() for address in addresses} == expected
    assert {len(addresses) for addresses in lists.values()} == {18}


def test_the_sheet_has_nine_switches_and_eighteen_nodes_a_domain(nvl72: Plan) -> None:
    sheet = domain_sheet(scheduling(nvl72.cluster).domains, nvl72.physical, nvl72.fabric, nvl72.hosts)
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert tuple(rows[0]) == COLUMNS
    first = [row for row in rows if row["domain"] == "pod-u001-r01"]
    assert [(row["part"], row["index"]) for row in first] == [("switch", f"{n}") for n in range(1, 10)] + [("node", f"{n}") for n in range(1, 19)]
    assert all(row["out_of_band_v4"] for row in rows)
    assert len(rows) == 8 * 27
