"""The fabric section: sizes, ports, cables, addresses put together."""

from itertools import chain

from podwright.catalog.load import Catalog
from podwright.plan.address_plan import addresses, subnets
from podwright.plan.addressing import Layout, reserved
from podwright.plan.cabling import Cabling
from podwright.plan.parts import cages_of, modules_of, parts_of
from podwright.plan.sizing import Sizing
from podwright.plan.types import Fabric, Fabrics, Physical


def fabric_section(catalog: Catalog, physical: Physical, sizing: Sizing, cabling: Cabling, layout: Layout) -> Fabrics:
    """Return the fabric section of the plan."""
    rows = addresses(catalog, physical, layout)
    parts = parts_of(catalog.media, cabling.cables, physical.devices)
    return Fabrics(
        fabrics=tuple(_fabrics(catalog, sizing)),
        media=cabling.media,
        blocks=reserved(layout),
        ports=tuple(chain.from_iterable(cabling.ports.values())),
        cables=cabling.cables,
        subnets=subnets(catalog, physical, layout),
        addresses=rows,
        parts=parts,
        modules=modules_of(catalog.media, parts),
        cages=cages_of(catalog, {device.kind for device in physical.devices}),
    )


def _fabrics(catalog: Catalog, sizing: Sizing) -> list[Fabric]:
    return [
        Fabric(
            name=rule.name,
            technology=rule.technology,
            plane_count=rule.plane_count,
            rail_count=rule.lane_count // rule.plane_count,
            built_for_units=sizing.built_units,
            leaf_count=len(sizing.fabrics[rule.name].leaves),
            spine_count=sizing.fabrics[rule.name].tiers.spine_count,
            core_count=sizing.fabrics[rule.name].tiers.core_count,
            shares=rule.shares,
        )
        for rule in catalog.fabrics
    ]
