"""What is bought: the part for every cable by medium and length, which ports share a plug, and the products that stand in the racks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from podwright.catalog.load import Catalog
from podwright.catalog.media import MediaFile, PartRule
from podwright.catalog.products import PortBlock, SwitchKind, SystemKind
from podwright.plan.names import PortName
from podwright.plan.types.fabric import Cable, CablePart, Cage, Module, Tier
from podwright.plan.types.physical import Device, DeviceClass, Licence, Product

Key = tuple[str, Tier, str, DeviceClass, float]
"""Fabric, tier, medium, class of the A end, length (m)."""


def parts_of(media: MediaFile, cables: Iterable[Cable], devices: Iterable[Device]) -> tuple[CablePart, ...]:
    """Return what is bought for every medium and length that the cables have, by fabric, tier, medium, class and length.

    Laws: the first part of the medium that fits the length; where ports share a module, all cables of a fabric's tier take the part that reaches the longest
    of them, since the two ports of a module take the same kind of fibre; where none reaches so far, each takes its own.
    """
    classes = {device.name: device.device_class for device in devices}
    keys = sorted({(fabric, tier, medium, classes[a_device], length_m) for _, fabric, tier, a_device, _, _, _, _, medium, _, length_m in cables})
    longest: dict[tuple[str, Tier, str], float] = defaultdict(float)
    for fabric, tier, medium, _, length_m in keys:
        longest[fabric, tier, medium] = max(longest[fabric, tier, medium], length_m)
    shared = {medium for medium in {key[2] for key in keys} if media.shares_modules(medium)}
    return tuple(_part(media, key, longest[key[0], key[1], key[2]] if key[2] in shared else key[4]) for key in keys)


def modules_of(media: MediaFile, parts: Iterable[CablePart]) -> tuple[Module, ...]:
    """Return the transceivers that the parts need, by name."""
    used = {name for part in parts for name in (part.a_module, part.b_module) if name}
    return tuple(Module(row.name, row.title, row.source.told()) for row in sorted(media.modules, key=lambda row: row.name) if row.name in used)


def cages_of(catalog: Catalog, kinds: Iterable[str]) -> tuple[Cage, ...]:
    """Return every port of these kinds of device that shares a plug with another port, by kind and port."""
    return tuple(sorted(_cages(catalog, frozenset(kinds)), key=lambda row: (row.kind, row.port)))


def products_of(catalog: Catalog, kinds: Iterable[str]) -> tuple[Product, ...]:
    """Return the products of these kinds, by kind."""
    return tuple(_product(kind, catalog.systems.get(kind) or catalog.switches[kind]) for kind in sorted(set(kinds)))


def _part(media: MediaFile, key: Key, needed_m: float) -> CablePart:
    fabric, tier, medium, a_class, length_m = key
    rules = media.parts_for(medium)
    rule = _first(rules, needed_m) or _first(rules, length_m)
    if rule is None:
        return CablePart(fabric, tier, medium, a_class, length_m, None, "", "", None, None, max((rule.longest_m for rule in rules), default=0.0), "")
    return CablePart(
        fabric, tier, medium, a_class, length_m, rule.name, rule.title, rule.kind, _a_module(rule, a_class), rule.b_module, rule.longest_m, rule.source.told()
    )


def _first(rules: tuple[PartRule, ...], needed_m: float) -> PartRule | None:
    return next((rule for rule in rules if rule.shortest_m <= needed_m <= rule.longest_m), None)


def _a_module(rule: PartRule, a_class: DeviceClass) -> str | None:
    return rule.a_module if a_class is DeviceClass.SWITCH else rule.a_host_module or rule.a_module


def _cages(catalog: Catalog, kinds: frozenset[str]) -> Iterator[Cage]:
    profiles: dict[str, set[str | None]] = defaultdict(set)
    for fabric in catalog.fabrics:
        for kind, profile in ((fabric.leaf, fabric.leaf_profile), (fabric.spine, fabric.spine_profile), (fabric.core, fabric.core_profile)):
            profiles[kind or ""].add(profile)
    for kind in kinds & catalog.switches.keys():
        product = catalog.switches[kind]
        found = {port: cage for profile in profiles[kind] for block in _blocks(product, profile) for port, cage in _in_block(block)}
        yield from (Cage(kind, PortName(port), PortName(cage)) for port, cage in found.items())
    for kind in kinds & catalog.systems.keys():
        yield from (Cage(kind, PortName(port), PortName(cage)) for port, cage in _of_system(catalog.systems[kind]).items())


def _blocks(product: SwitchKind, profile: str | None) -> tuple[PortBlock, ...]:
    return product.profiles[profile] if profile else product.port_blocks


def _in_block(block: PortBlock) -> Iterator[tuple[str, str]]:
    """Yield port and cage of a block whose cages hold more than one port."""
    if block.lanes_per_cage > 1:
        names = [name for name, _, _ in block.named()]
        yield from ((name, names[index - index % block.lanes_per_cage]) for index, name in enumerate(names))


def _of_system(product: SystemKind) -> Mapping[str, str]:
    """Return the cage of each port of a system that shares one, by each name of the port; the legs of a split share one."""
    firsts: dict[str, str] = {}
    cages: dict[str, str] = {}
    first_leg = ""
    for port in product.ports:
        if port.leg == 1:
            first_leg = port.name
        cage = port.cage or (first_leg if port.leg else None)
        if cage is not None:
            first = firsts.setdefault(cage, port.name)
            cages |= dict.fromkeys((name for name in (port.name, port.ethernet_name) if name), first)
    return cages


def _product(kind: str, product: SystemKind | SwitchKind) -> Product:
    gpus = product.gpus.count.value if isinstance(product, SystemKind) and product.gpus else 0
    counts = {"gpu": gpus, "device": 1}
    return Product(kind, product.title, tuple(Licence(row.name, row.title, counts[row.per]) for row in product.licences))
