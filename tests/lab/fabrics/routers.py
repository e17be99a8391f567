"""Ethernet switches as network namespaces: our own `frr.conf` in real FRR, real lldpd, one veth a planned cable. Needs root.

Interfaces are called as the switches' operating system calls them; what is asked and answered here has the plan's names.
"""

import itertools
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from podwright.outputs.frr.config import frr_configs
from podwright.outputs.sonic import switch_files
from podwright.plan.names import DeviceName
from podwright.plan.port_names import names_of_ports
from podwright.plan.types import Plan, PortUse, SwitchPort

DAEMONS = "/usr/lib/frr"
NEEDED = (f"{DAEMONS}/zebra", f"{DAEMONS}/bgpd", f"{DAEMONS}/bfdd", "vtysh", "lldpd", "lldpcli", "ip", "nsenter")
"""Of the packages frr, lldpd, iproute2, util-linux."""
SEARCH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
BETWEEN = (PortUse.ROUTED, PortUse.PEER)
FRR_USER = "frr"
SETTLE_S = 120.0
NUMBER = itertools.count()


def lacking() -> tuple[str, ...]:
    """Return what this machine lacks of what switches in namespaces need."""
    programs = tuple(name for name in NEEDED if shutil.which(name, path=SEARCH) is None)
    return programs if os.geteuid() == 0 else (*programs, "root")


