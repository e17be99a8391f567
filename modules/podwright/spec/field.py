"""What every word a person writes has in common: strict models, the rules of names, and what changing a word costs on a standing pod."""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from podwright.spec.errors import shown


class Change(StrEnum):
    """What changing a field costs on a standing pod; the plan diff totals it before anything is done."""

    LIVE = "live"
    DRAIN = "drain"
    REBUILD = "rebuild"


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of a text in words, and a text that keeps it; what a pattern means to the person who broke it."""

    words: str
    example: str


class Words(BaseModel):
    """Base of every spec model: frozen, no unknown field, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def network_v4(text: str) -> str:
    """Return the text if it is an IPv4 network in CIDR form with no host bits set. Raises: PydanticCustomError, in words."""
    return _network(text, version=4)


def network_v6(text: str) -> str:
    """Return the text if it is an IPv6 network in CIDR form with no host bits set. Raises: PydanticCustomError, in words."""
    return _network(text, version=6)


def ip_address(text: str) -> str:
    """Return the text if it is one IPv4 or IPv6 address, without zone or prefix. Raises: PydanticCustomError, in words."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        raise said(f"{shown(text)} is no IP address", "Give one address without a prefix length, such as 192.0.2.53") from None
    if "%" in text:
        raise said(f"{shown(text)} carries a zone, which only one host knows", f"Write {shown(text.partition('%')[0])}")
    return text


def said(what: str, remedy: str) -> PydanticCustomError:
    """Return an error that already speaks the person's words; the loader passes it on as it is."""
    return PydanticCustomError("said", "{what}. {remedy}.", {"what": what, "remedy": remedy})


def _network(text: str, *, version: int) -> str:
    example = "10.0.0.0/17" if version == 4 else "fd00:10:0::/48"
    address, slash, length = text.partition("/")
    try:
        # The standard library judges here, not netaddr: netaddr takes `10/8` and host bits without a word.
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise said(f"{shown(text)} is no IPv{version} network", f"Give an address and a prefix length, such as {example}") from None
    if network.version != version:
        raise said(f"{shown(text)} is an IPv{network.version} network where an IPv{version} network goes", f"Give one such as {example}")
    if not slash or not length.isdecimal():
        raise said(f"{shown(text)} has no prefix length", f"Write {network}" if slash else f"Add one, such as {example}")
    if network.network_address != ipaddress.ip_address(address):
        raise said(f"{shown(text)} has host bits set beyond its prefix of {length}", f"Write {network}")
    return text


DnsLabel = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]([a-z0-9-]*[a-z0-9])?$", max_length=63),
    Rule("lower-case letters, digits and hyphens, a letter first, no hyphen last", "lab"),
]
"""A DNS label in lower case (RFC 1123, letters first so that it is also a Kubernetes and a Prometheus name)."""

DnsName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$", max_length=253),
    Rule("lower-case DNS labels of at most 63 characters with dots between them, a letter first", "lab.example"),
]
"""One or more DNS labels with dots between them."""

UnixName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z_][a-z0-9_-]{0,30}$"),
    Rule("at most 31 lower-case letters, digits, hyphens and underscores, a letter or underscore first", "ada"),
]
"""A login name as useradd accepts it on Debian and Ubuntu."""

BmcName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,15}$"),
    Rule("at most 16 lower-case letters, digits, hyphens and underscores, a letter first", "podwright"),
]
"""A user of a BMC: many keep Redfish's users as those of IPMI, whose names have 16 letters (IPMI 2.0, section 22.28; Lenovo TSM's Redfish pages say the same of AMI's)."""

SecretName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$"), Rule("at most 63 lower-case letters, digits and hyphens, a letter first", "ssh-seed")
]
"""The name of a secret; the value never stands in a pod file."""

FindingCode = Annotated[str, StringConstraints(pattern=r"^P[1-9][0-9]{2}$"), Rule("P and three digits, as findings are printed", "P301")]
"""The code of a finding."""

VersionNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$"), Rule("three numbers joined by dots", "1.36.3")]
"""The version of a program."""

FindingPlace = Annotated[str, StringConstraints(pattern=r"^[!-~]+( [!-~]+)*$"), Rule("words on one line, as findings are printed", "rack lab-u001-r01")]
"""Where a finding is."""

NetworkV4 = Annotated[str, AfterValidator(network_v4), Rule("an IPv4 network in CIDR form, no host bits set", "10.0.0.0/17")]
"""An IPv4 network."""

NetworkV6 = Annotated[str, AfterValidator(network_v6), Rule("an IPv6 network in CIDR form, no host bits set", "fd00:10:0::/48")]
"""An IPv6 network."""

IpAddress = Annotated[str, AfterValidator(ip_address), Rule("one IPv4 or IPv6 address", "192.0.2.53")]
"""One address of either version."""
