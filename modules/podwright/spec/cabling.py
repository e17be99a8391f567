"""What a person may choose about cables: the colour of each fabric, plane and rail."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from podwright.spec.field import Change, Words, said


class Colour(StrEnum):
    """Colours that cables and labels are sold in: the twelve of ANSI/TIA-598."""

    BLUE = "blue"
    ORANGE = "orange"
    GREEN = "green"
    BROWN = "brown"
    SLATE = "slate"
    WHITE = "white"
    RED = "red"
    BLACK = "black"
    YELLOW = "yellow"
    VIOLET = "violet"
    ROSE = "rose"
    AQUA = "aqua"


class ColourRule(Words):
    """The colour of some cables; of the rules that a cable meets, the one that says most holds, and a rail says more than a plane."""

    fabric: Annotated[str, Change.LIVE] = Field(description="Fabric of the cables.", examples=["compute"])
    plane: Annotated[int | None, Change.LIVE] = Field(default=None, ge=0, examples=[1], description="Plane of the cables, from 0; left out: every plane.")
    rail: Annotated[int | None, Change.LIVE] = Field(
        default=None,
        ge=0,
        examples=[3],
        description="Rail (or path, or member of a bond) of the hosts' ports, from 0; left out: every one, and cables between switches.",
    )
    colour: Annotated[Colour, Change.LIVE] = Field(strict=False, description="Colour of cable or label.", examples=["aqua"])


def no_rule_twice(rules: tuple[ColourRule, ...]) -> tuple[ColourRule, ...]:
    """Return the rules if no two are about the same cables. Raises: PydanticCustomError, in words."""
    seen: dict[tuple[str, int | None, int | None], int] = {}
    for index, rule in enumerate(rules):
        first = seen.setdefault((rule.fabric, rule.plane, rule.rail), index)
        if first != index:
            raise said(f"entries {first + 1} and {index + 1} are about the same cables", "Drop one of them")
    return rules


class Cabling(Words):
    """Choices about the cables of the pod."""

    colours: Annotated[tuple[ColourRule, ...], Change.LIVE, AfterValidator(no_rule_twice)] = Field(
        default=(),
        strict=False,
        description="Colours of cables; what no entry is about has its fabric's: compute blue, storage orange, in_band green, else brown.",
    )
