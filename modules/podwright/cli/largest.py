"""What stands in a layout of the catalogue at its largest size, as the plan's own rules place it."""

from collections import defaultdict

from podwright.catalog.fault import Breach
from podwright.catalog.load import Catalog
from podwright.catalog.occupancy import Standing
from podwright.plan.finding import Infeasible
from podwright.plan.placing import place_devices
from podwright.plan.sizing import laid_out, size
from podwright.plan.standing import stand_of
from podwright.spec.pod import PodSpec, Racking
from podwright.spec.site import Site


def standing(catalog: Catalog) -> Standing | Breach:
    """Return what stands in the catalogue's layout at its largest size, or why nothing can."""
    rule, layout = catalog.architecture, catalog.layout
    units = min(layout.most_units, rule.unit.most.value if rule.unit.most else layout.most_units)
    racks = Racking(nodes_per_rack=layout.nodes_per_rack)
    spec = PodSpec(version=1, name="pod", architecture=rule.name, scalable_units=units, site=Site(domain="pod.example"), racks=racks)
    try:
        sized = laid_out(spec, catalog)
        physical = place_devices(spec, sized, size(spec, sized))
    except Infeasible as infeasible:
        finding = infeasible.findings[0]
        return (), f"{finding.where}: {finding.what}", finding.remedy
    places: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for device in physical.devices:
        places[device.device_class.value].append((device.place.unit, device.place.rack, device.place.slot))
    stand = stand_of(physical, layout).by_holds
    kinds = {holds: next(iter(devices.values())).kind for holds, devices in stand.items()}
    return Standing({holds: tuple(devices) for holds, devices in stand.items()}, kinds, places)
