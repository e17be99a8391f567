"""Each choice that a person might ask about, with what it rests on."""

from collections.abc import Iterator

from podwright.catalog.load import Catalog
from podwright.catalog.products import SwitchKind, SystemKind
from podwright.plan.demand import BYTES_PER_PARAMETER
from podwright.plan.dividing import RAIL_SOURCE
from podwright.plan.sizing import FabricSize, Sizing
from podwright.plan.types import Measure, Reason, Storage

UNITS = {Measure.READ: "GB/s read", Measure.WRITE: "GB/s written", Measure.USABLE: "TB"}
DEMAND_SOURCE = f"arithmetic over what the pod declares; bytes of a parameter: {BYTES_PER_PARAMETER}"


def reasons(catalog: Catalog, sizing: Sizing, storage: Storage) -> tuple[Reason, ...]:
    """Return the choices of the plan, in the order in which they were made."""
    return (*_sizes(catalog, sizing), *_fabrics(catalog, sizing), *_racks(catalog), *_storage(storage, catalog), *_figures(catalog))


def _sizes(catalog: Catalog, sizing: Sizing) -> Iterator[Reason]:
    rule = catalog.architecture
    yield Reason("scalable unit", f"{rule.unit.node_count.value} x {rule.unit.node}", rule.unit.node_count.told())
    if rule.ufm and sizing.has_ufm:
        yield Reason("node places", f"place {rule.ufm.node_seat + 1} of unit 1 holds no node, its leaf ports carry UFM", rule.ufm.source)
    yield Reason("management nodes", f"{sizing.management_count} x {rule.management.kind}", rule.management.source)
    yield Reason("storage hosts", f"{sizing.storage_count} x {rule.storage.kind}", rule.storage.source)


def _fabrics(catalog: Catalog, sizing: Sizing) -> Iterator[Reason]:
    for fabric in catalog.fabrics:
        size = sizing.fabrics[fabric.name]
        yield Reason(f"fabric {fabric.name}", f"{len(size.leaves)} leaves, {_upper(size)} built for {sizing.built_units} scalable units", fabric.source.told())
        if fabric.divides_rails:
            what = f"{fabric.plane_count} subnets of {fabric.lanes_per_plane} of {fabric.lane_count} rails each, nothing joins them: jobs cross rails inside their nodes"
            yield Reason(f"fabric {fabric.name}", what, RAIL_SOURCE)


def _upper(size: FabricSize) -> str:
    cores = f", {size.tiers.core_count} cores" if size.tiers.core_count else ""
    return f"{size.tiers.spine_count} spines{cores}"


def _racks(catalog: Catalog) -> Iterator[Reason]:
    for rack in catalog.racks:
        yield Reason(f"rack kind {rack.name}", f"holds {', '.join(f'{row.count} {row.holds}' for row in rack.places)}", rack.source.told())


def _storage(storage: Storage, catalog: Catalog) -> Iterator[Reason]:
    for row in storage.demands:
        yield Reason(f"storage need {row.name}", f"{row.amount:g} {UNITS[row.measure]}: {row.formula}", DEMAND_SOURCE)
    if storage.system:
        kind = catalog.storage[storage.system.kind]
        yield Reason("storage system", f"{storage.system.block_count} x {kind.name}, {kind.block}: {storage.system.chosen}", kind.source.told())
        figures = (kind.read, kind.write, kind.height, kind.power)
        yield from (Reason(f"storage block {kind.name}", f"{row.value:g} {row.unit}", row.told()) for row in figures if row)
        held = next((row for row in kind.capacities if row.name == storage.system.capacity), None)
        if held:
            yield Reason(f"storage block {kind.name}", f"{held.usable.value:g} TB usable with {held.name}", held.usable.told())


def _figures(catalog: Catalog) -> Iterator[Reason]:
    products: tuple[SystemKind | SwitchKind, ...] = (*catalog.systems.values(), *catalog.switches.values())
    for product in products:
        yield Reason(f"kind {product.name}", f"{product.power.value} W", product.power.told())
        yield Reason(f"kind {product.name}", f"{product.height.value} U", product.height.told())
