"""A planned subnet brought up by the real programs on a simulated fabric, with GUIDs by place; and what the plan says of it, in their words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lab.fabrics.ibsim import SimulatedFabric, simulated
from podwright.outputs.infiniband.guids import Guids, simulated_guids
from podwright.outputs.infiniband.subnet import subnet_files
from podwright.plan.types import Lid, LidHolder, LidSubnet, Plan

CONFIGURED = "ftree tables configured on all switches"
NODE = re.compile(r'(?:Switch|Ca)\s+\d+\s+"[SH]-[0-9a-f]{16}"\s*# "([^"]*)"(?: enhanced port 0 lid (\d+) lmc 0)?')
PORT = re.compile(r'\[(\d+)\](?:\([0-9a-f]+\))?\s+"[SH]-[0-9a-f]{16}"\[(\d+)\](?:\([0-9a-f]+\))?\s*# (?:lid (\d+) lmc 0 )?"([^"]*)"')

End = tuple[str, int]
"""Who, as the names of the plan have it, and the number of the port there."""


@dataclass(frozen=True)
class PlannedSubnet:
    """One subnet of a plan in a folder of its own, with every file that OpenSM reads."""

    pod: Plan
    subnet: LidSubnet
    lids: tuple[Lid, ...]
    guids: Guids
    folder: Path

    @property
    def net(self) -> str:
        """Return the topology as the plan tells it to ibsim."""
        return (self.folder / "topology.net").read_text(encoding="utf-8")

    def holder(self, kind: LidHolder) -> Lid | None:
        """Return the first of what has a LID of a kind."""
        return next((row for row in self.lids if row.holder is kind), None)

    def node_id(self, row: Lid) -> str:
        """Return what ibsim calls an HCA or a switch."""
        guid = self.guids.known[row.device, row.port]
        return f"S-{guid:016x}" if row.holder is LidHolder.SWITCH else f"H-{guid + self.guids.node_offset:016x}"


@dataclass(frozen=True)
class Scan:
    """What a scan found: every cable as its two ends, and the LID of every HCA port and switch by name."""

    cables: frozenset[frozenset[End]]
    lids: dict[str, int]


def planned_subnet(pod: Plan, subnet: LidSubnet, folder: Path) -> PlannedSubnet:
    """Return a subnet of the plan, its files written to the folder."""
    lids = tuple(row for row in pod.infiniband.lids if row.subnet == subnet.name)
    guids = simulated_guids(pod.infiniband.lids, pod.physical.devices)
    for name, text in subnet_files(subnet, pod.infiniband, pod.fabric, pod.physical, guids, folder=str(folder)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return PlannedSubnet(pod, subnet, lids, guids, folder)


@contextmanager
def running(planned: PlannedSubnet) -> Iterator[SimulatedFabric]:
    """Yield the simulated subnet; programs run at a fabric manager's port, or at the last host's where there is none."""
    with simulated(planned.net, planned.folder, seat=planned.node_id(planned.holder(LidHolder.MANAGER) or planned.lids[-1])) as fabric:
        yield fabric


def scanned(fabric: SimulatedFabric, planned: PlannedSubnet) -> Scan:
    """Return what ibnetdiscover finds, under the names of the plan's own node-name map."""
    cables, lids, current = set(), dict[str, int](), ""
    for line in fabric.run("ibnetdiscover", "--node-name-map", str(planned.folder / "ib-node-name-map")).splitlines():
        if node := NODE.match(line):
            current = node[1]
            if node[2]:
                lids[current] = int(node[2])
        elif port := PORT.match(line):
            cables.add(frozenset(((current, int(port[1])), (port[4], int(port[2])))))
            if port[3]:
                lids[current] = int(port[3])
    return Scan(frozenset(cables), lids)


def planned_cables(planned: PlannedSubnet) -> frozenset[frozenset[End]]:
    """Return the cables that the plan has on the subnet, numbered here by hand: `5/2` and `sw5p2` are the second port of the fifth cage, `1/17` is the 17th port."""
    switches = {row.device for row in planned.lids if row.holder is LidHolder.SWITCH}
    two_a_cage = {row.kind for row in planned.pod.fabric.cages}
    kinds = {device.name: device.kind for device in planned.pod.physical.devices}

    def end(device: str, port: str) -> End:
        if device not in switches:
            return f"{device} {port}", 1
        cage, lane = (int(part) for part in re.fullmatch(r"(?:sw)?(\d+)[/p](\d+)", port).groups())  # type: ignore[union-attr]
        return device, cage * 2 - 2 + lane if kinds[device] in two_a_cage else lane

    mine = (cable for cable in planned.pod.fabric.cables if cable.fabric == planned.subnet.fabric and cable.b_device in switches)
    return frozenset(frozenset((end(cable.a_device, cable.a_port), end(cable.b_device, cable.b_port))) for cable in mine)


def planned_lids(planned: PlannedSubnet) -> dict[str, int]:
    """Return the LID that the plan gives to every HCA port and switch, by name."""
    return {f"{row.device}{' ' if row.port else ''}{row.port}": row.lid for row in planned.lids}
