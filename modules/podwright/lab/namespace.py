"""The lab's network namespace, made real: the only place where its bridges, its control plane and its commands live."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from podwright.lab.network import Bridge, Link
from podwright.lab.state import LabState
from podwright.refusal import Refused

OWN = Path("/proc/self/ns/net")
NO_WAIT = ("all", "default")
BRIDGE_WORDS = "type bridge stp_state 0 forward_delay 0 mcast_snooping 0"


def stands(state: LabState) -> bool:
    """Return whether the lab's namespace is there; a file that only bears its name is not it."""
    try:
        return state.namespace.stat().st_dev == OWN.stat().st_dev
    except OSError:
        return False


def mark(state: LabState) -> str:
    """Return what tells this namespace from one that bore the same name before; a host that knows another mark has lost its network."""
    return str(state.namespace.stat().st_ino)


def holds(state: LabState, pid: int) -> bool:
    """Return whether a process is in the lab's namespace of today, not in one that bore its name before."""
    try:
        return str(Path(f"/proc/{pid}/ns/net").stat().st_ino) == mark(state)
    except OSError:
        return False


def ensure(state: LabState, bridges: Sequence[Bridge]) -> None:
    """Return nothing; the namespace stands with its loopback, its bridges and their gateway addresses, what was there stays.

    Raises: Refused with ip's own words when the kernel refuses.
    """
    if not stands(state):
        drop(state)
        ip("netns", "add", state.id)
    have = names_of(state, "bridge")
    fresh = [bridge for bridge in bridges if bridge.name not in have]
    write_knobs(state, [f"ipv6/conf/{which}/accept_dad" for which in NO_WAIT], value="0")
    lines = [
        "link set lo up",
        *(f"link add name {bridge.name} address {bridge.mac} {BRIDGE_WORDS}" for bridge in fresh),
        *(f"link set {bridge.name} up" for bridge in bridges),
    ]
    batch(
        state,
        [*lines, *(f"address replace {address} dev {bridge.name}{' nodad' if ':' in address else ''}" for bridge in bridges for address in bridge.addresses)],
    )
    # Between the units of one network alone: the lab holds no address on any other bridge, so it knows no way there.
    units = [bridge.name for bridge in bridges if len(bridge.addresses) > 2]
    write_knobs(state, [f"{family}/conf/{name}/forwarding" for name in units for family in ("ipv4", "ipv6")], value="1")


def replug(state: LabState, links: Sequence[Link]) -> None:
    """Return nothing; every far end that is there is in its bridge again, whoever took it out."""
    have = names_of(state, "veth")
    batch(state, [f"link set {link.far_end} master {link.bridge} up" for link in links if link.far_end in have])


def unplug(state: LabState, links: Sequence[Link]) -> None:
    """Return nothing; the links are gone: the kernel takes a moment to drop those of a host that died, and the next start needs their names."""
    have = names_of(state, "veth")
    batch(state, [f"link delete {link.far_end}" for link in links if link.far_end in have])


def names_of(state: LabState, kind: str) -> frozenset[str]:
    """Return the names of all links of one kind in the lab's namespace."""
    told = json.loads(ip("-netns", state.id, "-json", "link", "show", "type", kind) or "[]")
    return frozenset(link["ifname"] for link in told if link)


def drop(state: LabState) -> None:
    """Return nothing; no namespace, and no file that only looks like one, bears the lab's name."""
    if not state.namespace.exists():
        return
    subprocess.run(["ip", "netns", "delete", state.id], capture_output=True, check=False)
    state.namespace.unlink(missing_ok=True)


def write_knobs(state: LabState, knobs: Sequence[str], *, value: str) -> None:
    """Return nothing; the named files below /proc/sys/net hold the value, in the lab's namespace alone."""
    if knobs:
        command = [*state.enter, "tee", *(f"/proc/sys/net/{knob}" for knob in knobs)]
        subprocess.run(command, input=value, text=True, stdout=subprocess.DEVNULL, check=True)


def batch(state: LabState, lines: Sequence[str]) -> None:
    """Return nothing; ip has carried out every line inside the lab."""
    ip("-netns", state.id, "-batch", "-", told="".join(f"{line}\n" for line in lines))


def ip(*words: str, told: str = "") -> str:
    """Return what ip prints.

    Raises: Refused with ip's own words when it fails.
    """
    done = subprocess.run(["ip", *words], input=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(
            f"ip {' '.join(words)}",
            f"{' '.join(done.stderr.split()) or 'it failed'}",
            "Run podwright lab down, then up; if it fails again, this kernel lacks network namespaces or bridges",
        )
    return done.stdout
