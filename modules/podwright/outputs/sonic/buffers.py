"""The buffer of a switch that carries RDMA: SONiC's dynamic model, in which the switch itself works out the headroom of every port from its rate, its frames and the
length of its cable, and gives the pools what is left.

What stands here is what that model must be told: who shares what, and how long each cable is. Names of pools are those that SONiC's own scripts for these chips ask
for (sonic-net/sonic-swss, cfgmgr/buffer_pool_mellanox.lua). Sources of the rows: sonic-net/SONiC, doc/qos/dynamically-headroom-calculation.md;
sonic-net/sonic-buildimage, files/build_templates/buffers_config.j2, and below device/mellanox buffers_defaults_objects.j2 of Mellanox-SN2700-D48C8, which templates
of lossless switches with these chips share; read 2026-11-21.
"""

from collections.abc import Mapping
from functools import lru_cache
from math import ceil

from podwright.outputs.nvue.told import Told
from podwright.outputs.sonic.table import Row, Tables, as_text, rows_text
from podwright.plan.roce import PRIORITY

MODEL = "dynamic"
GROUP = "AZURE"
"""What SONiC calls the only row of these tables."""
UNKNOWN_LENGTH_M = 5
"""Of cables that are the site's: what SONiC's templates for these chips take where they know no better (`default_cable`)."""
SMALL_PACKETS_PERCENT = 50
"""Of lossless traffic, as SONiC's templates have it."""
IN, OUT, OUT_LOSSY = "ingress_lossless_pool", "egress_lossless_pool", "egress_lossy_pool"
PROFILES: Mapping[str, str] = {
    name: as_text({"pool": pool, "size": size, "dynamic_th": share})
    for name, pool, size, share in (
        ("ingress_lossless_profile", IN, "0", "7"),
        ("ingress_lossy_profile", IN, "0", "3"),
        ("egress_lossless_profile", OUT, "0", "7"),
        ("egress_lossy_profile", OUT_LOSSY, "9216", "7"),
        ("q_lossy_profile", OUT_LOSSY, "0", "3"),
    )
}
"""Who takes how much of a pool: `dynamic_th` n is 2ⁿ times what is free, 7 without limit."""
LOSSLESS_QUEUE = as_text({"profile": "egress_lossless_profile"})
LOSSY_QUEUE = as_text({"profile": "q_lossy_profile"})
QUEUES: Mapping[str, str] = {f"0-{PRIORITY - 1}": LOSSY_QUEUE, str(PRIORITY): LOSSLESS_QUEUE, f"{PRIORITY + 1}-6": LOSSY_QUEUE}
GROUPS: Mapping[str, str] = {"0": as_text({"profile": "ingress_lossy_profile"}), str(PRIORITY): as_text({"profile": "NULL"})}
"""NULL: the switch works it out."""
PORT_IN, PORT_OUT = as_text({"profile_list": "ingress_lossless_profile"}), as_text({"profile_list": "egress_lossless_profile,egress_lossy_profile"})
"""Text with commas, not a list: the scripts split it (buffer_pool_mellanox.lua, iterate_profile_list)."""
Lengths = Mapping[tuple[str, str], float]
"""Metres of the cable in a port, by device and port."""


def model(told: Told, buffer_bytes: int) -> Row:
    """Return what the switch's own row says of its buffer; nothing where it shares none out."""
    return {"buffer_model": MODEL} if told.switch.is_lossless and buffer_bytes else {}


def buffers(told: Told, names: Mapping[str, str], lengths: Lengths, buffer_bytes: int) -> Tables:
    """Return how a lossless switch with so much buffer shares it; nothing elsewhere, nor where nobody knows how much it has."""
    if not model(told, buffer_bytes):
        return {}
    return {
        **_of_ports(tuple([names[port.port] for port in told.ports])),
        "BUFFER_POOL": {
            IN: {"type": "ingress", "mode": "dynamic"},
            OUT: {"type": "egress", "mode": "dynamic", "size": str(buffer_bytes)},
            OUT_LOSSY: {"type": "egress", "mode": "dynamic"},
        },
        "BUFFER_PROFILE": PROFILES,
        "CABLE_LENGTH": {GROUP: {names[port.port]: f"{ceil(lengths.get((port.device, port.port), UNKNOWN_LENGTH_M))}m" for port in told.ports}},
        "DEFAULT_LOSSLESS_BUFFER_PARAMETER": {GROUP: {"default_dynamic_th": "0"}},
        "LOSSLESS_TRAFFIC_PATTERN": {GROUP: {"mtu": str(told.ethernet.link_mtu_bytes), "small_packet_percentage": str(SMALL_PACKETS_PERCENT)}},
    }


@lru_cache(maxsize=256)
def _of_ports(used: tuple[str, ...]) -> Tables:
    """Return the tables that are the same on all switches with these ports in use."""
    rows: dict[str, Mapping[str, str]] = {
        "BUFFER_PG": {f"{name}|{group}": row for name in used for group, row in GROUPS.items()},
        "BUFFER_QUEUE": {f"{name}|{queue}": row for name in used for queue, row in QUEUES.items()},
        "BUFFER_PORT_INGRESS_PROFILE_LIST": dict.fromkeys(used, PORT_IN),
        "BUFFER_PORT_EGRESS_PROFILE_LIST": dict.fromkeys(used, PORT_OUT),
    }
    return {table: rows_text(found) for table, found in rows.items() if found}