@dataclass
class Switches:
    """Switches that run: each is a namespace, a folder, and the processes in it. `is_thin`: of the links that join two switches only the first is there."""

    plan: Plan
    folder: Path
    names: tuple[str, ...]
    space_of: dict[str, str]
    is_thin: bool = False
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def ports(self, name: str) -> list[SwitchPort]:
        """Return the planned ports of a switch that meet another one which runs too, and whose link is there."""
        rows = [row for row in self.plan.ethernet.ports if row.device == name and row.peer in self.space_of and row.use in BETWEEN]
        return [row for row in rows if not self.is_thin or self._is_first(row)]

    def own(self, name: str, port: str) -> str:
        """Return what a switch itself calls a port."""
        called = names_of_ports(self.plan.ethernet).get(DeviceName(name), {}).get(port)
        return called.name if called else port

    def planned(self, name: str, own: str) -> str:
        """Return the plan's name of a port that a switch calls so."""
        return next((row.port for row in self.plan.ethernet.ports if row.device == name and self.own(name, row.port) == own), own)

    def _is_first(self, row: SwitchPort) -> bool:
        """Return whether a link is the first that joins its two switches: the lowest port of the one whose name is lower."""
        low, high = sorted((row.device, row.peer))
        here = row.port if row.device == low else row.peer_port
        ports = [other.port for other in self.plan.ethernet.ports if other.device == low and other.peer == high and other.use in BETWEEN]
        return here == ports[0]

    def inside(self, name: str, *command: str) -> str:
        """Return what a command prints in the namespace of a switch. Raises: AssertionError when it fails."""
        done = subprocess.run(("nsenter", f"--net=/run/netns/{self.space_of[name]}", *command), capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, f"{name}: {' '.join(command)}: {done.stdout[-500:]}{done.stderr[-500:]}"
        return done.stdout

    def show(self, name: str, words: str) -> dict[str, object]:
        """Return what FRR shows on a switch."""
        found: dict[str, object] = json.loads(self.inside(name, "vtysh", "--vty_socket", str(self.folder / name), "-c", f"show {words} json") or "{}")
        return found

    def neighbours(self, name: str) -> dict[str, str]:
        """Return the state of each BGP neighbour of a switch, by port."""
        shown = self.show(name, "bgp ipv4 unicast summary")
        peers = shown.get("peers") or shown.get("ipv4Unicast", {})
        peers = peers.get("peers", peers) if isinstance(peers, dict) else {}
        return {self.planned(name, port): row["state"] for port, row in peers.items()}

    def routes(self, name: str) -> dict[str, int]:
        """Return how many ways lead to each IPv4 network that BGP brought to a switch's kernel."""
        lines = json.loads(self.inside(name, "ip", "-json", "-4", "route", "show", "proto", "bgp") or "[]")
        return {row["dst"] if "/" in row["dst"] else f"{row['dst']}/32": len(row.get("nexthops", [1])) for row in lines}

    def heard(self, name: str) -> dict[str, tuple[str, str]]:
        """Return the switch and port that lldpd hears at each port."""
        told = json.loads(self.inside(name, "lldpcli", "-u", str(self.folder / name / "lldpd.socket"), "-f", "json0", "show", "neighbors"))
        rows = [row for lldp in told["lldp"] for row in lldp.get("interface", [])]
        ends = [(row["name"], row["chassis"][0]["name"][0]["value"], row["port"][0]["id"][0]["value"]) for row in rows]
        return {self.planned(name, port): (other, self.planned(other, far)) for port, other, far in ends}

    def cut(self, name: str) -> None:
        """Take every link of a switch away."""
        for row in self.ports(name):
            self.inside(name, "ip", "link", "set", self.own(name, row.port), "down")


@contextmanager
def running(plan: Plan, names: tuple[str, ...], *, is_thin: bool = False) -> Iterator[Switches]:
    """Yield these switches of the plan, running, with the planned cables between them; FRR's own user owns the folder that they live in.

    Laws: every process and namespace is gone afterwards, whatever happened.
    """
    mark = f"pw{os.getpid()}-{next(NUMBER)}"
    switches = Switches(plan, Path(mkdtemp(prefix="podwright-switches-")), names, {name: f"{mark}-{index}" for index, name in enumerate(names)}, is_thin)
    try:
        _lay_cables(switches)
        shutil.chown(switches.folder, FRR_USER, FRR_USER)
        switches.folder.chmod(0o755)
        configs = _configs(plan)
        for name in names:
            _start(switches, name, configs[name])
        yield switches
    finally:
        _clear(switches)
        shutil.rmtree(switches.folder, ignore_errors=True)


def _configs(plan: Plan) -> dict[str, str]:
    """Return `frr.conf` of every switch: SONiC's own where switches run that."""
    if plan.ethernet.system.name != "sonic":
        return dict(frr_configs(plan.ethernet))
    files = dict(switch_files(plan.ethernet, plan.hosts, plan.fabric.cables))
    return {row.device: files[f"{row.device}_frr.conf"] for row in plan.ethernet.switches}


def until(is_so: Callable[[], bool], what: str) -> None:
    """Return when it is so. Raises: AssertionError when it is not in time."""
    limit_s = time.monotonic() + SETTLE_S
    while not is_so():
        assert time.monotonic() < limit_s, f"{what}: not within {SETTLE_S:.0f} s"
        time.sleep(0.2)


def _lay_cables(switches: Switches) -> None:
    lines = [f"netns add {space}" for space in switches.space_of.values()]
    for name in switches.names:
        for row in switches.ports(name):
            if (row.device, row.port) < (row.peer, row.peer_port):
                here, there = switches.space_of[name], switches.space_of[row.peer]
                one, other = switches.own(row.device, row.port), switches.own(row.peer, row.peer_port)
                lines.append(f"link add {one} netns {here} type veth peer name {other} netns {there}")
    subprocess.run(("ip", "-batch", "-"), input="\n".join(lines), text=True, check=True, capture_output=True)
    router_of = {row.device: row for row in switches.plan.ethernet.switches}
    interfaces = [row for row in switches.plan.ethernet.interfaces if row.device in switches.space_of]
    apart = {row.vlan_id for row in switches.plan.ethernet.networks if row.vrf != "default"}
    for name in switches.names:
        inside = ["link set lo up", f"addr add {router_of[name].router_id}/32 dev lo", f"addr add {router_of[name].loopback_v6}/128 dev lo"]
        inside += [f"link set {switches.own(name, row.port)} up" for row in switches.ports(name)]
        for row in interfaces:
            if row.device == name and row.vlan_id not in apart:
                bridge, host = f"vlan{row.vlan_id}", f"host{row.vlan_id}"
                inside += [f"link add {bridge} type bridge", f"addr add {row.v4} dev {bridge}", f"link set {bridge} up"]
                inside += [f"link add {host} type veth peer name {host}x", f"link set {host} master {bridge} up", f"link set {host}x up"]
        subprocess.run(("ip", "-netns", switches.space_of[name], "-batch", "-"), input="\n".join(inside), text=True, check=True, capture_output=True)
        switches.inside(name, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding")


def _start(switches: Switches, name: str, config: str) -> None:
    home = switches.folder / name
    home.mkdir()
    shutil.chown(home, FRR_USER, FRR_USER)
    (home / "frr.conf").write_text(config)
    (home / "lldpd.conf").write_text(f"configure system hostname {name}\nconfigure lldp portidsubtype ifname\nconfigure lldp tx-interval 1\nresume\n")
    common = ("-f", str(home / "frr.conf"), "-z", str(home / "zserv.api"), "--vty_socket", str(home), "-P", "0")
    ports = ",".join(switches.own(name, row.port) for row in switches.ports(name))
    for command in (
        *((f"{DAEMONS}/{daemon}", *common, "-i", str(home / f"{daemon}.pid")) for daemon in ("zebra", "bfdd", "bgpd")),
        ("lldpd", "-d", "-u", str(home / "lldpd.socket"), "-I", ports, "-O", str(home / "lldpd.conf"), "-L", shutil.which("lldpcli", path=SEARCH) or "lldpcli"),
    ):
        with (home / f"{Path(command[0]).name}.log").open("wb") as log:
            entered = ("nsenter", f"--net=/run/netns/{switches.space_of[name]}", *command)
            switches.processes.append(subprocess.Popen(entered, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True))
        if command[0].endswith("zebra"):
            until(partial(_listens, home, switches.processes[-1]), f"{name}: zebra listens")


def _listens(home: Path, zebra: subprocess.Popen[bytes]) -> bool:
    assert zebra.poll() is None, (home / "zebra.log").read_text()
    return (home / "zserv.api").exists()


def _clear(switches: Switches) -> None:
    for process in switches.processes:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    for process in switches.processes:
        process.wait()
    for space in switches.space_of.values():
        if Path("/run/netns", space).exists():
            subprocess.run(("ip", "netns", "delete", space), check=False)
