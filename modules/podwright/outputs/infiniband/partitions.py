"""Partitions as OpenSM and UFM read them."""

from collections.abc import Iterable, Iterator

from podwright.outputs.infiniband.guids import Guids
from podwright.plan.types import Lid, LidHolder, LidSubnet, Partition

GUIDS_PER_LINE = 16
"""Members of one statement: UFM takes lines of at most 4,096 characters (UFM Enterprise user manual 6.22.1, appendix Partitioning, read 2026-11-21)."""
IPOIB = "ipoib, mtu=5"
"""IPoIB with the whole 4,096 bytes of InfiniBand's MTU, so that hosts may have 4,092; the code is that of the IBTA architecture specification."""


def partitions_conf(subnet: LidSubnet, partitions: Iterable[Partition], lids: Iterable[Lid], guids: Guids) -> str:
    """Return `partitions.conf` of a subnet: the default partition, and the others as often as their members fill a line."""
    rows = list(lids)
    head = guids.header(f"partitions of subnet {subnet.name}")
    return head + "".join(line for row in partitions if subnet.name in row.subnets for line in _of(row, rows, guids))


def user_partitions(subnet: LidSubnet, partitions: Iterable[Partition], lids: Iterable[Lid], guids: Guids) -> str:
    """Return `partitions.conf.user_ext`, which UFM joins to a file of its own: the partitions of tenants; the default one is UFM's.

    Source: UFM Enterprise user manual 6.22.1, appendix Partitioning, read 2026-11-21.
    """
    return partitions_conf(subnet, [row for row in partitions if row.tenant is not None], lids, guids)


def _of(row: Partition, lids: list[Lid], guids: Guids) -> Iterator[str]:
    if row.tenant is None:
        others = "full" if row.is_full else "limited"
        yield f"Default=0x{row.pkey:04x}, {IPOIB} : ALL={others}, ALL_SWITCHES=full, SELF=full ;\n"
        yield from _members(f"Default=0x{row.pkey:04x}", [lid for lid in lids if lid.holder is LidHolder.MANAGER], guids, "full")
        return
    members = set(row.members)
    mine = [lid for lid in lids if lid.device in members and lid.port]
    yield from _members(f"{row.name}=0x{row.pkey:04x}, {IPOIB}", mine, guids, "full" if row.is_full else "limited")


def _members(head: str, lids: list[Lid], guids: Guids, membership: str) -> Iterator[str]:
    known = [guid for lid in lids if (guid := guids.known.get((lid.device, lid.port))) is not None]
    for first in range(0, len(known), GUIDS_PER_LINE):
        yield f"{head} : {', '.join(f'0x{guid:016x}={membership}' for guid in known[first : first + GUIDS_PER_LINE])} ;\n"
