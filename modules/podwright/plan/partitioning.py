"""Partitions: who may talk to whom on InfiniBand. A P_Key follows from the tenant's name, or is declared; it never follows from how many tenants there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256

from podwright.plan.names import DeviceName
from podwright.plan.types import Lid, LidHolder, LidSubnet, Partition
from podwright.spec.infiniband import Membership
from podwright.spec.pod import PodSpec

DEFAULT_PKEY = 0x7FFF  # every port is in it; IBTA architecture specification, volume 1, partitioning
PKEYS = 0x7FFE  # 0x0001 to 0x7FFE: 0 is invalid, 0x7FFF the default partition's
OF_HOSTS = (LidHolder.COMPUTE, LidHolder.SERVICE)
UNIT, RACK = len("u000"), len("u000-r00")


def partitions(spec: PodSpec, subnets: Sequence[LidSubnet], lids: Iterable[Lid]) -> tuple[Partition, ...]:
    """Return the default partition, and one for each that is declared, in that order.

    Where tenants have partitions, ports are but limited members of the default one, so that they reach managers there and not each other.
    """
    declared = spec.fabrics.infiniband.partitions
    default = Partition("default", None, DEFAULT_PKEY, not declared, tuple(subnet.name for subnet in subnets), (), ())
    if not declared:
        return (default,)
    hosts = _hosts_by_place(spec.name, lids)
    fabric_of = {subnet.name: subnet.fabric for subnet in subnets}
    rows = [default]
    for row in declared:
        inside = tuple(name for name, fabric in fabric_of.items() if fabric in row.fabrics)
        members = {device for place in row.members for name in inside for device in hosts.get((name, place), ())}
        pkey = pkey_of(row.tenant) if row.pkey is None else row.pkey
        rows.append(Partition(row.tenant, row.tenant, pkey, row.membership is Membership.FULL, inside, row.members, tuple(sorted(members))))
    return tuple(rows)


def pkey_of(tenant: str) -> int:
    """Return the P_Key of a tenant without one of its own: a function of its name alone, so that two may clash, and the judge says so."""
    return int.from_bytes(sha256(tenant.encode()).digest()[:8], "big") % PKEYS + 1


def _hosts_by_place(pod: str, lids: Iterable[Lid]) -> dict[tuple[str, str], set[DeviceName]]:
    """Return the hosts of each subnet that stand in a unit, a rack or a slot."""
    found: dict[tuple[str, str], set[DeviceName]] = defaultdict(set)
    start = len(pod) + 1
    for row in lids:
        if row.holder in OF_HOSTS:
            place = row.device[start:]
            for name in (place[:UNIT], place[:RACK], place):
                found[row.subnet, name].add(row.device)
    return found
