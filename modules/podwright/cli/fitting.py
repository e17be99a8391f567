"""What a new pod needs beyond the defaults of the spec: pools as wide as its architecture asks for, racks as high and as well fed."""

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from podwright.catalog.load import Catalog
from podwright.checks.racks import POWER_WARNING
from podwright.plan.addressing import lay_out
from podwright.plan.finding import Infeasible
from podwright.plan.placing import place_devices
from podwright.plan.sizing import Sizing, laid_out, size
from podwright.plan.types import Physical
from podwright.spec.errors import Location
from podwright.spec.pod import PodSpec
from podwright.spec.site import Pools

if TYPE_CHECKING:
    from podwright.spec.document import Value

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SPACE: dict[str, Network] = {"v4": ipaddress.ip_network("10.0.0.0/8"), "v6": ipaddress.ip_network("fd70:6f64::/32")}
"""Where the default pools lie: private networks (RFC 1918, RFC 4193)."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """Fields that a new pod needs, and why: what stands in the file, and the sentence above it."""

    values: "dict[Location, Value]"
    notes: dict[Location, str]


def fitting(spec: PodSpec, catalog: Catalog) -> Fitting:
    """Return what the pod needs beyond the defaults; what a person chose stays, and is judged as it is.

    Raises: Infeasible when the pod has no size or no place.
    """
    catalog = laid_out(spec, catalog)
    sizing = size(spec, catalog)
    physical = place_devices(spec, catalog, sizing)
    rows = (*_pools(spec, catalog, physical, sizing), *_racks(spec, physical))
    return Fitting({at: value for at, value, _ in rows}, {at: note for at, _, note in rows})


def put(value: "dict[str, Value]", fitting: Fitting) -> "dict[str, Value]":
    """Return the pod with the fields in it."""
    for location, chosen in fitting.values.items():
        value = _with(value, location, chosen)
    return value


Row = tuple[Location, "Value", str]


def _pools(spec: PodSpec, catalog: Catalog, physical: Physical, sizing: Sizing) -> Iterator[Row]:
    """Yield the pools that the person did not choose and whose default is too narrow."""
    pools = spec.addresses.pools
    free = [name for name in Pools.model_fields if name not in pools.model_fields_set]
    wide = _placed(pools, _wide_enough(pools, free, catalog, physical, sizing.built_units), free)
    for name in free:
        old, new = getattr(pools, name), getattr(wide, name)
        if new != old:
            note = f"The default {old.v4} is too narrow for {sizing.built_units} {'unit' if sizing.built_units == 1 else 'units'} of {spec.architecture}."
            yield ("addresses", "pools", name), {"v4": new.v4, "v6": new.v6}, note


def _wide_enough(pools: Pools, free: Iterable[str], catalog: Catalog, physical: Physical, built_units: int) -> Pools:
    """Return the pools, those that may change each as wide as it has to be, wherever they then lie."""
    while True:
        try:
            lay_out(pools, catalog, physical, built_units=built_units)
            return pools
        except Infeasible as infeasible:
            narrow = [(name, version) for finding in infeasible.findings for *_, name, version in [finding.where.split(".")] if name in free]
            wider = {(name, version): _wider(getattr(getattr(pools, name), version)) for name, version in narrow}
            if not wider or None in wider.values():
                return pools
            for (name, version), network in wider.items():
                pools = _with_network(pools, name, version, str(network))


def _with_network(pools: Pools, name: str, version: str, network: str) -> Pools:
    return pools.model_copy(update={name: getattr(pools, name).model_copy(update={version: network})})


def _wider(text: str) -> str | None:
    """Return a network twice as wide around this one, None where there is none left."""
    network = ipaddress.ip_network(text)
    return str(network.supernet()) if network.prefixlen else None


def _placed(defaults: Pools, wide: Pools, free: list[str]) -> Pools:
    """Return the pools so that none overlaps another: what is not widened stays, what is widened stays if it can, else it goes where there is room.

    The defaults come back where there is none; the plan then says how wide each had to be.
    """
    placed = wide
    for version, space in SPACE.items():
        networks = {name: ipaddress.ip_network(getattr(getattr(wide, name), version)) for name in Pools.model_fields}
        widened = [name for name in free if getattr(getattr(wide, name), version) != getattr(getattr(defaults, name), version)]
        taken = [network for name, network in networks.items() if name not in widened]
        for name in sorted(widened, key=lambda name: networks[name].prefixlen):
            room = _room(networks[name], taken, space)
            if room is None:
                return defaults
            taken.append(room)
            placed = _with_network(placed, name, version, str(room))
    return placed


def _room(wanted: Network, taken: list[Network], space: Network) -> Network | None:
    """Return the wanted network if nothing overlaps it, else the first one of its width in the space that nothing overlaps."""
    candidates = (wanted, *(space.subnets(new_prefix=wanted.prefixlen) if wanted.prefixlen >= space.prefixlen else ()))
    return next((network for network in candidates if not any(network.overlaps(other) for other in taken)), None)


def _racks(spec: PodSpec, physical: Physical) -> Iterator[Row]:
    """Yield what the fullest and the highest rack need, where the person chose nothing and the default is too little."""
    supply, chosen = spec.site.racks, spec.site.racks.model_fields_set
    planned_w = max(rack.power_w for rack in physical.racks)
    if "feed_kw" not in chosen and planned_w > supply.feed_kw * 1000:
        feed_kw = ceil(planned_w / POWER_WARNING / 1000)
        note = f"The default of {supply.feed_kw:g} is too little: the fullest rack of {spec.architecture} draws {planned_w / 1000:.1f} kW; a tenth is to spare."
        yield ("site", "racks", "feed_kw"), feed_kw, note
    top = max((device.lowest_u + device.height_u - 1 for device in physical.devices), default=0)
    if "height_u" not in chosen and top > supply.height_u:
        yield ("site", "racks", "height_u"), top, f"The default of {supply.height_u} is too low: racks of {spec.architecture} are filled up to U{top}."


def _with(value: "dict[str, Value]", location: Location, chosen: "Value") -> "dict[str, Value]":
    name, *rest = location
    assert isinstance(name, str), "what is fitted lies in blocks, not in lists"
    if not rest:
        return value | {name: chosen}
    inner = value.get(name, {})
    assert isinstance(inner, dict), "the words are judged before they are fitted"
    return value | {name: _with(inner, tuple(rest), chosen)}
