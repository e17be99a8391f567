"""Where the pod stands, and what the building gives it."""

from typing import Annotated

from pydantic import Field

from podwright.spec.field import Change, DnsName, IpAddress, NetworkV4, NetworkV6, Words
from podwright.spec.numbering import FixedAddress, ReservedRange
from podwright.spec.services import Dhcp, Dns
from podwright.spec.supply import CoolingSupply, FloorSupply, PowerSupply


class RackSupply(Words):
    """What the site gives to one rack."""

    feed_kw: Annotated[float, Change.LIVE] = Field(default=50.0, gt=0, le=1000, description="Power that the feeds of one rack may carry together, in kW.")
    height_u: Annotated[int, Change.REBUILD] = Field(default=48, ge=12, le=60, description="Usable height of a rack, in rack units.")


class Site(Words):
    """The building: its domain, its name servers, its racks."""

    domain: Annotated[DnsName, Change.REBUILD] = Field(description="DNS domain of the pod; a host's full name is `<host>.<domain>`.", examples=["lab.example"])
    name_servers: Annotated[tuple[IpAddress, ...], Change.LIVE] = Field(
        default=(),
        strict=False,
        max_length=3,
        examples=[["192.0.2.53"]],
        description="Addresses of the site's resolvers; none means that hosts answer from their own table.",
    )
    dns: Dns | None = Field(default=None, description="The pod's zones; left out: none are written.")
    dhcp: Dhcp = Field(default_factory=Dhcp, description="What machines are given when they start.")
    racks: RackSupply = Field(default_factory=RackSupply, description="What the site gives to each rack.")
    power: PowerSupply = Field(default_factory=PowerSupply, description="What feeds racks, rows and the pod; what is left out is not judged.")
    cooling: CoolingSupply = Field(default_factory=CoolingSupply, description="What takes the heat away; what is left out is not judged.")
    floor: FloorSupply = Field(default_factory=FloorSupply, description="What a rack may weigh and how deep it is; what is left out is not judged.")


class Pool(Words):
    """The addresses that one fabric may use."""

    v4: Annotated[NetworkV4, Change.REBUILD] = Field(description="IPv4 network in CIDR form.", examples=["10.0.0.0/17"])
    v6: Annotated[NetworkV6, Change.REBUILD] = Field(description="IPv6 network in CIDR form.", examples=["fd00:10:0::/48"])


class Pools(Words):
    """One pool a fabric; the default lies in 10.0.0.0/8 and in fd70:6f64::/32 and holds the largest size of every architecture."""

    loopback: Pool = Field(
        default_factory=lambda: Pool(v4="10.0.0.0/13", v6="fd70:6f64:0::/48"), description="One address a device, for routing and as its identity."
    )
    in_band: Pool = Field(
        default_factory=lambda: Pool(v4="10.8.0.0/16", v6="fd70:6f64:8::/48"), description="Management of hosts, provisioning, Kubernetes and Slurm."
    )
    storage: Pool = Field(default_factory=lambda: Pool(v4="10.12.0.0/15", v6="fd70:6f64:c::/48"), description="Paths to storage, one stride a path.")
    out_of_band: Pool = Field(
        default_factory=lambda: Pool(v4="10.16.0.0/12", v6="fd70:6f64:10::/48"), description="BMCs, switch management ports, appliances, PDUs."
    )
    compute: Pool = Field(default_factory=lambda: Pool(v4="10.32.0.0/13", v6="fd70:6f64:20::/48"), description="Rails, one stride a rail.")
    point_to_point: Pool = Field(
        default_factory=lambda: Pool(v4="10.64.0.0/12", v6="fd70:6f64:40::/48"),
        description="Numbered links between switches, one pair an uplink; kept free while links are unnumbered.",
    )


class Addresses(Words):
    """Which addresses the pod may use."""

    pools: Pools = Field(default_factory=Pools, description="One pool a fabric.")
    reserved: Annotated[tuple[ReservedRange, ...], Change.REBUILD] = Field(
        default=(), strict=False, description="Addresses inside the pools that something else has: no address of the pod may lie there."
    )
    fixed: Annotated[tuple[FixedAddress, ...], Change.REBUILD] = Field(
        default=(), strict=False, description="Addresses that single places keep, whatever the rule gives."
    )
