"""What a person declares of the machines themselves: settings of their BIOS, by kind of host."""

from typing import Annotated

from pydantic import AfterValidator, Field

from podwright.spec.field import Change, Words, said


class BiosRule(Words):
    """A BIOS attribute of all hosts of a kind."""

    kind: Annotated[str, Change.LIVE] = Field(min_length=1, description="Kind of host, as the catalogue names it.", examples=["dgx-h100"])
    attribute: Annotated[str, Change.LIVE] = Field(
        min_length=1, description="Name of the attribute, as the BIOS tells it (`Attributes` of Redfish's Bios).", examples=["SRIOVEnable"]
    )
    value: Annotated[str, Change.LIVE] = Field(
        description="Value that it has to have; a number, and true or false, in quotes.",
        examples=["Enable"],
    )


def no_attribute_twice(rules: tuple[BiosRule, ...]) -> tuple[BiosRule, ...]:
    """Return the rules if no two are about the same attribute of a kind. Raises: PydanticCustomError, in words."""
    seen: dict[tuple[str, str], int] = {}
    for index, rule in enumerate(rules):
        first = seen.setdefault((rule.kind, rule.attribute), index)
        if first != index:
            raise said(f"entries {first + 1} and {index + 1} are about the same attribute", "Drop one of them")
    return rules


class MachineWishes(Words):
    """How the machines are set up."""

    bios: Annotated[tuple[BiosRule, ...], Change.DRAIN, AfterValidator(no_attribute_twice)] = Field(
        default=(), strict=False, description="BIOS attributes by kind of host; `podwright bmc settle` sets them, and they take effect when a host is reset."
    )
