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
    unit: Literal["U", "W", "GiB", "core", "1"]


class Length(Source):
    """A length in metres with its source."""

    value: float
    unit: Literal["m"]
