"""A subnet as ibnetdiscover prints it, and ibsim reads it: every switch and HCA with its ports."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from podwright.outputs.cabling.numbers import PortNumbers
from podwright.outputs.infiniband.guids import Guids, Where
from podwright.plan.names import DeviceName, PortName
from podwright.plan.types import Cable, Device, Fabrics, Lid, LidHolder, LidSubnet

MELLANOX = 0x2C9
MODELS = {200: (0x101B, 0xD2F0, "HDR"), 400: (0x1021, 0xD2F2, "NDR"), 800: (0x1023, 0xD2F4, "XDR")}
"""By rate: PCI ids of HCA and switch (ConnectX-6, Quantum; ConnectX-7, Quantum-2; ConnectX-8, Quantum-3) and the speed's name. Source: pci.ids, 2026; IBTA roadmap."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a cable as the subnet knows it: who, the number of the port there."""

    row: Lid
    number: int


@dataclass(frozen=True, slots=True)
class Link:
    """One cable of a subnet."""

    a: End
    b: End
    rate_gbps: int


def links(subnet: LidSubnet, lids: Iterable[Lid], fabric: Fabrics, devices: Iterable[Device]) -> tuple[Link, ...]:
    """Return the cables of a subnet with the numbers of their ports, in the order of labels."""
    row_of = {(row.device, row.port): row for row in lids}
    device_of, numbers = {device.name: device for device in devices}, PortNumbers(fabric.cages)

    def end(device: DeviceName, port: PortName) -> End | None:
        own = row_of.get((device, port))
        if own is not None:
            return End(own, 1)
        switch = row_of.get((device, PortName("")))
        return End(switch, numbers.of(device_of[device], port)) if switch else None

    ends = ((end(cable.a_device, cable.a_port), end(cable.b_device, cable.b_port), cable) for cable in fabric.cables if _is_of(cable, subnet, fabric))
    return tuple(Link(a, b, cable.rate_gbps) for a, b, cable in ends if a and b)


def net(subnet: LidSubnet, rows: Iterable[Link], guids: Guids) -> str:
    """Return the topology of a subnet as ibnetdiscover prints it: switches and then HCAs, each in the order of LIDs; what has no GUID yet is left out."""
    ports: dict[Where, list[tuple[int, End, int]]] = defaultdict(list)
    found: dict[Where, Lid] = {}
    for link in rows:
        for here, there in ((link.a, link.b), (link.b, link.a)):
            where = here.row.device, here.row.port
            found[where] = here.row
            ports[where].append((here.number, there, link.rate_gbps))
    order = sorted(found, key=lambda where: (found[where].holder is not LidHolder.SWITCH, found[where].lid))
    records = ("".join(_record(found[where], sorted(ports[where], key=lambda port: port[0]), guids)) for where in order if where in guids.known)
    return guids.header(f"topology of subnet {subnet.name}, as planned") + "\n" + "\n".join(records)


def _is_of(cable: Cable, subnet: LidSubnet, fabric: Fabrics) -> bool:
    return cable.fabric == subnet.fabric or any(one.shares == subnet.fabric and one.name == cable.fabric for one in fabric.fabrics)


def _record(row: Lid, ports: list[tuple[int, End, int]], guids: Guids) -> Iterator[str]:
    node, is_switch = _node(row, guids), row.holder is LidHolder.SWITCH
    hca, switch, _ = MODELS.get(max(rate for *_, rate in ports), MODELS[400])
    yield f"vendid=0x{MELLANOX:x}\ndevid=0x{switch if is_switch else hca:x}\nsysimgguid=0x{node:016x}\n"
    if is_switch:
        yield f"switchguid=0x{node:016x}({node:016x})\n"
        yield f'Switch\t{_port_count(ports)} "S-{node:016x}"\t\t# "{row.device}" enhanced port 0 lid {row.lid} lmc 0\n'
    else:
        yield f'caguid=0x{node:016x}\nCa\t1 "H-{node:016x}"\t\t# "{row.device} {row.port}"\n'
    for number, there, rate_gbps in ports:
        far = _node(there.row, guids)
        if far is not None:
            yield _port(row, number, there, far, rate_gbps, guids)


def _port(row: Lid, number: int, there: End, far: int, rate_gbps: int, guids: Guids) -> str:
    other, speed = there.row, f"4x{MODELS.get(rate_gbps, MODELS[400])[2]}"
    if row.holder is not LidHolder.SWITCH:
        own = guids.known[row.device, row.port]
        return f'[{number}]({own:x}) \t"S-{far:016x}"[{there.number}]\t\t# lid {row.lid} lmc 0 "{other.device}" lid {other.lid} {speed}\n'
    if other.holder is LidHolder.SWITCH:
        return f'[{number}]\t"S-{far:016x}"[{there.number}]\t\t# "{other.device}" lid {other.lid} {speed}\n'
    port_guid = guids.known[other.device, other.port]
    return f'[{number}]\t"H-{far:016x}"[1]({port_guid:x}) \t\t# "{other.device} {other.port}" lid {other.lid} {speed}\n'


def _port_count(ports: list[tuple[int, End, int]]) -> int:
    """Return the number of ports that a switch is told to have: the next multiple of eight above its last cabled one."""
    return -(-max(number for number, *_ in ports) // 8) * 8


def _node(row: Lid, guids: Guids) -> int | None:
    """Return the GUID of a switch or an HCA itself."""
    guid = guids.known.get((row.device, row.port))
    return None if guid is None else guid + (0 if row.holder is LidHolder.SWITCH else guids.node_offset)
