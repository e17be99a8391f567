"""Coolant and air as numbers: rise, flow, dew point, water temperatures. Each formula has a function with its name and its source."""

from math import log

from podwright.catalog.cooling import Fluid
from podwright.spec.supply import FacilityClass

MAGNUS_A, MAGNUS_B = 17.625, 243.04
"""Alduchov and Eskridge 1996, for -40 to 50 degrees Celsius over water; within 0.35 degrees of the tables."""

LARGEST_OF_CLASS: dict[FacilityClass, int] = {row: int(row.value[1:]) for row in FacilityClass if row is not FacilityClass.W_PLUS}
"""Warmest supply of each class, in degrees Celsius: ASHRAE TC 9.9, Water-Cooled Servers; the number is in the name."""


def rise_k(fluid: Fluid, *, flow_ml_min_per_kw: float, at_c: float) -> float:
    """Return how much warmer the fluid gets (K, to a tenth): Q = density x flow x specific heat x rise, so 60,000 / (density x specific heat x L/min a kW).

    Source: Airedale DeltaChill manual, p. 53; it gives 10 K at 1.5 L/min a kW, as OCP OAI has it.
    """
    return round(60_000_000 / (fluid.heat_kj_per_m3_k(at_c) * flow_ml_min_per_kw), 1)


def flow_ml_min(heat_w: int, *, flow_ml_min_per_kw: int) -> int:
    """Return the coolant that carries this heat, in mL/min."""
    return -(-heat_w * flow_ml_min_per_kw // 1000)


def dew_point_c(room_c: float, humidity_pct: float) -> float:
    """Return the dew point (degrees Celsius, to a tenth) by the Magnus formula."""
    gamma = log(humidity_pct / 100) + MAGNUS_A * room_c / (MAGNUS_B + room_c)
    return round(MAGNUS_B * gamma / (MAGNUS_A - gamma), 1)


def facility_class(water_c: float) -> FacilityClass:
    """Return the coldest class that water of this temperature keeps."""
    return next((row for row, warmest in LARGEST_OF_CLASS.items() if water_c <= warmest), FacilityClass.W_PLUS)
