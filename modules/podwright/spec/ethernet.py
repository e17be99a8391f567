"""What a person may choose about Ethernet: the switches' operating system, and numbers that a site already has."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from podwright.spec.field import Change, IpAddress, NetworkV4, NetworkV6, Rule, Words
from podwright.spec.services import IpV4

Vlan = Annotated[int, Change.REBUILD]
NetworkName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,14}$"), Rule("at most 15 letters, digits, hyphens and underscores, a letter first", "INBAND")
]
"""The name of a network or of a virtual router: it is an interface of a switch, whose names end at 15 characters (Linux, IFNAMSIZ)."""
SwitchPortName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9/]{0,14}$"), Rule("at most 15 letters, digits and slashes, a letter first", "swp61s0")
]
"""A port as the switch's operating system names it."""
MacAddress = Annotated[str, StringConstraints(pattern=r"^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$"), Rule("six pairs of hexadecimal digits", "44:38:39:ff:00:aa")]
"""A hardware address."""
Community = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,4}:[0-9]{1,5}$"), Rule("two numbers below 65536 joined by a colon", "64512:1")]
"""A standard community of BGP (RFC 1997)."""
TimeServer = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$"), Rule("a name or an address", "0.pool.ntp.org")]
"""A source of time."""
Release = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)*$"), Rule("numbers joined by dots", "5.13")]
"""A release of an operating system."""


class FabricName(StrEnum):
    """A fabric that carries networks."""

    COMPUTE = "compute"
    STORAGE = "storage"
    IN_BAND = "in_band"
    OUT_OF_BAND = "out_of_band"


class HostRole(StrEnum):
    """Hosts of one role."""

    GPU_NODE = "gpu_node"
    MANAGEMENT_NODE = "management_node"
    STORAGE_HOST = "storage_host"


class SwitchOs(StrEnum):
    """What runs on the Ethernet switches."""

    CUMULUS = "cumulus"
    SONIC = "sonic"


class Multihoming(StrEnum):
    """How the two switches that a host bonds to are one to it."""

    EVPN = "evpn"
    MLAG = "mlag"


class ManagementBy(StrEnum):
    """How a switch comes by its management address."""

    STATIC = "static"
    DHCP = "dhcp"


class SiteVrf(Words):
    """A virtual router that the site already has."""

    name: Annotated[NetworkName, Change.REBUILD] = Field(description="Name of the virtual router.", examples=["INBAND"])
    vlan: Vlan = Field(ge=2, le=4094, description="VLAN that carries it between switches.", examples=[3002])
    vni: Annotated[int, Change.REBUILD] = Field(ge=1, le=16_777_215, description="VXLAN network of that VLAN.", examples=[5002])
    loopback_v4: Annotated[IpAddress | None, Change.REBUILD] = Field(
        default=None, description="Address of the first switch of a pair in it; the next ones follow.", examples=["172.16.176.3"]
    )


class SiteNetwork(Words):
    """A network that the site already has, in place of those that the pod would make."""

    name: Annotated[NetworkName, Change.REBUILD] = Field(description="Name of the network.", examples=["cpu"])
    fabric: Annotated[FabricName, Change.REBUILD] = Field(strict=False, description="Fabric that carries it.", examples=["in_band"])
    hosts: Annotated[tuple[Annotated[HostRole, Field(strict=False)], ...], Change.REBUILD] = Field(
        default=(),
        strict=False,
        description="Which hosts have an address in it; none: every device on the fabric that no other network takes.",
        examples=[["gpu_node"]],
    )
    vlan: Vlan = Field(ge=2, le=4094, description="VLAN.", examples=[300])
    vni: Annotated[int | None, Change.REBUILD] = Field(
        default=None, ge=1, le=16_777_215, description="VXLAN network; left out: the VLAN stays on one leaf.", examples=[4300]
    )
    vrf: Annotated[NetworkName | None, Change.REBUILD] = Field(
        default=None, description="Virtual router that it belongs to; left out: that of its fabric.", examples=["INBAND"]
    )
    untagged: Annotated[NetworkName | None, Change.REBUILD] = Field(
        default=None,
        description="Network that the same ports carry without a tag; hosts then send this one's tag. Left out: this one has none.",
        examples=["cpu"],
    )
    v4: Annotated[NetworkV4, Change.REBUILD] = Field(description="IPv4 network in CIDR form; its first address is the gateway.", examples=["172.16.178.0/24"])
    v6: Annotated[NetworkV6 | None, Change.REBUILD] = Field(
        default=None, description="IPv6 network in CIDR form; left out: IPv6 addresses are the pod's own.", examples=["fd00:178::/64"]
    )
    first_v4: Annotated[IpAddress | None, Change.REBUILD] = Field(
        default=None, description="Address of the first host; left out: the eleventh of the network.", examples=["172.16.178.201"]
    )
    step: Annotated[int, Change.REBUILD] = Field(default=1, ge=1, le=256, description="Addresses from one host to the next; at least its paths in the network.")


class SiteDevices(Words):
    """Devices of the site's own, plugged into ports of each leaf of the in-band fabric's first block."""

    network: Annotated[NetworkName, Change.REBUILD] = Field(description="Network of theirs, one of `fabrics.ethernet.networks`.", examples=["storage"])
    ports: Annotated[tuple[SwitchPortName, ...], Change.LIVE] = Field(
        min_length=1, strict=False, description="Ports of each switch.", examples=[["swp57s0", "swp57s1"]]
    )
    is_bonded: Annotated[bool, Change.DRAIN] = Field(
        default=True, description="Whether a device is on the same port of every switch of the block, and bonds the two; else every port is one by itself."
    )


