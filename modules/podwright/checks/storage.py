"""Storage gives what the work needs, its fabric carries what it gives, and what cannot be judged is said."""

from collections.abc import Iterator

from podwright.plan.finding import Finding, Severity
from podwright.plan.types import Device, Measure, Plan, Role, SystemPlan, Tier

SYSTEM = "storage.system"
COMPILE_AGAIN = "This plan was edited by hand: compile it again"
MORE = "Raise storage.system.blocks, choose a faster kind, or lower storage.workload"


def storage_reads_fast_enough(plan: Plan) -> Iterator[Finding]:
    """Find a system that reads less than the work needs."""
    yield from _short(plan, "P501", Measure.READ, "GB/s read", _read(plan.storage.system))


def storage_writes_fast_enough(plan: Plan) -> Iterator[Finding]:
    """Find a system that writes less than the work needs."""
    yield from _short(plan, "P502", Measure.WRITE, "GB/s written", _written(plan.storage.system))


def storage_reaches_the_guideline(plan: Plan) -> Iterator[Finding]:
    """Warn of a system below the lowest published level, where the pod names no level, and of a node whose cables carry less than a node should get."""
    guideline, system = plan.storage.guideline, plan.storage.system
    if guideline is None or system is None:
        return
    level = next((row for row in guideline.levels if row.name == plan.storage.level), guideline.levels[0])
    if plan.storage.level is None:
        for word, given, published in (("read", _read(system), level.read_gbyte_s), ("written", _written(system), level.write_gbyte_s)):
            if given is not None and published is not None and given < published:
                what = f"{given:g} GB/s {word} by {_blocks(system)}, the published level {level.name} is {published:g}"
                yield Finding("P503", SYSTEM, what, "Raise storage.system.blocks, or waive this if the work reads less", Severity.WARNING)
    carried = min(_carried_by_node(plan).values(), default=None)
    if carried is not None and level.node_read_gbyte_s is not None and carried < level.node_read_gbyte_s:
        what = f"the storage cables of a node carry {carried:g} GB/s, a node reads {level.node_read_gbyte_s:g} at the published level {level.name}"
        yield Finding("P503", "storage.fabric", what, "Choose an architecture whose nodes have more storage links, or waive this", Severity.WARNING)


def storage_fabric_carries_the_system(plan: Plan) -> Iterator[Finding]:
    """Find a storage fabric that carries less than the system reads: an error where it is less than the work needs, else money that buys nothing."""
    system, limit = plan.storage.system, plan.storage.fabric
    if system is None or limit is None:
        return
    technology = next(fabric.technology for fabric in plan.fabric.fabrics if fabric.name == limit.name)
    if system.block.port_technologies and technology not in system.block.port_technologies:
        what = f"{system.kind} has ports for {' and '.join(system.block.port_technologies)}, the {limit.name} fabric is {technology}"
        yield Finding("P504", SYSTEM, what, "Choose a kind that speaks it, or an architecture whose storage fabric does")
        return
    yield from _unlinked(plan, system)
    ways = [(sum(_carried_by_node(plan).values()), "the cables of the GPU nodes")]
    if limit.system_leaves:
        ways.append((_carried_up(plan), f"the uplinks of the {len(limit.system_leaves)} leaves for storage systems"))
    if limit.ports_gbyte_s is not None:
        ways.append((limit.ports_gbyte_s, "the system's ports that find a free port"))
    carried, way = min(ways)
    given, need = _read(system), _needed(plan, Measure.READ)
    if given is not None and carried < given:
        severity = Severity.ERROR if carried < need else Severity.WARNING
        what = f"{_blocks(system)} read {given:g} GB/s, {way} carry {carried:g}"
        yield Finding("P504", SYSTEM, what, "Buy no more blocks than the fabric carries, or take a fabric that carries more", severity)


def storage_blocks_are_sold(plan: Plan) -> Iterator[Finding]:
    """Find more or fewer blocks than the product has."""
    system = plan.storage.system
    if system is None:
        return
    if system.block_count < system.least_blocks:
        yield Finding("P505", SYSTEM, f"{system.block_count} blocks, {system.kind} has at least {system.least_blocks}", f"Raise it to {system.least_blocks}")
    if system.most_blocks is not None and system.block_count > system.most_blocks:
        what = f"{_blocks(system)} ({system.chosen}), the product ends at {system.most_blocks}"
        yield Finding("P505", SYSTEM, what, "Lower storage.system.blocks or storage.workload, or choose a larger kind")


def storage_can_be_judged(plan: Plan) -> Iterator[Finding]:
    """Note what cannot be judged of the storage, and for lack of what."""
    storage = plan.storage
    if storage.demands and storage.system is None:
        names = ", ".join(dict.fromkeys(row.name for row in storage.demands))
        yield _note("storage.workload", f"{names} declared, and no storage system to hold against it", "Name one in storage.system")
    if storage.system is None:
        return
    if missing := ", ".join(_missing(storage.system)):
        what = f"of a block of {storage.system.kind} these figures were not found: {missing}"
        yield _note(SYSTEM, what, "Give what was measured or quoted in storage.system.block_*, or add it to the catalogue with its source")
    if storage.guideline is None:
        yield _note("storage.guideline", f"no guideline of {plan.header.architecture} was found in print", "Declare what the work needs in storage.workload")
    if storage.fabric is None:
        yield _note("storage.fabric", f"{plan.header.architecture} has no storage fabric whose cables could be counted", "Ask the vendor what the links carry")


