"""Cables: which joins which connectors, which part is bought for which length, and how the floor makes them as long as they are."""

from typing import Literal

from pydantic import Field, model_validator

from podwright.catalog.figure import Length, Row, Source
from podwright.catalog.products import Technology

PartKind = Literal["dac", "active_copper", "aoc", "copper", "fibre"]
"""What a cable is made of: passive copper with plugs, active copper, fibre with plugs, plain copper; or fibre between transceivers that are bought apart."""


class MediumKind(Row):
    """A cable that joins two connectors, A end first, at one rate."""

    name: str
    technology: Technology
    connectors: tuple[str, str]
    rate_gbps: int


class Module(Row):
    """A transceiver; `port_count` ports share one where it is put into a cage of as many."""

    name: str
    title: str
    port_count: int = Field(default=1, ge=1)
    source: Source


class PartRule(Row):
    """What is bought where a cable of one of the media is `shortest_m` to `longest_m` long.

    A fibre needs a module at either end; `a_host_module` is the one for a host's port, where a switch takes another.
    """

    name: str
    title: str
    kind: PartKind
    media: tuple[str, ...]
    shortest_m: float = Field(default=0.0, ge=0)
    longest_m: float = Field(gt=0)
    a_module: str | None = None
    a_host_module: str | None = None
    b_module: str | None = None
    source: Source

    @model_validator(mode="after")
    def _a_fibre_has_modules(self) -> "PartRule":
        if (self.kind == "fibre") != (self.a_module is not None and self.b_module is not None):
            raise ValueError(f"part {self.name}: a fibre has a module at either end, and nothing else has one")
        if self.shortest_m > self.longest_m:
            raise ValueError(f"part {self.name}: its shortest length is above its longest")
        return self

    @property
    def modules(self) -> frozenset[str]:
        """Return the names of the modules that the part may need."""
        return frozenset(name for name in (self.a_module, self.a_host_module, self.b_module) if name)


class Floor(Row):
    """How racks stand, one unit a row, and the lengths that cables are sold in (m)."""

    rack_width_m: Length
    row_pitch_m: Length
    up_and_down_m: Length
    within_rack_m: Length
    lengths_m: tuple[float, ...]


class MediaFile(Row):
    """The media rules, whole. Of the parts for a medium the first that fits is bought: they stand in the order of preference."""

    media: tuple[MediumKind, ...]
    modules: tuple[Module, ...] = ()
    parts: tuple[PartRule, ...] = ()
    floor: Floor
    source: Source

    @model_validator(mode="after")
    def _names_meet(self) -> "MediaFile":
        media, modules = {row.name for row in self.media}, {row.name for row in self.modules}
        for part in self.parts:
            for missing in sorted((set(part.media) - media) | (part.modules - modules)):
                raise ValueError(f"part {part.name}: {missing} is no medium and no module of this file")
        return self

    def parts_for(self, medium: str) -> tuple[PartRule, ...]:
        """Return the parts that can be bought as a medium, in the order of preference."""
        return tuple(part for part in self.parts if medium in part.media)

    def shares_modules(self, medium: str) -> bool:
        """Return whether ports share the modules of a medium, so that neighbours must take the same kind of fibre."""
        twins = {module.name for module in self.modules if module.port_count > 1}
        return any(part.modules & twins for part in self.parts_for(medium))
