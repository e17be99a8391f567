"""A pod as it is wired, told in the words of the programs that see it: from a plan, with the faults that a test plants."""

import csv
import io
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from podwright.observe.observed import NodeKind, Observed
from podwright.observe.reading import Reading, read
from podwright.plan.types import Plan, Role

End = tuple[str, str]
Wires = dict[End, End]
SWITCHES = (Role.LEAF, Role.SPINE, Role.CORE)
QUANTUM = {200: "HDR", 400: "NDR", 800: "XDR"}


def wires(plan: Plan, *fabrics: str) -> Wires:
    """Return which port of the plan meets which, on these fabrics."""
    ends: Wires = {}
    for cable in plan.fabric.cables:
        if cable.fabric in fabrics:
            ends[cable.a_device, cable.a_port] = (cable.b_device, cable.b_port)
            ends[cable.b_device, cable.b_port] = (cable.a_device, cable.a_port)
    return ends


def unplug(ends: Wires, *pulled: End) -> Wires:
    """Return the wires without the cables at these ports."""
    gone = {*pulled, *(ends[end] for end in pulled)}
    return {end: other for end, other in ends.items() if end not in gone}


def plug(ends: Wires, one: End, other: End) -> Wires:
    """Return the wires with one cable more."""
    assert not {one, other} & ends.keys(), "a port takes one plug"
    return ends | {one: other, other: one}


def swap(ends: Wires, one: End, other: End) -> Wires:
    """Return the wires after the plugs at two ports have changed places."""
    there, here = ends[one], ends[other]
    return plug(plug(unplug(ends, one, other), one, here), other, there)


@cache
def _numbers(kind: str) -> dict[str, int]:
    """Return the number of each port of a switch, counted by hand: cages of two, or one cage of all."""
    if kind == "qm8790":
        return {f"1/{number}": number for number in range(1, 41)}
    if kind == "qm9700":
        return {f"{cage}/{lane}": 2 * cage - 2 + lane for cage in range(1, 33) for lane in (1, 2)}
    assert kind.startswith("q3400"), kind
    return {f"sw{cage}p{lane}": 2 * cage - 2 + lane for cage in range(1, 73) for lane in (1, 2)}


def guid(plan: Plan, end: End) -> str:
    """Return the GUID that the tests give a switch, or the adapter that a host's port is."""
    return _Scan(plan, Tale()).guid(end)


@dataclass(frozen=True)
class Tale:
    """What is told beside the wires: other names of devices, speeds of single ports, other names of adapters by their port."""

    names: Mapping[str, str] = field(default_factory=dict)
    speeds: Mapping[End, str] = field(default_factory=dict)
    adapters: Mapping[str, str] = field(default_factory=dict)


def discovered(plan: Plan, ends: Wires, tale: Tale | None = None) -> str:
    """Return these wires as `ibnetdiscover` prints them: a record a switch and an adapter, every cable at both of its ends."""
    scan = _Scan(plan, tale or Tale())
    of_device: dict[str, list[End]] = {}
    for end in sorted(ends):
        of_device.setdefault(end[0], []).append(end)
    lines = ["#", "# Topology file: generated on a day", "#", "# Initiated from node 0 port 0"]
    for name, own in of_device.items():
        for group in [own] if name in scan.switches else [[end] for end in own]:
            lines += scan.record(group, ends)
    return "\n".join(lines) + "\n"


def diagnosed(plan: Plan, ends: Wires) -> str:
    """Return these wires as ibdiagnet keeps them in its database: what a scan gives, in the sections that tell it."""
    seen = scanned(plan, ends)
    nodes = [(node.name, 2 if node.kind is NodeKind.SWITCH else 1, _hex(node.key)) for node in seen.nodes]
    both = [(_hex(link.a_node), link.a_port, _hex(link.b_node), link.b_port) for link in seen.links]
    speeds = {"HDR": 4 << 8, "NDR": 8 << 8, "XDR": 1 << 24}
    rates = [speeds[QUANTUM[int(link.rate_gbps)]] if link.rate_gbps in QUANTUM else 0 for link in seen.links]
    ports = [(node, node, port, 2, speed, 4) for (a, a_port, b, b_port), speed in zip(both, rates, strict=True) for node, port in ((a, a_port), (b, b_port))]
    return "".join(
        (
            _section("NODES", ("NodeDesc", "NodeType", "NodeGUID"), nodes),
            _section("PORTS", ("NodeGuid", "PortGuid", "PortNum", "LinkWidthActv", "LinkSpeedActv", "PortState"), ports),
            _section("LINKS", ("NodeGuid1", "PortNum1", "NodeGuid2", "PortNum2"), both),
        )
    )


def _hex(key: str) -> str:
    return key.replace("guid:", "0x")


