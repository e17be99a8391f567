"""Physics of a room: fluids, what each way of cooling takes away, coolant distribution units, what a rack itself weighs."""

from bisect import bisect_left
from typing import Literal

from podwright.catalog.figure import AirflowRule, CoolantFlow, Depth, Difference, Figure, Mass, Row, Source, Temperature

CoolingKind = Literal["air", "rear_door", "direct_to_chip", "hybrid", "immersion"]
"""How a rack is cooled: by the room's air; with a door that takes the air's heat; with cold plates; with both; in a bath."""


class FluidPoint(Row):
    """What a fluid is at one temperature."""

    temperature_c: float
    density_kg_per_m3: float
    specific_heat_kj_per_kg_k: float

    @property
    def heat_kj_per_m3_k(self) -> float:
        """Return the heat that a cubic metre takes up for each kelvin."""
        return self.density_kg_per_m3 * self.specific_heat_kj_per_kg_k


class Fluid(Row):
    """A coolant, at temperatures in ascending order."""

    name: str
    title: str
    points: tuple[FluidPoint, ...]
    source: Source

    def heat_kj_per_m3_k(self, temperature_c: float) -> float:
        """Return the heat that a cubic metre takes up for each kelvin: on a line between two published points, at the ends as the last one."""
        index = bisect_left([point.temperature_c for point in self.points], temperature_c)
        if index in (0, len(self.points)):
            return self.points[min(index, len(self.points) - 1)].heat_kj_per_m3_k
        low, high = self.points[index - 1], self.points[index]
        share = (temperature_c - low.temperature_c) / (high.temperature_c - low.temperature_c)
        return low.heat_kj_per_m3_k + share * (high.heat_kj_per_m3_k - low.heat_kj_per_m3_k)


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
    """What a coolant distribution unit takes at its approach, which is how much warmer the coolant leaves it than the water comes."""

    heat: Figure
    flow: CoolantFlow
    approach: Difference


class CduKind(Row):
    """A coolant distribution unit that stands in the room."""

    name: str
    title: str
    rating: CduRating


class Enclosure(Row):
    """A rack without what stands in it, and the depth that cables and PDUs need behind the deepest system."""

    weight: Mass
    depth_behind: Depth
