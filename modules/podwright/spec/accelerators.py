"""What a person declares of the software that GPUs need."""

import base64
import binascii
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from podwright.spec.field import Change, Rule, Words, said

BEGIN, END = "-----BEGIN PGP PUBLIC KEY BLOCK-----", "-----END PGP PUBLIC KEY BLOCK-----"
PACKET = 0x80
"""The bit that every packet begins with (RFC 9580, section 4.2)."""

MirrorAddress = Annotated[
    str,
    StringConstraints(pattern=r"^(https?|file):/[!-~]+$", max_length=255),
    Rule("an address that begins with https:, http: or file:", "https://mirror.example/nvidia"),
]
"""Where a repository of packages lies."""
Suite = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9./_-]*$|^\./$", max_length=100), Rule("a suite as apt names it, ./ for a flat one", "./")
]
"""Which part of a repository."""
DriverVersion = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{3}\.[0-9]{1,3}(\.[0-9]{1,2})?$"), Rule("two or three numbers with dots between them", "595.91.07")
]
"""The version of NVIDIA's driver."""


def public_key(text: str) -> str:
    """Return the key in ASCII armour, whether it came with it or as Base64 alone. Raises: PydanticCustomError, in words."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) > 3 and lines[0] == BEGIN and lines[-1] == END and BEGIN not in lines[1:]:
        return "".join(f"{line}\n" for line in lines)
    try:
        content = base64.b64decode("".join(lines), validate=True)
    except binascii.Error:
        content = b""
    if not content or not content[0] & PACKET:
        raise said("this is no OpenPGP public key", f"Give one key, from {BEGIN} to {END}, or what stands between them in Base64")
    return f"{BEGIN}\n\n{''.join(lines)}\n{END}\n"


PublicKey = Annotated[str, AfterValidator(public_key), Rule("one OpenPGP public key, in ASCII armour or Base64", f"{BEGIN} … {END}")]
"""A key by which packages are known."""


class Software(StrEnum):
    """What runs of Ansible do about the software of GPUs."""

    LEFT = "left"
    VERIFIED = "verified"
    INSTALLED = "installed"


class Mirror(Words):
    """A repository of packages of the site's own: nothing is fetched from anywhere else."""

    uri: Annotated[MirrorAddress, Change.LIVE] = Field(description="Where it lies.", examples=["https://mirror.example/nvidia"])
    suite: Annotated[Suite, Change.LIVE] = Field(default="./", description="Which part of it; ./ for a repository without parts.")
    components: Annotated[tuple[str, ...], Change.LIVE] = Field(
        default=(), strict=False, examples=[["main"]], description="Components of the suite; none for a repository without parts."
    )
    key: Annotated[PublicKey, Change.LIVE] = Field(
        description="Key that signed it, in ASCII armour; no package is taken that it does not vouch for.", examples=["mDMEAAAA"]
    )


class Accelerators(Words):
    """The software of GPUs: driver, fabric manager, container toolkit, DCGM."""

    software: Annotated[Software, Change.LIVE] = Field(
        default=Software.LEFT,
        strict=False,
        description="left: it is somebody else's; verified: it is asked whether it does its work, as on DGX OS, which brings it; installed: it comes from the mirror, "
        "in the versions of the pod (on DGX OS it is verified even so).",
    )
    mirror: Mirror | None = Field(default=None, description="Where the packages come from.")
    driver_version: Annotated[DriverVersion | None, Change.DRAIN] = Field(
        default=None,
        description="Version of the driver and of the fabric manager; left out: that of the list of versions that go together.",
        examples=["595.91.07"],
    )

    @model_validator(mode="after")
    def _what_is_installed_comes_from_somewhere(self) -> "Accelerators":
        if self.software is Software.INSTALLED and self.mirror is None:
            raise said("software is installed, and no mirror is declared", "Declare accelerators.mirror, or have the software verified alone")
        return self
