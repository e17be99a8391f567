"""Pods whose switches run SONiC in tests; each is compiled once."""

import json
from functools import cache

from podwright.outputs.sonic import switch_files
from podwright.plan.types import Plan
from unit.pods import plan

CONVERGED, TIERED, SUPERPOD, RAILS = ("era-2-8-9-400", 3), ("era-2-8-9-400", 4), ("dgx-superpod-h100", 1), ("dgx-superpod-b300-spectrum", 1)
PODS = (CONVERGED, TIERED, SUPERPOD, RAILS)
WORDS = {
    "vrfs": [
        {"name": "EXIT", "vlan": 4010, "vni": 24010, "loopback_v4": "172.16.0.1"},
        {"name": "in_band", "vlan": 4011, "vni": 24011, "loopback_v4": "172.16.1.1"},
    ],
    "edge": {"vrf": "EXIT", "ports": ["swp61s0", "swp61s1"], "reaches": ["in_band", "out_of_band"]},
    "dhcp_relays": [{"vrf": "in_band", "servers": ["192.0.2.9"]}, {"vrf": "EXIT", "servers": ["192.0.2.9"]}],
    "time_servers": ["192.0.2.123", "0.pool.ntp.org"],
}
"""Every word that says something of switches."""
Database = dict[str, dict[str, dict[str, str]]]


@cache
def pod(architecture: str, units: int, *, is_told: bool = False) -> Plan:
    """Return a pod of SONiC switches; `is_told` says whether it has the words above."""
    nodes = {"node_count": 2} if (architecture, units) == RAILS else {}
    return plan(architecture, units, fabrics={"ethernet": {"os": "sonic", **(WORDS if is_told else {})}}, **nodes)


@cache
def texts(architecture: str, units: int, *, is_told: bool = False) -> dict[str, str]:
    """Return every file by name."""
    found = pod(architecture, units, is_told=is_told)
    return dict(switch_files(found.ethernet, found.hosts, found.fabric.cables))


@cache
def databases(architecture: str, units: int, *, is_told: bool = False) -> dict[str, Database]:
    """Return the tables of every switch by its name."""
    found = texts(architecture, units, is_told=is_told)
    return {name.removesuffix("_config_db.json"): json.loads(text) for name, text in found.items() if name.endswith(".json")}
