"""LIDs and partitions, counted again from ports, cables and devices: the compiler's word is not taken for any of them."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from podwright.plan.finding import Finding, Severity
from podwright.plan.names import PortName
from podwright.plan.strands import divides_rails
from podwright.plan.types import Lid, LidHolder, Partition, Plan, Role

UNICAST = range(0x0001, 0xC000)
"""49,151 LIDs. IBTA architecture specification, volume 1, local identifiers; T. Shanley, InfiniBand Network Architecture (MindShare), "LID Address Space"."""
PKEYS = range(0x0001, 0x7FFF)  # 0x0000 is invalid, 0x7FFF is the default partition's; IBTA architecture specification, volume 1, partitioning
PKEY_TABLE = 128
"""Entries of the P_Key table of an HCA's port, the default partition's included (Linux, drivers/infiniband and net/mlx4: 128 entries, of which a virtual function
keeps one invalid; ConnectX reports as many since)."""
SWITCHES = (Role.LEAF, Role.SPINE, Role.CORE)
COMPILE_AGAIN = "This plan was edited by hand: compile it again"


def no_lid_twice(plan: Plan) -> Iterator[Finding]:
    """Find every LID that another port or switch of the same subnet already has."""
    holder: dict[tuple[str, int], Lid] = {}
    for row in plan.infiniband.lids:
        first = holder.setdefault((row.subnet, row.lid), row)
        if first is not row:
            yield Finding("P460", _where(row), f"LID {row.lid} of subnet {row.subnet} is already {_where(first)}'s", COMPILE_AGAIN)


def lids_fit_their_subnet(plan: Plan) -> Iterator[Finding]:
    """Find every subnet in which places lie beyond the last unicast LID: once, with how many."""
    beyond: dict[str, list[Lid]] = defaultdict(list)
    total: dict[str, int] = defaultdict(int)
    for row in plan.infiniband.lids:
        total[row.subnet] += 1
        if row.lid not in UNICAST:
            beyond[row.subnet].append(row)
    for subnet, rows in beyond.items():
        last, limit = max(row.lid for row in rows), UNICAST.stop - 1
        what = f"{len(rows)} of {total[subnet]} ports and switches lie beyond LID {limit}, the last of a subnet: {_where(rows[0])} would be the first, {last} the last"
        yield Finding("P461", f"subnet {subnet}", what, _remedy(plan, subnet, min(row.lid for row in plan.infiniband.lids if row.subnet == subnet), last))


def _remedy(plan: Plan, subnet: str, first: int, last: int) -> str:
    """Return what to do about a subnet that is too large: divide the rails where they can be divided so far that it fits."""
    name = next(row.fabric for row in plan.infiniband.subnets if row.name == subnet)
    fabric = next(row for row in plan.fabric.fabrics if row.name == name)
    is_divided = divides_rails(plan.pulling.strands, name)
    parts = (count for count in range(2, fabric.rail_count + 1) if fabric.rail_count % count == 0 and first + (last - first) // count < UNICAST.stop)
    if name == "compute" and (fabric.plane_count == 1 or is_divided) and (count := next(parts, 0)):
        return f"Divide the rails with fabrics.compute.subnets: {count * fabric.plane_count}, each with a subnet manager of its own, or lower scalable_units"
    return "Lower scalable_units and build a second pod, or choose an architecture with planes, each a subnet of its own"


def every_infiniband_port_has_a_lid(plan: Plan) -> Iterator[Finding]:
    """Find every cabled HCA port without one LID, every switch without one for itself, and every LID of what is not cabled."""
    fabrics = {row.name for row in plan.fabric.fabrics if row.technology == "infiniband"}
    if not fabrics and not plan.infiniband.lids:
        return
    switches = {device.name for device in plan.physical.devices if device.fabric in fabrics and device.role in SWITCHES}
    wanted = {(port.device, "" if port.device in switches else port.name) for port in plan.fabric.ports if port.fabric in fabrics}
    wanted |= {(name, "") for name in switches}
    have = Counter[tuple[str, str]]((row.device, row.port) for row in plan.infiniband.lids)
    if have.keys() == wanted and len(plan.infiniband.lids) == len(wanted):
        return
    for device, port in sorted(wanted | have.keys()):
        count = have[device, port]
        if (device, port) not in wanted:
            yield Finding("P462", _named(device, port), "it has a LID and is on no InfiniBand fabric", COMPILE_AGAIN)
        elif count != 1:
            yield Finding("P462", _named(device, port), f"it has {count} LIDs, one is needed", COMPILE_AGAIN)


def subnets_never_meet(plan: Plan) -> Iterator[Finding]:
    """Find every cable of a fabric of several subnets whose ends are in two of them: their managers would find each other, and number the ports of both alike."""
    fabrics = {name for name, count in Counter(row.fabric for row in plan.infiniband.subnets).items() if count > 1}
    if not fabrics:
        return
    of_end = {(row.device, row.port): row.subnet for row in plan.infiniband.lids}
    for cable in plan.fabric.cables:
        if cable.fabric in fabrics:
            near = of_end.get((cable.a_device, cable.a_port)) or of_end.get((cable.a_device, PortName("")))
            far = of_end.get((cable.b_device, cable.b_port)) or of_end.get((cable.b_device, PortName("")))
            if near and far and near != far:
                what = f"it leads from subnet {near} to {cable.b_device}, which is in subnet {far}"
                yield Finding("P470", f"cable {cable.label}", what, COMPILE_AGAIN)


def no_pkey_twice(plan: Plan) -> Iterator[Finding]:
    """Find every P_Key that is another partition's already, or none that a tenant may have."""
    holder: dict[int, Partition] = {}
    for row in plan.infiniband.partitions:
        first = holder.setdefault(row.pkey, row)
        if first is not row:
            what = f"its P_Key 0x{row.pkey:04x} is that of {first.name}"
            yield Finding("P463", _of_partition(row), what, "Give it a pkey of its own in fabrics.infiniband.partitions")
        elif row.tenant is not None and row.pkey not in PKEYS:
            what = f"its P_Key 0x{row.pkey:04x} is not between 0x{PKEYS.start:04x} and 0x{PKEYS.stop - 1:04x}"
            yield Finding("P463", _of_partition(row), what, "Give it one that is")


