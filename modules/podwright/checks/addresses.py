"""No address or name twice, and room to grow: counted again from the plan."""

from collections.abc import Iterator
from socket import inet_aton

from netaddr import IPAddress, IPNetwork

from podwright.plan.finding import Finding, Severity
from podwright.plan.types import Plan


def no_address_twice(plan: Plan) -> Iterator[Finding]:
    """Find every interface whose address another one already holds, IPv4 and IPv6."""
    holder: dict[str, str] = {}
    for row in plan.fabric.addresses:
        where = f"{row.device}/{row.interface}"
        for address in (row.v4, row.v6):
            first = holder.setdefault(address, where)
            if first != where:
                yield Finding("P201", where, f"{address} is already held by {first}", "Give the fabrics pools that do not overlap")


def no_name_twice(plan: Plan) -> Iterator[Finding]:
    """Find every name that two devices or two table rows answer to."""
    seen: set[str] = set()
    for row in plan.hosts.names:
        for name in row.names:
            if name in seen:
                yield Finding("P202", name, "two rows of the name table answer to it", "This plan was edited by hand: compile it again")
            seen.add(name)


def every_address_in_its_subnet(plan: Plan) -> Iterator[Finding]:
    """Find every host interface whose address lies in no subnet of its fabric and lane, or is that subnet's gateway."""
    subnets = {(row.fabric, row.lane, row.unit, row.device_class.value): (row, *_range(row.v4)) for row in plan.fabric.subnets}
    unit_of = {device.name: device.place.unit for device in plan.physical.devices}
    for host in plan.hosts.hosts:
        for interface in host.interfaces:
            subnet, first, last = subnets.get((interface.fabric, interface.lane, unit_of[host.name], "n"), (None, 1, 0))
            where, v4 = f"{host.name}/{interface.name}", interface.v4.partition("/")[0]
            if subnet is None or not first <= int.from_bytes(inet_aton(v4), "big") <= last:
                yield Finding(
                    "P206",
                    where,
                    f"{interface.v4} lies in {subnet.v4 if subnet else 'no subnet'} of {interface.fabric}",
                    "This plan was edited by hand: compile it again",
                )
            elif v4 == subnet.gateway_v4:
                yield Finding("P206", where, f"{v4} is the gateway of {subnet.v4}", "This plan was edited by hand: compile it again")


def _range(v4: str) -> tuple[int, int]:
    network = IPNetwork(v4)
    return int(network.first), int(network.last)


def pools_hold_the_largest_size(plan: Plan) -> Iterator[Finding]:
    """Warn of every pool that ends before the architecture does, so that growth would end at the pool."""
    for block in plan.fabric.blocks:
        for family, last, pool_last in (("v4", block.v4_last, block.v4_pool_last), ("v6", block.v6_last, block.v6_pool_last)):
            if IPAddress(last) > IPAddress(pool_last):
                what = f"the pool ends at {pool_last}, the largest size of {plan.header.architecture} at {last}"
                remedy = "Widen the pool now, or waive this if the pod will never grow so far"
                yield Finding("P204", f"addresses.pools.{block.fabric}.{family}/{block.device_class}{block.lane}", what, remedy, Severity.WARNING)
