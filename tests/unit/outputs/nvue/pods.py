"""Pods whose switches are configured in tests; each is compiled once, each configuration made once."""

from dataclasses import replace
from functools import cache

from nvue_settings import Flat, flat
from podwright.outputs.nvue import switch_files
from podwright.plan.types import Plan
from unit.pods import plan

CONVERGED, TIERED = ("era-2-8-9-400", 3), ("era-2-8-9-400", 4)
ETHERNET = {
    "vrfs": [{"name": "EXIT", "vlan": 4010, "vni": 24010, "loopback_v4": "172.16.0.1"}],
    "edge": {"vrf": "EXIT", "ports": ["swp61s0", "swp61s1"], "reaches": ["in_band", "out_of_band"]},
    "dhcp_relays": [{"vrf": "in_band", "servers": ["192.0.2.9"]}, {"vrf": "EXIT", "servers": ["192.0.2.9"]}],
    "time_servers": ["192.0.2.123", "0.pool.ntp.org"],
}
"""Every word that says something of switches."""
PAIRED = {
    **ETHERNET,
    "multihoming": "mlag",
    "vrfs": [*ETHERNET["vrfs"], {"name": "in_band", "vlan": 4001, "vni": 24001, "loopback_v4": "172.16.0.3"}],
}
"""The same, with two switches that hosts take for one."""


@cache
def pod(architecture: str, units: int, *, is_told: bool) -> Plan:
    """Return a pod; `is_told` says whether it has the words above."""
    return plan(architecture, units, fabrics={"ethernet": ETHERNET if is_told else {}})


@cache
def paired(architecture: str, units: int) -> Plan:
    """Return a pod with pairs of switches that hosts take for one."""
    return plan(architecture, units, fabrics={"ethernet": PAIRED})


@cache
def paired_texts(architecture: str, units: int, release: str = "5.14") -> dict[str, str]:
    """Return the configuration of every switch of such a pod by its name, in the form of a release."""
    found = paired(architecture, units)
    return dict(switch_files(replace(found.ethernet, system=replace(found.ethernet.system, release=release)), found.hosts))


@cache
def texts(architecture: str, units: int, release: str = "5.14", *, is_told: bool = False) -> dict[str, str]:
    """Return the configuration of every switch by its name, in the form of a release."""
    found = pod(architecture, units, is_told=is_told)
    return dict(switch_files(replace(found.ethernet, system=replace(found.ethernet.system, release=release)), found.hosts))


@cache
def settings(architecture: str, units: int, release: str = "5.14", *, is_told: bool = False) -> dict[str, Flat]:
    """Return the settings of every switch by its name, spans expanded."""
    return {device: flat(text) for device, text in texts(architecture, units, release, is_told=is_told).items()}
