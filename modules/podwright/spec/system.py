"""What a person declares of the operating system that every host runs."""

import base64
import binascii
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from podwright.spec.field import Change, NetworkV4, NetworkV6, Rule, Words, said

BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
DER_SEQUENCE = 0x30

PackageName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9+.-]+$", max_length=100),
    Rule("a Debian package's name: lower-case letters, digits, +, - and dots, two at least", "nvme-cli"),
]
"""The name of a package (Debian Policy, section 5.6.1)."""

TimeZone = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}$"), Rule("a name of the time zone database", "Etc/UTC")]
"""A time zone as the tz database names it."""

LocaleName = Annotated[
    str,
    StringConstraints(pattern=r"^(C|POSIX|[a-z]{2,3}_[A-Z]{2})(\.UTF-8)?$"),
    Rule("C.UTF-8, or a language, its country and .UTF-8", "C.UTF-8"),
]
"""A locale by name."""


def certificate(text: str) -> str:
    """Return the text if it is one certificate in PEM form. Raises: PydanticCustomError, in words."""
    lines = [line.strip() for line in text.strip().splitlines()]
    remedy = f"Give one certificate, from {BEGIN} to {END}"
    if len(lines) < 3 or lines[0] != BEGIN or lines[-1] != END or BEGIN in lines[1:]:
        raise said("this is no certificate in PEM form", remedy)
    try:
        content = base64.b64decode("".join(lines[1:-1]), validate=True)
    except binascii.Error:
        raise said("what stands between the two lines of the certificate is no Base64", remedy) from None
    if not content or content[0] != DER_SEQUENCE:
        raise said("what stands between the two lines is no certificate", remedy)
    return "".join(f"{line}\n" for line in lines)


Certificate = Annotated[str, AfterValidator(certificate), Rule("one certificate in PEM form", f"{BEGIN} … {END}")]
"""A certificate as text."""


class LoginNetwork(Words):
    """A network from which hosts are reached beside the pod's own."""

    v4: Annotated[NetworkV4 | None, Change.LIVE] = Field(default=None, description="IPv4 network in CIDR form.", examples=["192.0.2.0/24"])
    v6: Annotated[NetworkV6 | None, Change.LIVE] = Field(default=None, description="IPv6 network in CIDR form.", examples=["2001:db8::/64"])


class System(Words):
    """The operating system of every host."""

    packages: Annotated[tuple[PackageName, ...], Change.LIVE] = Field(
        default=("ethtool", "numactl", "nvme-cli", "pciutils"),
        strict=False,
        description="Packages that every host has, from its own sources: the default is what links, memory, disks and PCI are looked at with.",
    )
    time_zone: Annotated[TimeZone, Change.LIVE] = Field(default="Etc/UTC", description="Time zone of every host; logs of two hosts are compared by it.")
    locale: Annotated[LocaleName, Change.LIVE] = Field(default="C.UTF-8", description="Language and encoding of what programs print; it has to be there.")
    authorities: Annotated[tuple[Certificate, ...], Change.LIVE] = Field(
        default=(), strict=False, examples=[[]], description="Certificates of the site's own authorities, in PEM form: every host trusts what they signed."
    )
    has_automatic_upgrades: Annotated[bool, Change.LIVE] = Field(
        default=False, description="Whether a host may upgrade its packages by itself; false: the pod changes only when somebody asks."
    )
    login_from: Annotated[tuple[LoginNetwork, ...], Change.LIVE] = Field(
        default=(),
        strict=False,
        description="Networks from which ssh is answered, beside the pod's own; metrics are told to the pod alone. None: from everywhere, and no rule is set.",
    )
