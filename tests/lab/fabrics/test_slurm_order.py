"""The order of nodes in Slurm is OpenSM's own: what its fat tree counts under each leaf, from a simulated fabric with the plan's cables."""

from pathlib import Path

import pytest

from lab.fabrics.ibsim import lacking, simulated
from podwright.outputs.topology.slurm import topology_conf
from podwright.plan.scheduling import scheduling
from podwright.plan.types import Plan, Role, Tier
from unit.outputs.topology.expander import switch_lines
from unit.pods import plan

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(lacking()), reason=f"a simulated fabric needs {', '.join(lacking())}")]

ORDER = "opensm-ftree-ca-order.dump"
LEAVES = 16  # of two units: eight rails each


def port_index(name: str) -> int:
    """Return the index of a switch's port, whose name is cage and lane."""
    cage, lane = name.split("/")
    return int(cage) * 2 + int(lane) - 2


def net(pod: Plan) -> str:
    """Return the compute fabric as ibsim reads it: an adapter a rail, named as its node and the rail; GUIDs count against the order of the names."""
    switches = [device.name for device in pod.physical.devices if device.fabric == "compute" and device.role in (Role.LEAF, Role.SPINE)]
    lanes = {(port.device, port.name): port.lane for port in pod.fabric.ports if port.fabric == "compute"}
    links: dict[str, list[tuple[int, str, int]]] = {}
    for cable in pod.fabric.cables:
        if cable.fabric != "compute" or cable.tier not in (Tier.NODE_LEAF, Tier.LEAF_SPINE):
            continue
        rail = f"{cable.a_device}.{lanes[cable.a_device, cable.a_port]}"
        a = (rail, 1) if cable.tier is Tier.NODE_LEAF else (str(cable.a_device), port_index(cable.a_port))
        b = str(cable.b_device), port_index(cable.b_port)
        links.setdefault(a[0], []).append((a[1], *b))
        links.setdefault(b[0], []).append((b[1], *a))
    known = set(switches)
    text = []
    for number, (name, ports) in enumerate(sorted(links.items(), reverse=True), start=1):
        guid = f"0x02a1{number * 16:012x}"
        kind = f'switchguid={guid}\nSwitch\t64 "{name}"' if name in known else f'caguid={guid}\nHca\t1 "{name}"'
        lines = [f'[{index}]\t"{other}"[{there}]' for index, other, there in sorted(ports)]
        text.append("\n".join((f'vendid=0x2c9\ndevid=0x1\n{kind}\t\t# "{name}"', *lines)))
    return "\n\n".join(text) + "\n\n"


def leaves_of(dump: str) -> list[list[str]]:
    """Return the adapters under each leaf in OpenSM's order; the dump fills every leaf up to the widest with dummies."""
    rows = [line.split(None, 1)[1] for line in dump.splitlines()]
    width = len(rows) // LEAVES
    return [[name for name in rows[first : first + width] if name != "DUMMY"] for first in range(0, len(rows), width)]


def test_nodes_under_a_leaf_of_slurm_are_in_the_order_of_opensm(tmp_path: Path) -> None:
    pod = plan("dgx-superpod-h100", 2)
    with simulated(net(pod), tmp_path) as fabric:
        log = fabric.opensm("-R", "ftree")
    assert "ftree tables configured" in log, log[-2000:]
    counted = leaves_of((tmp_path / ORDER).read_text(encoding="utf-8"))
    lowest = [nodes for _, nodes in switch_lines(topology_conf(scheduling(pod.cluster))).values() if nodes]
    expected = [[f"{node}.{rail}" for node in nodes] for nodes in lowest for rail in range(8)]
    assert counted == expected