def _section(name: str, heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([heads, *rows])
    return f"START_{name}\n{text.getvalue()}END_{name}\n\n"


class _Scan:
    """How each end stands in a scan: its mark, its number, its name, its speed."""

    def __init__(self, plan: Plan, tale: Tale) -> None:
        self.tale = tale
        self.kinds = {device.name: device.kind for device in plan.physical.devices}
        self.places = {device.name: number for number, device in enumerate(plan.physical.devices)}
        self.switches = {device.name for device in plan.physical.devices if device.role in SWITCHES}
        self.rates = {(port.device, port.name): port.rate_gbps for port in plan.fabric.ports}
        ports: dict[str, list[str]] = {}
        for port in plan.fabric.ports:
            ports.setdefault(port.device, []).append(port.name)
        self.lanes = {(name, port): at for name, names in ports.items() for at, port in enumerate(sorted(names))}

    def guid(self, end: End) -> str:
        if end[0] in self.switches:
            return f"{0xFC6A1C0000000000 + self.places[end[0]]:016x}"
        return f"{0xB8CEF60000000000 + self.places[end[0]] * 256 + self.lanes[end] * 4:016x}"

    def mark(self, end: End) -> tuple[str, int, str]:
        """Return how a record refers to an end: by letter and GUID, by its number, and by what it calls itself."""
        called = self.tale.names.get(end[0], end[0])
        if end[0] in self.switches:
            return f"S-{self.guid(end)}", _numbers(self.kinds[end[0]])[end[1]], called
        return f"H-{self.guid(end)}", 1, f"{called} {self.tale.adapters.get(end[1], end[1])}"

    def speed(self, one: End, other: End) -> str:
        told = self.tale.speeds
        return told.get(one) or told.get(other) or f"4x{QUANTUM[min(self.rates.get(one, 800), self.rates.get(other, 800))]}"

    def record(self, group: list[End], ends: Wires) -> list[str]:
        me, _, called = self.mark(group[0])
        guid, is_switch = me[2:], me.startswith("S")
        lines = ["", "vendid=0x2c9", f"devid=0x{'d2f2' if is_switch else '1021'}", f"sysimgguid=0x{guid}"]
        if is_switch:
            lines += [f"switchguid=0x{guid}({guid})", f'Switch\t64 "{me}"\t\t# "{called}" enhanced port 0 lid 1 lmc 0']
        else:
            lines += [f"caguid=0x{guid}", f'Ca\t1 "{me}"\t\t# "{called}"']
        for end in group:
            there, number, named = self.mark(ends[end])
            rate, behind = self.speed(end, ends[end]), f"({there[2:]}) " if there.startswith("H") else ""
            if is_switch:
                lines.append(f'[{self.mark(end)[1]}]\t"{there}"[{number}]{behind}\t\t# "{named}" lid 1 {rate}')
            else:
                lines.append(f'[1]({guid}) \t"{there}"[{number}]\t\t# lid 1 lmc 0 "{named}" lid 1 {rate}')
        return lines


def neighbours(ends: Wires, device: str, names: Mapping[str, str] | None = None) -> str:
    """Return what `lldpcli -f json show neighbors` prints on one device."""
    names = names or {}
    heard = [
        {
            port: {
                "via": "LLDP",
                "rid": "1",
                "chassis": {names.get(other, other): {"id": {"type": "mac", "value": mac(other)}}},
                "port": {"id": {"type": "ifname", "value": other_port}, "descr": other_port, "ttl": "120"},
            }
        }
        for port, (other, other_port) in _ports(ends, device)
    ]
    return json.dumps({"lldp": {"interface": heard[0] if len(heard) == 1 else heard} if heard else {}}, indent=2)


def _ports(ends: Wires, device: str) -> list[tuple[str, End]]:
    return sorted((port, other) for (name, port), other in ends.items() if name == device)


def mac(device: str) -> str:
    """Return the chassis id that the tests give a device."""
    digits = f"02{zlib.crc32(device.encode()):010x}"
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def scanned(plan: Plan, ends: Wires, tale: Tale | None = None) -> Observed:
    """Return what a scan of these wires gives."""
    return heard([Reading("ibnetdiscover", plan.hosts.hosts[0].name, "", discovered(plan, ends, tale), "ibnetdiscover")])


def talked(plan: Plan, ends: Wires, *, asked: Iterable[str] | None = None, names: Mapping[str, str] | None = None) -> Observed:
    """Return what LLDP gives, asked of every device that has a cable, or of these."""
    of_device: dict[str, Wires] = {}
    for end, other in ends.items():
        of_device.setdefault(end[0], {})[end] = other
    who = sorted(of_device) if asked is None else asked
    return heard([Reading("lldp", name, "", neighbours(of_device.get(name, {}), name, names), f"{name}.lldp.json") for name in who])


def heard(readings: Iterable[Reading]) -> Observed:
    """Return what answers tell, all of which can be read."""
    observed, refused = read(readings)
    assert refused == ()
    return observed