class SiteBreakout(Words):
    """Cages of each leaf of the in-band fabric's first block that the pod leaves free, broken out as the site needs them."""

    cages: Annotated[tuple[SwitchPortName, ...], Change.DRAIN] = Field(min_length=1, strict=False, description="Cages.", examples=[["swp61", "swp63"]])
    ports: Annotated[int, Change.DRAIN] = Field(ge=1, le=8, description="Ports of each: 1, 2, 4 or 8; eight take the next cage's too.", examples=[8])


class Announced(Words):
    """A network that the site is told of."""

    network: Annotated[NetworkV4, Change.LIVE] = Field(description="IPv4 network in CIDR form.", examples=["172.16.176.0/21"])
    longest: Annotated[int | None, Change.LIVE] = Field(
        default=None, ge=1, le=32, description="Longest prefix inside it that the site may see; left out: only the network itself.", examples=[24]
    )


class DhcpRelay(Words):
    """Where requests for addresses go from the networks of one virtual router."""

    vrf: Annotated[NetworkName, Change.LIVE] = Field(description="Virtual router of the networks.", examples=["OOB"])
    servers: Annotated[tuple[IpV4, ...], Change.LIVE] = Field(min_length=1, strict=False, description="DHCP servers.", examples=[["192.168.200.2"]])


class Edge(Words):
    """Where the pod meets the site's own routers: ports of each leaf of the in-band fabric's first pair."""

    vrf: Annotated[NetworkName, Change.REBUILD] = Field(description="Virtual router of these ports.", examples=["EXIT"])
    ports: Annotated[tuple[SwitchPortName, ...], Change.LIVE] = Field(
        min_length=1, strict=False, description="Ports of each switch; BGP without numbers runs on each.", examples=[["swp61s0", "swp61s1"]]
    )
    reaches: Annotated[tuple[NetworkName, ...], Change.LIVE] = Field(
        default=(), strict=False, description="Virtual routers that the site may reach through it.", examples=[["INBAND"]]
    )
    announces: Annotated[tuple[Announced, ...], Change.LIVE] = Field(
        default=(),
        strict=False,
        description="IPv4 networks that the site is told of; left out: those of the virtual routers that it may reach, and nothing else.",
    )
    community: Annotated[Community, Change.LIVE] = Field(
        default="64512:1", description="Mark of routes that one virtual router lends to this one, so that none comes out in another.", examples=["11:11"]
    )


class Ethernet(Words):
    """The Ethernet switches, and what a site already has of numbers."""

    os: Annotated[SwitchOs, Change.DRAIN] = Field(default=SwitchOs.CUMULUS, strict=False, description="Operating system of the switches.")
    release: Annotated[Release | None, Change.DRAIN] = Field(
        default=None, description="Its release, which decides the form of the configuration; left out: the newest that was tried.", examples=["5.13"]
    )
    management: Annotated[ManagementBy, Change.LIVE] = Field(
        default=ManagementBy.STATIC, strict=False, description="How switches come by their management address."
    )
    multihoming: Annotated[Multihoming, Change.DRAIN] = Field(
        default=Multihoming.EVPN,
        strict=False,
        description="How the two switches that a host bonds to are one to it: `evpn` by segments, which need no link between them; `mlag` over the cables that join "
        "them, on Cumulus Linux.",
    )
    asn: Annotated[int | None, Change.REBUILD] = Field(
        default=None, ge=1, le=4_294_967_294, description="Autonomous system of a pair of leaves without spines; left out: by rule.", examples=[4260394788]
    )
    segment_mac: Annotated[MacAddress | None, Change.REBUILD] = Field(
        default=None,
        description="Begins the segment ids of hosts on two switches; with `multihoming: mlag` it is what hosts see of the first pair, and pairs count on from it. "
        "Left out: by rule.",
        examples=["44:38:39:ff:00:aa"],
    )
    anycast_mac: Annotated[MacAddress | None, Change.DRAIN] = Field(
        default=None,
        description="What gateways answer with on SONiC, where several switches hold them; on Cumulus Linux what switches route tunnels by, while gateways answer "
        "with its own 00:00:5e:00:01:01. With `multihoming: mlag` every pair has its own. Left out: by rule.",
        examples=["44:38:39:ff:00:ff"],
    )
    time_servers: Annotated[tuple[TimeServer, ...], Change.LIVE] = Field(
        default=(),
        strict=False,
        description="Where switches get the time, by their management network; none: they keep what they have.",
        examples=[["192.0.2.123"]],
    )
    dhcp_relays: Annotated[tuple[DhcpRelay, ...], Change.LIVE] = Field(
        default=(), strict=False, description="Where requests for addresses go; left out: nowhere, a DHCP server has to be on the network itself."
    )
    breakouts: Annotated[tuple[SiteBreakout, ...], Change.DRAIN] = Field(
        default=(), strict=False, description="Cages that the pod leaves free, broken out as the site needs them; left out: as the architecture has them."
    )
    site_devices: Annotated[tuple[SiteDevices, ...], Change.LIVE] = Field(
        default=(), strict=False, description="Devices of the site's own on ports that the pod leaves free, such as a storage system."
    )
    networks: Annotated[tuple[SiteNetwork, ...], Change.REBUILD] = Field(
        default=(), strict=False, description="Networks that the site already has; left out: one a class of device, lane and unit."
    )
    vrfs: Annotated[tuple[SiteVrf, ...], Change.REBUILD] = Field(default=(), strict=False, description="Virtual routers that the site already has.")
    edge: Annotated[Edge | None, Change.LIVE] = Field(default=None, description="Where the pod meets the site's own routers.")
