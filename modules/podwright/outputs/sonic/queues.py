"""What a switch that carries RDMA sets aside for it: nothing of it is dropped, and who sends too much is told before queues are full."""

from collections.abc import Mapping
from functools import lru_cache

from podwright.outputs.nvue.told import Told
from podwright.outputs.sonic.table import Row, Tables, as_text, rows_text
from podwright.plan.roce import DSCP, NOTICE_DSCP, NOTICE_PRIORITY, PRIORITY
from podwright.plan.types import PortUse

MAP = "ROCE"
LOSSLESS, NOTICE = str(PRIORITY), str(NOTICE_PRIORITY)
MARKS: Mapping[int, str] = {DSCP: LOSSLESS, NOTICE_DSCP: NOTICE}
ECN_MIN_BYTES, ECN_MAX_BYTES = 150_000, 1_500_000
"""Depth of a queue from which packets are marked, and from which all are (Cumulus Linux 5 user guide, RDMA over converged Ethernet: the defaults of `roce`)."""
WATCH_MS = 200
"""How long a port may be told to pause before its lossless queue is emptied, how often that is looked at, how long until it is trusted again: the
defaults of `pfcwd` (sonic-net/sonic-utilities@015521a, pfcwd/main.py), which its `start_default` makes longer on switches with more than 32 such ports."""

EIGHT = tuple(map(str, range(8)))
_SHARED: Mapping[str, Mapping[str, Row]] = {
    "DSCP_TO_TC_MAP": {MAP: {str(dscp): MARKS.get(dscp, "0") for dscp in range(64)}},
    "TC_TO_QUEUE_MAP": {MAP: {tc: tc for tc in EIGHT}},
    "TC_TO_PRIORITY_GROUP_MAP": {MAP: {tc: LOSSLESS if tc == LOSSLESS else "0" for tc in EIGHT}},
    "MAP_PFC_PRIORITY_TO_QUEUE": {MAP: {tc: tc for tc in EIGHT}},
    "PFC_PRIORITY_TO_PRIORITY_GROUP_MAP": {MAP: {LOSSLESS: LOSSLESS}},
    "SCHEDULER": {"HALF": {"type": "DWRR", "weight": "50"}, "FIRST": {"type": "STRICT"}},
    "WRED_PROFILE": {
        MAP: {
            "ecn": "ecn_all",
            "wred_green_enable": "true",
            "wred_yellow_enable": "true",
            "wred_red_enable": "true",
            **{f"{colour}_min_threshold": str(ECN_MIN_BYTES) for colour in ("green", "yellow", "red")},
            **{f"{colour}_max_threshold": str(ECN_MAX_BYTES) for colour in ("green", "yellow", "red")},
            **{f"{colour}_drop_probability": "100" for colour in ("green", "yellow", "red")},
        }
    },
}
SHARED: Tables = {table: {name: as_text(row) for name, row in rows.items()} for table, rows in _SHARED.items()}
"""Tables that are the same on every such switch."""
QUEUES: Mapping[str, str] = {
    "0": as_text({"scheduler": "HALF"}),
    LOSSLESS: as_text({"scheduler": "HALF", "wred_profile": MAP}),
    NOTICE: as_text({"scheduler": "FIRST"}),
}
"""RDMA and the rest have half of a port each; notices go first."""
_PORT: Row = {
    "dscp_to_tc_map": MAP,
    "tc_to_queue_map": MAP,
    "tc_to_pg_map": MAP,
    "pfc_to_queue_map": MAP,
    "pfc_to_pg_map": MAP,
    "pfc_enable": LOSSLESS,
}
PORT, WATCHED = as_text(_PORT), as_text({**_PORT, "pfcwd_sw_enable": LOSSLESS})
HASH: Tables = {"SWITCH_HASH": {"GLOBAL": {"ecmp_hash": ["DST_IP", "SRC_IP", "IP_PROTOCOL", "L4_DST_PORT", "L4_SRC_PORT"]}}}
"""What tells flows apart where ways are alike: a host's adapter makes the UDP source port of RoCE from its queue pairs. The queue pair itself is no field of
SONiC's modules (sonic-types.yang, hash-field)."""
WATCH = as_text({"action": "drop", "detection_time": str(WATCH_MS), "restoration_time": str(WATCH_MS)})


def queues(told: Told, names: Mapping[str, str]) -> Tables:
    """Return the tables of a lossless switch; nothing elsewhere. Ports of hosts are watched: a host that pauses for ever must not stop its fabric."""
    if not told.switch.is_lossless:
        return {}
    hosts = frozenset(names[port.port] for port in told.with_use(PortUse.ACCESS) if not port.bond and told.fabrics[port.fabric].is_lossless)
    used = tuple([names[port.port] for port in told.ports])
    return {**SHARED, **(HASH if told.with_use(PortUse.ROUTED) else {}), **_of_ports(used, hosts)}


@lru_cache(maxsize=256)
def _of_ports(used: tuple[str, ...], hosts: frozenset[str]) -> Tables:
    """Return the tables that are the same on all switches with these ports in use, some of them by hosts."""
    watched = {name: WATCH for name in used if name in hosts}
    rows: dict[str, Mapping[str, str]] = {
        "PORT_QOS_MAP": {name: WATCHED if name in hosts else PORT for name in used},
        "QUEUE": {f"{name}|{queue}": row for name in used for queue, row in QUEUES.items()},
        "PFC_WD": {"GLOBAL": as_text({"POLL_INTERVAL": str(WATCH_MS)}), **watched} if watched else {},
    }
    return {table: rows_text(found) for table, found in rows.items() if found}