def storage_stands_in_racks(plan: Plan) -> Iterator[Finding]:
    """Find a storage system whose blocks, switches, rack units or power in the racks are not those that it has, and warn of one that has no place in any."""
    system = plan.storage.system
    roles = (Role.STORAGE_APPLIANCE, Role.STORAGE_SWITCH)
    standing = [device for device in plan.physical.devices if device.role in roles]
    found = tuple(sum(device.role is role for device in standing) for role in roles)
    if system is None or not system.placed_count:
        if standing:
            yield Finding("P510", SYSTEM, f"{len(standing)} devices of a storage system stand in racks, none is planned to", COMPILE_AGAIN)
        elif system is not None:
            what = f"{_blocks(system)} stand in no rack, since the height of one was not found: their space, power, heat and mass are in no rack and no row"
            yield Finding("P510", SYSTEM, what, "Quote it (storage.system.block_height_u), or keep room beside the racks", Severity.WARNING)
        return
    if found != (system.block_count, system.switch_count):
        what = f"{found[0]} blocks and {found[1]} switches stand in racks, the system has {system.block_count} and {system.switch_count}"
        yield Finding("P510", SYSTEM, what, COMPILE_AGAIN)
    height_u, power_w = sum(device.height_u for device in standing), sum(device.power_w for device in standing)
    if height_u != system.height_u or power_w != (system.power_w or 0):
        what = f"they fill {height_u} U and draw {power_w} W in the racks, the system has {system.height_u} U and {system.power_w or 0} W"
        yield Finding("P510", SYSTEM, what, COMPILE_AGAIN)


def storage_holds_enough(plan: Plan) -> Iterator[Finding]:
    """Find a system that holds less than data and checkpoints take."""
    system = plan.storage.system
    held = system.block_count * system.block.usable_tb if system and system.block.usable_tb is not None else None
    yield from _short(plan, "P507", Measure.USABLE, "TB usable", held)


def storage_level_is_published(plan: Plan) -> Iterator[Finding]:
    """Find a level that the pod asks for and the architecture's guideline does not have."""
    level, guideline = plan.storage.level, plan.storage.guideline
    names = [row.name for row in guideline.levels] if guideline else []
    if level is not None and level not in names:
        what = f"{level} is asked for, the guideline of {plan.header.architecture} has {', '.join(names) or 'not been found'}"
        yield Finding("P508", "storage.workload.level", what, "Choose one of these" if names else "Give storage.workload.training_read_gbyte_s_per_gpu instead")


def _short(plan: Plan, code: str, measure: Measure, unit: str, given: float | None) -> Iterator[Finding]:
    need, system = _needed(plan, measure), plan.storage.system
    if system is not None and given is not None and given < need:
        names = " and ".join(f"{row.name} {row.amount:g}" for row in plan.storage.demands if row.measure is measure)
        yield Finding(code, SYSTEM, f"{given:g} {unit} by {_blocks(system)}, {need:g} needed ({names})", MORE)


def _needed(plan: Plan, measure: Measure) -> float:
    """Return the greater of the level and the sum of the loads."""
    rows = [row for row in plan.storage.demands if row.measure is measure]
    return max(sum(row.amount for row in rows if not row.of_level), *(row.amount for row in rows if row.of_level), 0.0)


def _read(system: SystemPlan | None) -> float | None:
    return system.block_count * system.block.read_gbyte_s if system and system.block.read_gbyte_s is not None else None


def _written(system: SystemPlan | None) -> float | None:
    return system.block_count * system.block.write_gbyte_s if system and system.block.write_gbyte_s is not None else None


def _carried_by_node(plan: Plan) -> dict[str, float]:
    """Return what the storage cables of each GPU node carry, in GB/s, counted from the cables."""
    limit = plan.storage.fabric
    carried = {str(device.name): 0.0 for device in _nodes(plan)} if limit else {}
    for cable in plan.fabric.cables:
        if limit and cable.fabric == limit.name and cable.a_device in carried:
            carried[cable.a_device] += cable.rate_gbps / 8
    return carried


def _unlinked(plan: Plan, system: SystemPlan) -> Iterator[Finding]:
    """Note cables of the system that no leaf has room for at the size for which the fabric is built."""
    if system.placed_count and system.block.port_count:
        asked, linked = system.block_count * system.block.port_count, sum(link.cable_count for link in plan.storage.links)
        if linked < asked:
            what = f"{asked} cables come from {_blocks(system)}, the leaves that stand have room for {linked} of them that nothing else takes"
            yield Finding("P504", SYSTEM, what, "Add scalable units, take fewer blocks, or leave ports of the blocks free", Severity.NOTE)


def _nodes(plan: Plan) -> Iterator[Device]:
    return (device for device in plan.physical.devices if device.role is Role.GPU_NODE)


def _carried_up(plan: Plan) -> float:
    """Return what the uplinks of the leaves for storage systems carry, in GB/s, counted from the cables."""
    leaves = set(plan.storage.fabric.system_leaves) if plan.storage.fabric else set()
    return sum(cable.rate_gbps for cable in plan.fabric.cables if cable.tier is Tier.LEAF_SPINE and cable.a_device in leaves) / 8


def _missing(system: SystemPlan) -> Iterator[str]:
    block = system.block
    figures = (
        ("GB/s read", block.read_gbyte_s),
        ("GB/s written", block.write_gbyte_s),
        ("TB usable", block.usable_tb),
        ("rack units", block.height_u),
        ("power", block.power_w),
        ("ports", block.port_count),
        ("the most blocks", system.most_blocks),
    )
    return (name for name, value in figures if value is None)


def _blocks(system: SystemPlan) -> str:
    return f"{system.block_count} block{'s' * (system.block_count != 1)} of {system.kind}"


def _note(where: str, what: str, remedy: str) -> Finding:
    return Finding("P506", where, what, remedy, Severity.NOTE)
