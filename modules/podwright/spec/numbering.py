"""Numbers and names that a site already has: what a place keeps, what nobody may use, how hosts are called."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from podwright.spec.field import Change, IpAddress, NetworkV4, NetworkV6, Rule, Words

PlaceName = Annotated[
    str,
    StringConstraints(pattern=r"^u[0-9]{3}-r[0-9]{2}-[nsapc][0-9]{2}$"),
    Rule("unit, rack and slot as the pod's names have them, without the pod", "u001-r01-n01"),
]
"""Where a device stands, as its name says it."""

NamePattern = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]([a-z0-9-]|\{(pod|unit|rack|slot|number|in_unit)(:0[1-9])?\})*$", max_length=120),
    Rule(
        "lower-case letters, digits, hyphens and {pod}, {unit}, {rack}, {slot}, {number} or {in_unit}, each with a width such as {unit:02}",
        "su-{unit:02}-node-{in_unit:02}",
    ),
]
"""How a site names what has one role."""


class Named(StrEnum):
    """What has one role: hosts, or the switches of one tier of a fabric."""

    GPU_NODE = "gpu_node"
    MANAGEMENT_NODE = "management_node"
    STORAGE_HOST = "storage_host"
    COMPUTE_LEAF = "compute/leaf"
    COMPUTE_SPINE = "compute/spine"
    COMPUTE_CORE = "compute/core"
    STORAGE_LEAF = "storage/leaf"
    STORAGE_SPINE = "storage/spine"
    STORAGE_CORE = "storage/core"
    IN_BAND_LEAF = "in_band/leaf"
    IN_BAND_SPINE = "in_band/spine"
    IN_BAND_CORE = "in_band/core"
    OUT_OF_BAND_LEAF = "out_of_band/leaf"
    OUT_OF_BAND_SPINE = "out_of_band/spine"


class AddressedFabric(StrEnum):
    """What addresses belong to."""

    LOOPBACK = "loopback"
    COMPUTE = "compute"
    STORAGE = "storage"
    IN_BAND = "in_band"
    OUT_OF_BAND = "out_of_band"


class FixedAddress(Words):
    """An address that one place keeps, whatever the rule gives."""

    place: Annotated[PlaceName, Change.REBUILD] = Field(description="Where the device stands.", examples=["u001-r01-n01"])
    fabric: Annotated[AddressedFabric, Change.REBUILD] = Field(strict=False, description="On which fabric.", examples=["in_band"])
    lane: Annotated[int, Change.REBUILD] = Field(default=0, ge=0, le=15, description="Rail or path, from 0.")
    v4: Annotated[IpAddress | None, Change.REBUILD] = Field(default=None, description="IPv4 address.", examples=["10.8.1.77"])
    v6: Annotated[IpAddress | None, Change.REBUILD] = Field(default=None, description="IPv6 address.")


class ReservedRange(Words):
    """Addresses inside a pool that something else has."""

    v4: Annotated[NetworkV4 | None, Change.REBUILD] = Field(default=None, description="IPv4 network in CIDR form.", examples=["10.8.0.0/28"])
    v6: Annotated[NetworkV6 | None, Change.REBUILD] = Field(default=None, description="IPv6 network in CIDR form.")
    reason: Annotated[str, Change.LIVE] = Field(min_length=3, description="What has them, for the next reader.", examples=["the building's own routers"])


class SiteNaming(Words):
    """How the site calls what has one role: a second name, beside the one that says the place."""

    of: Annotated[Named, Change.DRAIN] = Field(strict=False, description="Role, or fabric and role of switches.", examples=["gpu_node"])
    pattern: Annotated[NamePattern, Change.DRAIN] = Field(
        description="The name: `{number}` counts all of them from 1, `{in_unit}` those of a unit.", examples=["su-{unit:02}-node-{in_unit:02}"]
    )
