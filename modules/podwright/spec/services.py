"""What the site's name and address services must be told: who answers for the pod's zones, and what a machine is given when it starts."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from podwright.spec.errors import shown
from podwright.spec.field import Change, DnsName, IpAddress, Rule, Words, said


def ip_v4(text: str) -> str:
    """Return the text if it can only be IPv4. Raises: PydanticCustomError, in words."""
    if ":" in text:
        raise said(f"{shown(text)} is an IPv6 address where an IPv4 address goes", "Give one such as 192.0.2.53")
    return text


def ip_v6(text: str) -> str:
    """Return the text if it can only be IPv6. Raises: PydanticCustomError, in words."""
    if ":" not in text:
        raise said(f"{shown(text)} is an IPv4 address where an IPv6 address goes", "Give one such as 2001:db8::53")
    return text


IpV4 = Annotated[IpAddress, AfterValidator(ip_v4)]
IpV6 = Annotated[IpAddress, AfterValidator(ip_v6)]
MailAddress = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9._-]+@[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", max_length=253),
    Rule("a name, @ and a domain", "hostmaster@lab.example"),
]
"""Who answers for a zone; letters, digits, dots, hyphens and underscores alone, since it becomes a domain name (RFC 1035 section 8)."""
ContentMark = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$"), Rule("twelve hexadecimal digits, as podwright check prints them", "0f3a9c51d2e7")]
"""What the zones held when their serial was given."""
CircuitId = Annotated[
    str,
    StringConstraints(pattern=r"^[ -~]*\{port\}[ -~]*$", max_length=120),
    Rule("plain text with {port}, {switch} if the relay names itself, and {vlan} if it names the VLAN", "{switch}:{port}"),
]
"""How a relay names the port that a request came in by."""
WebAddress = Annotated[
    str,
    StringConstraints(pattern=r"^(https?|tftp)://[!-~]+$", max_length=255),
    Rule("an address that begins with http://, https:// or tftp://", "http://192.0.2.10/ztp"),
]
"""Where a machine fetches a file; a DHCP option holds at most 255 octets (RFC 2132 section 2)."""
InterfaceName = Annotated[
    str,
    StringConstraints(pattern=r"^(\*|[A-Za-z0-9._-]{1,15}(/[0-9A-Fa-f:.]+)?)$"),
    Rule("the name of an interface, with / and an address if requests come in for that one, or * for all", "eno1"),
]
"""Where the DHCP server listens; Linux allows 15 characters for an interface (IFNAMSIZ). A relay that sends to one IPv6 address needs it named."""
BootFile = Annotated[str, StringConstraints(pattern=r"^[!-~]+$", max_length=127), Rule("at most 127 characters without spaces", "shimx64.efi")]
"""A boot file name: the field of a DHCP message holds 128 octets with its end (RFC 2131 section 2)."""


class Authority(Words):
    """A name server that answers for the pod's zones: not a resolver, which `site.name_servers` lists."""

    name: Annotated[DnsName, Change.LIVE] = Field(description="Its full name.", examples=["ns1.lab.example"])
    v4: Annotated[IpV4 | None, Change.LIVE] = Field(
        default=None, description="Its IPv4 address; needed where its name lies in the pod's domain and is no device of the pod.", examples=["192.0.2.53"]
    )
    v6: Annotated[IpV6 | None, Change.LIVE] = Field(default=None, description="Its IPv6 address, likewise.", examples=["2001:db8::53"])


class ZoneNames(StrEnum):
    """Which addresses the zones name."""

    HOSTS = "hosts"
    INTERFACES = "interfaces"


class Dns(Words):
    """The pod's zones, forward and reverse."""

    serial: Annotated[int, Change.LIVE] = Field(
        ge=1,
        le=4_294_967_295,
        examples=[2026112101],
        description="Serial number of the zones. A plan has no clock and no memory, so a person raises it whenever the zones change: else secondaries keep the old ones.",
    )
    content: Annotated[ContentMark | None, Change.LIVE] = Field(
        default=None, description="What the zones held when the serial was given; then a change without a new serial is an error that says what to write here."
    )
    authorities: Annotated[tuple[Authority, ...], Change.LIVE] = Field(min_length=1, strict=False, description="Name servers of the zones, the primary first.")
    contact: Annotated[MailAddress | None, Change.LIVE] = Field(
        default=None, description="Who answers for the zones; left out: hostmaster at the pod's domain.", examples=["hostmaster@lab.example"]
    )
    names: Annotated[ZoneNames, Change.LIVE] = Field(
        default=ZoneNames.HOSTS,
        strict=False,
        description="`hosts`: what people and programs call, in-band, BMC and management. `interfaces`: every address of a rail, a storage path and a loopback too, as"
        " `<host>-compute3`, `<host>-storage0`, `<switch>-loopback0`, so that what a trace or a mount shows has a name; the name table of the hosts stays as it is.",
    )
    ttl_s: Annotated[int, Change.LIVE] = Field(default=3600, ge=60, le=604_800, description="How long an answer may be kept, in seconds.")


class Boot(Words):
    """What hosts start from over the network."""

    server: Annotated[IpV4, Change.LIVE] = Field(description="Address of the boot server.", examples=["192.0.2.10"])
    file: Annotated[BootFile, Change.LIVE] = Field(description="File that it gives.", examples=["shimx64.efi"])


class Dhcp(Words):
    """What machines are given when they start. Every address is reserved for one port; a stranger gets none."""

    interfaces: Annotated[tuple[InterfaceName, ...], Change.LIVE] = Field(
        default=("*",),
        min_length=1,
        strict=False,
        description="Interfaces that the DHCP server listens on; * is all. What relays send to one IPv6 address is heard where that is named: `eno1/2001:db8::1`.",
    )
    lease_s: Annotated[int, Change.LIVE] = Field(default=86_400, ge=60, le=604_800, description="How long an address is lent, in seconds.")
    circuit_id: Annotated[CircuitId | None, Change.LIVE] = Field(
        default=None,
        description="How the relay of a switch names the port that a request came in by; left out: as the switches' operating system does, where the switch routes.",
        examples=["{switch}:{port}"],
    )
    switch_url: Annotated[WebAddress | None, Change.LIVE] = Field(
        default=None,
        description="What a new Ethernet switch fetches to provision itself; left out: nothing is offered.",
        examples=["http://192.0.2.10/ztp/switch.sh"],
    )
    boot: Annotated[Boot | None, Change.LIVE] = Field(default=None, description="What hosts start from over the network; left out: nothing is offered.")
