"""Whom to ask: every host of the plan for its neighbours and ports, one host of each InfiniBand subnet for the whole of it."""

from collections.abc import Collection, Iterable, Iterator

from podwright.observe.asking import script_of_diagnosis, script_of_ports, script_of_subnet
from podwright.observe.collect_ssh import Question
from podwright.observe.observed import Silence
from podwright.observe.planned import SWITCHES, End, Planned
from podwright.plan.types import Hosts

MUTE = ("bmc", "bf-bmc")
SUBNET_LIMIT_FACTOR = 5
"""How much longer a subnet may take than a host: a scan of 12,000 ports took 0.9 s where links cost nothing, and on hardware each port is a round trip."""
CANDIDATES = 3
"""Hosts that are tried for a subnet, one after the other: who answered the first round may still lack the programs or the right to use them."""


def of_ports(should: Planned, hosts: Hosts, *, limit_s: float, with_switches: bool) -> list[Question]:
    """Return a question to each host, and to each Ethernet switch where they are to be asked."""
    questions = [_of_ports(should, host.name, limit_s=limit_s) for host in hosts.hosts]
    if with_switches:
        switches = (name for name, device in should.devices.items() if device.role in SWITCHES and should.technology.get(device.fabric or "") == "ethernet")
        questions += [_of_ports(should, name, limit_s=limit_s) for name in sorted(switches)]
    return questions


def of_subnets(
    should: Planned, hosts: Hosts, silences: Iterable[Silence], *, fabrics: Collection[str], limit_s: float, with_ibdiagnet: bool = False
) -> Iterator[list[Question]]:
    """Yield for each subnet of these fabrics the questions to try in turn, to hosts that are on it, those first that have said nothing amiss."""
    script = script_of_diagnosis if with_ibdiagnet else script_of_subnet
    silent = {silence.device for silence in silences}
    on: dict[str, list[tuple[str, str]]] = {}
    for host in hosts.hosts:
        for port in should.ports_of.get(host.name, ()):
            peer = should.peer.get(End(port.device, port.name))
            if port.fabric in fabrics and peer is not None and peer.device in should.subnet_of:
                on.setdefault(should.subnet_of[peer.device], []).append((host.name, port.name))
    for subnet in sorted(on):
        first_port = dict(reversed(on[subnet]))
        candidates = sorted(first_port, key=lambda name: (name in silent, name))[:CANDIDATES]
        yield [Question(name, name, script(first_port[name]), SUBNET_LIMIT_FACTOR * limit_s) for name in candidates]


def _of_ports(should: Planned, name: str, *, limit_s: float) -> Question:
    ports = [port for port in should.ports_of.get(name, ()) if port.name not in MUTE]
    ethernet = [should.own_port(name, port.name) for port in ports if should.technology.get(port.fabric) == "ethernet"]
    return Question(name, name, script_of_ports(ethernet, speaks_lldp=bool(ethernet)), limit_s)
