"""The floor: what racks weigh, how deep they are filled, where they stand."""

from collections.abc import Mapping
from math import ceil

from podwright.catalog.load import Catalog
from podwright.plan.floor_places import floor_places, floor_rows
from podwright.plan.names import PodName, RackName
from podwright.plan.powering import product_of
from podwright.plan.types import Cooling, Device, Floor, KindBody, Physical, Rack, RackLoad, Role
from podwright.spec.pod import PodSpec


def floor_section(spec: PodSpec, catalog: Catalog, physical: Physical, cooling: Cooling) -> Floor:
    """Return what the racks weigh and how deep they are filled, and what stands where on the floor; a rack itself is counted with its PDUs."""
    kinds = {kind: _kind(catalog, kind) for kind in sorted({device.kind for device in physical.devices})}
    inside: dict[RackName, list[Device]] = {}
    for device in physical.devices:
        if device.role is not Role.PDU:
            inside.setdefault(device.rack, []).append(device)
    own, supply = catalog.enclosure, spec.site.floor
    empty_g = round(own.weight.value * 1000)
    places = floor_places(PodName(spec.name), catalog, physical, cooling)
    rows = tuple(floor_rows(places, catalog))
    return Floor(
        rack_kg=None if supply.rack_kg is None else int(supply.rack_kg),
        rack_depth_mm=supply.rack_depth_mm,
        empty_rack_g=empty_g,
        depth_behind_mm=ceil(own.depth_behind.value),
        kinds=tuple(kinds.values()),
        racks=tuple(_rack(catalog, rack, inside.get(rack.name, []), kinds, empty_g) for rack in physical.racks),
        places=places,
        rows=rows,
        area_m2=round(sum(row.area_m2 for row in rows), 1),
    )


def _kind(catalog: Catalog, kind: str) -> KindBody:
    product = product_of(catalog, kind)
    return KindBody(kind, round(product.weight.value * 1000) if product.weight else None, ceil(product.depth.value) if product.depth else None)


def _rack(catalog: Catalog, rack: Rack, inside: list[Device], kinds: Mapping[str, KindBody], empty_g: int) -> RackLoad:
    rule = next(rule for rule in catalog.racks if rule.name == rack.kind)
    whole = ceil(rule.weight.value) if rule.weight else None
    masses, depths = [kinds[device.kind].weight_g for device in inside], [kinds[device.kind].depth_mm or 0 for device in inside]
    return RackLoad(
        name=rack.name,
        weight_kg=-(-(empty_g + sum(mass or 0 for mass in masses)) // 1000) if whole is None else whole,
        whole_kg=whole,
        unweighed_count=sum(mass is None for mass in masses) if whole is None else 0,
        depth_mm=max(depths, default=0),
    )
