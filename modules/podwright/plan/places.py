"""Places: which rack, slot and U the thing with an ordinal has. The k-th of the places that hold such things, so that it never moves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from podwright.catalog.architecture import Layout, PlaceRow, RackRule
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.types import Place

RACK_NUMBERS = 99
"""The last rack of a unit: two digits of its name."""


@dataclass(frozen=True, slots=True)
class RackSpot:
    """One rack: its kind, its unit, its number in the unit."""

    rule: RackRule
    unit: int
    number: int


class Racks:
    """The racks of a layout. Kinds of one scope stand in groups, each kind `count` times: a group is a unit, a zone, or so many racks of the pod's own."""

    def __init__(self, layout: Layout, architecture: str, *, units: int) -> None:
        self.layout, self.architecture, self.units = layout, architecture, units
        self.first: dict[str, int] = {}
        self.group_size = {"unit": 0, "pod": 0, "zone": 0}
        self.rows: dict[str, list[tuple[RackRule, PlaceRow]]] = {}
        for rack in layout.racks:
            self.first[rack.name] = self.group_size[rack.scope] + 1
            self.group_size[rack.scope] += rack.count
            for row in rack.places:
                self.rows.setdefault(row.holds, []).append((rack, row))

    def place_of(self, holds: str, ordinal: int) -> tuple[Place, int]:
        """Return the place of the thing with this ordinal, and its lowest U.

        Raises: Infeasible when the architecture has no such place.
        """
        rows = [(rack, row) for rack, row in self.rows.get(holds, ()) if row.first_ordinal <= ordinal]
        if rows:
            rack, row = max(rows, key=lambda pair: pair[1].first_ordinal)
            group, in_group = divmod(ordinal - row.first_ordinal, rack.count * row.count)
            spot = self._spot(rack, group, in_group // row.count)
            if (rack.scope != "unit" or group < self.units) and spot.number <= RACK_NUMBERS:
                index = in_group % row.count
                return Place(spot.unit, spot.number, row.first_slot + index), row.u_of(index)
        what = f"number {ordinal + 1} is asked for, the racks of {self.architecture} have no place for it"
        raise Infeasible((Finding("P103", holds, what, "Ask for fewer, or choose an architecture with more places"),))

    def standing(self, places: Iterable[Place]) -> tuple[RackSpot, ...]:
        """Return the racks that stand: every rack of the units, and up to the last one that holds something of the pod's own and of each zone."""
        last: dict[int, int] = {}
        for place in places:
            last[place.unit] = max(last.get(place.unit, 0), place.rack)
        return tuple(sorted((*self._of_units(), *self._of_others(last)), key=lambda spot: (SCOPES.index(spot.rule.scope), spot.unit, spot.number)))

    def _spot(self, rack: RackRule, group: int, index: int) -> RackSpot:
        number = self.first[rack.name] + index
        if rack.scope == "pod":
            return RackSpot(rack, 0, group * self.group_size["pod"] + number)
        return RackSpot(rack, group + (1 if rack.scope == "unit" else self.layout.first_zone or 0), number)

    def _of_units(self) -> Iterator[RackSpot]:
        for rack in self.layout.racks:
            if rack.scope == "unit":
                yield from (self._spot(rack, unit, index) for unit in range(self.units) for index in range(rack.count))

    def _of_others(self, last: Mapping[int, int]) -> Iterator[RackSpot]:
        for rack in self.layout.racks:
            for unit, number in last.items():
                scope = self.layout.scope_of(unit)
                if scope == "unit" or scope != rack.scope:
                    continue
                groups = range(-(-number // self.group_size["pod"])) if scope == "pod" else (unit - (self.layout.first_zone or 0),)
                spots = (self._spot(rack, group, index) for group in groups for index in range(rack.count))
                yield from (spot for spot in spots if spot.number <= number)


SCOPES = ("pod", "unit", "zone")
