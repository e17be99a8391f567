"""A figure is data: value, unit, source, date, evidence. One without a source does not construct."""

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Evidence = Literal["primary", "secondary", "derived", "estimate"]


class Row(BaseModel):
    """Base of every catalogue model: frozen and without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Source(Row):
    """Where a choice or a figure comes from, when it was read, and how good the evidence is."""

    source: str = Field(min_length=3)
    date: datetime.date
    evidence: Evidence
    note: str | None = None

    @model_validator(mode="after")
    def _an_estimate_says_why(self) -> "Source":
        if self.source == "estimate" and not self.note:
            raise ValueError("an estimate needs a note that says what it rests on")
        return self

    def told(self) -> str:
        """Return the source as one line for people."""
        return f"{self.source}: {self.note}" if self.note else self.source


class Figure(Source):
    """One number with its unit and its source."""

    value: int
    unit: Literal["U", "W", "GiB", "GB", "core", "1"]


class Length(Source):
    """A length in metres with its source."""

    value: float
    unit: Literal["m"]


class Mass(Source):
    """A mass in kilograms with its source."""

    value: float = Field(ge=0)
    unit: Literal["kg"]


class Depth(Source):
    """A depth in millimetres with its source."""

    value: float = Field(ge=0)
    unit: Literal["mm"]


class Airflow(Source):
    """The air that a system's fans move, with its source."""

    value: float = Field(ge=0)
    unit: Literal["CFM", "m3/h"]

    @property
    def cfm(self) -> int:
        """Return the flow in cubic feet a minute; one of these is 1.699 m3/h (NIST SP 811, appendix B.8)."""
        return round(self.value if self.unit == "CFM" else self.value / 1.699)


class Share(Source):
    """A share of a whole, 0 to 1, with its source."""

    value: float = Field(ge=0, le=1)
    unit: Literal["1"]


class Temperature(Source):
    """A temperature in degrees Celsius with its source."""

    value: float
    unit: Literal["C"]


class Difference(Source):
    """A difference of temperatures in kelvin with its source."""

    value: float = Field(ge=0)
    unit: Literal["K"]


class CoolantFlow(Source):
    """A flow of coolant in litres a minute, or in litres a minute for each kilowatt, with its source."""

    value: float = Field(gt=0)
    unit: Literal["L/min", "L/min/kW"]


class Pressure(Source):
    """A difference of pressures in kilopascals with its source."""

    value: float = Field(gt=0)
    unit: Literal["kPa"]


class AirflowRule(Source):
    """Air for each kilowatt of heat, with its source."""

    value: float = Field(gt=0)
    unit: Literal["CFM/kW"]
