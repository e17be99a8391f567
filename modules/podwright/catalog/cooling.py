"""Physics of a room: fluids, what each way of cooling takes away, coolant distribution units, what a rack itself weighs."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from pydantic import model_validator

from podwright.catalog.figure import AirflowRule, CoolantFlow, Depth, Difference, Figure, Mass, Pressure, Row, Source, Temperature

CoolingKind = Literal["air", "rear_door", "direct_to_chip", "hybrid", "immersion"]
"""How a rack is cooled: by the room's air; with a door that takes the air's heat; with cold plates; with both; in a bath."""


class FluidPoint(Row):
    """What a fluid is at one temperature."""

    temperature_c: float
    density_kg_per_m3: float
    specific_heat_kj_per_kg_k: float


class Fluid(Row):
    """A coolant, at temperatures in ascending order."""

    name: str
    title: str
    points: tuple[FluidPoint, ...]
    source: Source

    @model_validator(mode="after")
    def _points_ascend(self) -> "Fluid":
        _ascend([row.temperature_c for row in self.points])
        return self

    def heat_kj_per_m3_k(self, temperature_c: float) -> float:
        """Return the heat that a cubic metre takes up for each kelvin."""
        return _between([(row.temperature_c, row.density_kg_per_m3 * row.specific_heat_kj_per_kg_k) for row in self.points], temperature_c)


class CoolantPoint(Row):
    """What a rack takes at one temperature of its coolant: the flow, and the pressure that is lost in it."""

    supply_c: float
    flow_l_per_min: float
    drop_kpa: float


class CoolantCurve(Row):
    """What a rack takes of its coolant by temperature, ascending, where its maker publishes that for a rack with so much heat to liquid.

    Warmer coolant has to flow faster. With other heat the flow goes with the heat, and the pressure that is lost with the square of the flow.
    """

    heat: Figure
    points: tuple[CoolantPoint, ...]
    source: Source

    @model_validator(mode="after")
    def _points_ascend(self) -> "CoolantCurve":
        _ascend([row.supply_c for row in self.points])
        return self

    def flow_l_per_min(self, supply_c: float, *, heat_w: int) -> float:
        """Return the flow that a rack with this heat to liquid takes."""
        return _between([(row.supply_c, row.flow_l_per_min) for row in self.points], supply_c) * heat_w / self.heat.value

    def drop_kpa(self, supply_c: float, *, heat_w: int) -> float:
        """Return the pressure that is lost in it."""
        return _between([(row.supply_c, row.drop_kpa) for row in self.points], supply_c) * (heat_w / self.heat.value) ** 2


def _ascend(temperatures_c: Sequence[float]) -> None:
    """Return nothing when there are two temperatures or more, each warmer than the one before. Raises: ValueError when not."""
    if len(temperatures_c) < 2 or any(after <= before for before, after in pairwise(temperatures_c)):
        raise ValueError(f"points at {', '.join(f'{at:g}' for at in temperatures_c)} C: give two or more, each warmer than the one before")


def _between(points: Sequence[tuple[float, float]], at: float) -> float:
    """Return the value on a line between two points; beyond the ends that of the last one."""
    index = bisect_left([point for point, _ in points], at)
    if index in (0, len(points)):
        return points[min(index, len(points) - 1)][1]
    (low, value), (high, next_value) = points[index - 1], points[index]
    return value + (at - low) / (high - low) * (next_value - value)


class FluidsFile(Row):
    """The fluids; `reference` is the temperature at which they are taken where nothing is said of the water."""

    reference: Temperature
    fluids: tuple[Fluid, ...]


class CoolingRules(Row):
    """Rules and limits that hold of any pod: air and coolant for each kilowatt, what a room and a door take, distance from the dew point, use of the heat."""

    room_air: Figure
    door: Figure
    airflow: AirflowRule
    flow: CoolantFlow
    least_flow: CoolantFlow
    most_flow: CoolantFlow
    dew_point_error: Difference
    dew_point_warning: Difference
    network_supply: Temperature
    cdu: str


class CduRating(Row):
    """What a coolant distribution unit takes at its approach, which is how much warmer the coolant leaves it than the water comes.

    `head` is the pressure that it gives the coolant at its flow.
    """

    heat: Figure
    flow: CoolantFlow
    approach: Difference
    head: Pressure | None = None


class CduKind(Row):
    """A coolant distribution unit that stands in the room."""

    name: str
    title: str
    rating: CduRating


class Enclosure(Row):
    """A rack without what stands in it, the depth that cables and PDUs need behind the deepest system, and the part of a rack that a storage system may fill."""

    weight: Mass
    depth_behind: Depth
    appliances_from: Figure
    appliances_height: Figure
