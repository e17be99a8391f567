"""What a person declares of the machines themselves, by kind of host: settings of their BIOS, versions of their firmware, from what they start."""

from collections import Counter
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from podwright.spec.errors import shown
from podwright.spec.field import Change, Rule, Words, said

ComponentId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._~%+:-]{0,127}$"), Rule("letters, digits and ._~%+:-, as the BMC tells it", "HostBMC_0")
]
"""The last word of a path in Redfish's FirmwareInventory."""
FirmwareVersion = Annotated[str, StringConstraints(pattern=r"^[!-~]+( [!-~]+)*$", max_length=200), Rule("words on one line, as the BMC tells them", "24.09.17")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Rule("64 hexadecimal digits in lower case, as sha256sum prints them", "0f3a" * 16)]


class TakesEffect(StrEnum):
    """When firmware that was written is the one that runs."""

    AT_ONCE = "at_once"
    BMC_RESET = "bmc_reset"
    HOST_RESET = "host_reset"
    POWER_CYCLE = "power_cycle"


class BootFirst(StrEnum):
    """From what a machine starts when nothing else is asked for."""

    NETWORK = "network"
    DISK = "disk"


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


def image_place(text: str) -> str:
    """Return the text if it is a path, or an address on the web without a password. Raises: PydanticCustomError, in words."""
    scheme, mark, rest = text.partition("://")
    if mark and scheme not in ("http", "https"):
        raise said(f"{shown(text)} is fetched by neither http nor https", "Give a path beside the pod file, or such an address")
    if mark and "@" in rest.partition("/")[0]:
        raise said("a user or a password stands in the address, and a pod file holds none", "Fetch the file yourself, and give its path")
    return text


class FirmwareRule(Words):
    """The version of a piece of firmware on all hosts of a kind, and the image that holds it."""

    kind: Annotated[str, Change.LIVE] = Field(min_length=1, description="Kind of host, as the catalogue names it.", examples=["dgx-h100"])
    component: Annotated[ComponentId, Change.LIVE] = Field(description="Id of the component in Redfish's FirmwareInventory.", examples=["HostBMC_0"])
    version: Annotated[FirmwareVersion, Change.LIVE] = Field(description="Version that it has to have, as the BMC tells it.", examples=["24.09.17"])
    image: Annotated[str | None, Change.LIVE, AfterValidator(lambda text: text and image_place(text))] = Field(
        default=None,
        min_length=1,
        description="Its image: a path beside the pod file, or an address; left out: compared, never set.",
        examples=["firmware/bmc.fwpkg"],
    )
    sha256: Annotated[Sha256 | None, Change.LIVE] = Field(
        default=None, description="SHA-256 of the image; no image is sent that has another.", examples=["0f3a" * 16]
    )
    takes_effect: Annotated[TakesEffect, Change.LIVE] = Field(
        default=TakesEffect.AT_ONCE,
        strict=False,
        description="When the new version runs; after `bmc_reset` podwright resets the BMC itself.",
    )
    while_on: Annotated[bool, Change.LIVE] = Field(
        default=False, description="Its maker allows it to be written while the host is on; asked for with --while-on too."
    )

    @model_validator(mode="after")
    def _image_has_a_digest(self) -> "FirmwareRule":
        if (self.image is None) != (self.sha256 is None):
            have, lack = ("image", "sha256") if self.image else ("sha256", "image")
            raise said(f"{have} is given, and no {lack}", "Give both, or neither: then the version is compared and never set")
        return self


class BootRule(Words):
    """From what all hosts of a kind start, for good."""

    kind: Annotated[str, Change.LIVE] = Field(min_length=1, description="Kind of host, as the catalogue names it.", examples=["dgx-h100"])
    first: Annotated[BootFirst, Change.DRAIN] = Field(
        strict=False,
        description="What comes first: the network by the host's in-band ports, as hardware.csv has their MACs, or its disks.",
        examples=["network"],
    )


def no_attribute_twice(rules: tuple[BiosRule, ...]) -> tuple[BiosRule, ...]:
    """Return the rules if no two are about the same attribute of a kind. Raises: PydanticCustomError, in words."""
    seen: dict[tuple[str, str], int] = {}
    for index, rule in enumerate(rules):
        first = seen.setdefault((rule.kind, rule.attribute), index)
        if first != index:
            raise said(f"entries {first + 1} and {index + 1} are about the same attribute", "Drop one of them")
    return rules


def no_component_twice(rules: tuple[FirmwareRule, ...]) -> tuple[FirmwareRule, ...]:
    """Return the rules if no two are about the same component of a kind, and every image has one digest. Raises: PydanticCustomError, in words."""
    for (kind, component), count in Counter((rule.kind, rule.component) for rule in rules).items():
        if count > 1:
            raise said(f"{count} entries are about {component} of {kind}", "Keep one of them")
    digests: dict[str, str] = {}
    for rule in rules:
        if rule.image and rule.sha256 and digests.setdefault(rule.image, rule.sha256) != rule.sha256:
            raise said(f"{shown(rule.image)} has two different digests", "Give the one that sha256sum prints")
    return rules


def no_boot_twice(rules: tuple[BootRule, ...]) -> tuple[BootRule, ...]:
    """Return the rules if no two are about the same kind. Raises: PydanticCustomError, in words."""
    for kind, count in Counter(rule.kind for rule in rules).items():
        if count > 1:
            raise said(f"{count} entries are about {kind}", "Keep one of them")
    return rules


class MachineWishes(Words):
    """How the machines are set up."""

    bios: Annotated[tuple[BiosRule, ...], Change.DRAIN, AfterValidator(no_attribute_twice)] = Field(
        default=(), strict=False, description="BIOS attributes by kind of host; `podwright bmc settle` sets them, and they take effect when a host is reset."
    )
    firmware: Annotated[tuple[FirmwareRule, ...], Change.DRAIN, AfterValidator(no_component_twice)] = Field(
        default=(), strict=False, description="Firmware by kind of host; `podwright machines` compares it, `podwright bmc firmware` sets it, in this order."
    )
    boot_order: Annotated[tuple[BootRule, ...], Change.DRAIN, AfterValidator(no_boot_twice)] = Field(
        default=(), strict=False, description="From what hosts of a kind start; `podwright machines` compares it, `podwright bmc settle` sets it."
    )
