"""What the laws are asked of: an architecture, and all that it names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from podwright.catalog.architecture import Architecture, FabricRule, Layout, RackRule
from podwright.catalog.fault import Location
from podwright.catalog.media import MediaFile
from podwright.catalog.products import SwitchKind, SystemKind

SWITCH_ROLES = ("leaf", "spine", "core")


@dataclass(frozen=True, slots=True)
class Subject:
    """An architecture, the systems and switches that it names, by name, and the media that join them."""

    rule: Architecture
    systems: Mapping[str, SystemKind]
    switches: Mapping[str, SwitchKind]
    media: MediaFile

    def layouts(self) -> Iterator[tuple[Location, Layout]]:
        """Yield each layout with its place."""
        yield from ((("layouts", index), layout) for index, layout in enumerate(self.rule.layouts))

    def fabrics(self) -> Iterator[tuple[Location, Layout, FabricRule]]:
        """Yield each fabric with its place and its layout."""
        yield from (((*at, "fabrics", index), layout, fabric) for at, layout in self.layouts() for index, fabric in enumerate(layout.fabrics))

    def racks(self) -> Iterator[tuple[Location, Layout, RackRule]]:
        """Yield each rack kind with its place and its layout."""
        yield from (((*at, "racks", index), layout, rack) for at, layout in self.layouts() for index, rack in enumerate(layout.racks))

    def kind_of(self, layout: Layout, holds: str) -> SystemKind | SwitchKind | None:
        """Return the product that such a place holds, None where none is known."""
        rule = self.rule
        hosts = {"gpu_node": rule.unit.node, "management_node": rule.management.kind, "storage_host": rule.storage.kind}
        if holds in hosts:
            return self.systems.get(hosts[holds])
        fabric_name, _, role = holds.partition("/")
        fabric = next((fabric for fabric in layout.fabrics if fabric.name == fabric_name), None)
        if fabric is None:
            return None
        if role == "ufm":
            return self.systems.get(rule.ufm.kind) if rule.ufm else None
        return self.switches.get(getattr(fabric, role) or "") if role in SWITCH_ROLES else None
