"""Each choice that a person might ask about, with what it rests on."""

from collections.abc import Iterator

from podwright.catalog.load import Catalog
from podwright.catalog.products import SwitchKind, SystemKind
from podwright.plan.sizing import FabricSize, Sizing
from podwright.plan.types import Reason


def reasons(catalog: Catalog, sizing: Sizing) -> tuple[Reason, ...]:
    """Return the choices of the plan, in the order in which they were made."""
    return (*_sizes(catalog, sizing), *_fabrics(catalog, sizing), *_racks(catalog), *_figures(catalog))


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


def _upper(size: FabricSize) -> str:
    cores = f", {size.tiers.core_count} cores" if size.tiers.core_count else ""
    return f"{size.tiers.spine_count} spines{cores}"


def _racks(catalog: Catalog) -> Iterator[Reason]:
    for rack in catalog.racks:
        yield Reason(f"rack kind {rack.name}", f"holds {', '.join(f'{row.count} {row.holds}' for row in rack.places)}", rack.source.told())


def _figures(catalog: Catalog) -> Iterator[Reason]:
    products: tuple[SystemKind | SwitchKind, ...] = (*catalog.systems.values(), *catalog.switches.values())
    for product in products:
        yield Reason(f"kind {product.name}", f"{product.power.value} W", product.power.told())
        yield Reason(f"kind {product.name}", f"{product.height.value} U", product.height.told())