def partitions_are_tenants(plan: Plan) -> Iterator[Finding]:
    """Find every partition of a tenant that the cluster does not have."""
    tenants = {tenant.name for tenant in plan.cluster.tenants}
    for row in plan.infiniband.partitions:
        if row.tenant is not None and row.tenant not in tenants:
            yield Finding("P464", _of_partition(row), f"{row.tenant} is none of the {len(tenants)} tenants", "Add the tenant, or drop the partition")


def partition_members_stand(plan: Plan) -> Iterator[Finding]:
    """Find every place of a partition where no host of its subnets stands, and every member that stands at none of its places."""
    of_subnet: dict[str, set[str]] = defaultdict(set)
    for lid in plan.infiniband.lids:
        if lid.holder in (LidHolder.COMPUTE, LidHolder.SERVICE):
            of_subnet[lid.subnet].add(lid.device)
    start = len(plan.header.pod) + 1
    for row in plan.infiniband.partitions:
        if row.tenant is None:
            continue
        hosts = set[str]().union(*(of_subnet[name] for name in row.subnets))
        for place in row.places:
            if not any(_stands_in(host[start:], place) for host in hosts):
                on = f"of subnet {', '.join(row.subnets)}" if row.subnets else "on InfiniBand"
                yield Finding("P465", _of_partition(row), f"no host {on} stands in {place}", "Correct the place, or drop it until hosts stand there")
        strange = [name for name in row.members if name not in hosts or not any(_stands_in(name[start:], place) for place in row.places)]
        missing = [host for host in sorted(hosts - set(row.members)) if any(_stands_in(host[start:], place) for place in row.places)]
        for name in (*strange, *missing):
            yield Finding("P465", _of_partition(row), f"{name} is {'wrongly a member' if name in strange else 'no member'}", COMPILE_AGAIN)


def ports_hold_their_partitions(plan: Plan) -> Iterator[Finding]:
    """Find hosts in more partitions than the P_Key table of a port holds."""
    for host, rows in _tenants_of(plan).items():
        if len(rows) + 1 > PKEY_TABLE:
            what = f"it is in {len(rows)} partitions of tenants and the default one, the P_Key table of a port holds {PKEY_TABLE}"
            yield Finding("P466", host, what, "Take it out of some of them")


def no_host_of_two_tenants(plan: Plan) -> Iterator[Finding]:
    """Warn of hosts in partitions of more than one tenant: these tenants meet there."""
    shared = {host: rows for host, rows in _tenants_of(plan).items() if len(rows) > 1}
    if shared:
        host, rows = next(iter(shared.items()))
        named = ", ".join(row.name for row in rows[:3]) + ("" if len(rows) <= 3 else f" and {len(rows) - 3} more")
        what = f"{len(shared)} host{'s are' if len(shared) != 1 else ' is'} in partitions of more than one tenant, such as {host} ({named})"
        yield Finding("P467", "partitions", what, "Give each host to one tenant, or waive this if they are to meet there", Severity.WARNING)


def every_host_has_a_partition(plan: Plan) -> Iterator[Finding]:
    """Warn of hosts that no tenant has where others are partitioned: they reach fabric managers alone."""
    for subnet in plan.infiniband.subnets:
        rows = [row for row in plan.infiniband.partitions if row.tenant is not None and subnet.name in row.subnets]
        taken = {name for row in rows for name in row.members}
        hosts = {lid.device for lid in plan.infiniband.lids if lid.subnet == subnet.name and lid.holder is LidHolder.COMPUTE}
        left = sorted(hosts - taken)
        if rows and left:
            what = f"{len(left)} of {len(hosts)} GPU nodes are in no partition and reach no other, the first is {left[0]}"
            yield Finding("P468", f"subnet {subnet.name}", what, "Give them to a tenant, or waive this while they wait for one", Severity.WARNING)


def nvidia_runs_what_others_cannot(plan: Plan) -> Iterator[Finding]:
    """Note what is asked of a subnet and only NVIDIA's subnet manager can do, where no UFM is planned."""
    for subnet in plan.infiniband.subnets:
        asked = [word for word, is_asked in (("adaptive routing", subnet.adaptive_routing), ("SHARP", subnet.sharp)) if is_asked]
        if asked and subnet.manager is None:
            what = f"{' and '.join(asked)} {'are' if len(asked) > 1 else 'is'} asked for and no UFM is planned: a distribution's OpenSM can do neither"
            remedy = "Run MLNX_SM on a switch or a host, or plan UFM with fabrics.compute.ufm"
            yield Finding("P469", f"subnet {subnet.name}", what, remedy, Severity.NOTE)


def _tenants_of(plan: Plan) -> dict[str, list[Partition]]:
    found: dict[str, list[Partition]] = defaultdict(list)
    for row in plan.infiniband.partitions:
        for name in row.members:
            found[name].append(row)
    return dict(sorted(found.items()))


def _stands_in(host: str, place: str) -> bool:
    return host == place or host.startswith(f"{place}-")


def _where(row: Lid) -> str:
    return _named(row.device, row.port)


def _named(device: str, port: str) -> str:
    return f"{device}/{port}" if port else device


def _of_partition(row: Partition) -> str:
    return f"partition {row.name}"
