"""What a person may choose about InfiniBand: how its subnets are routed, and who may talk to whom."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from podwright.spec.field import Change, DnsLabel, Rule, Words

PlaceName = Annotated[
    str,
    StringConstraints(pattern=r"^u[0-9]{3}(-r[0-9]{2}(-n[0-9]{2})?)?$"),
    Rule("a unit, a rack or a host as names say it, without the pod's name", "u001-r03"),
]
"""A unit, a rack or a host."""


class Routing(StrEnum):
    """How the subnet manager lays paths."""

    FAT_TREE = "fat_tree"
    UP_DOWN = "up_down"


class Membership(StrEnum):
    """How a port belongs to a partition: limited members reach full ones and not each other."""

    FULL = "full"
    LIMITED = "limited"


class InfiniBandFabric(StrEnum):
    """A fabric that can be InfiniBand."""

    COMPUTE = "compute"
    STORAGE = "storage"


class Partition(Words):
    """Hosts that are a tenant's: on these fabrics they reach each other and no other tenant's."""

    tenant: Annotated[DnsLabel, Change.REBUILD] = Field(description="The tenant, as `tenants` names it.", examples=["research"])
    pkey: Annotated[int | None, Change.DRAIN] = Field(
        default=None,
        ge=1,
        le=0x7FFE,
        examples=[257],
        description="P_Key without the membership bit; left out: from the tenant's name, so that no other tenant ever changes it.",
    )
    members: Annotated[tuple[PlaceName, ...], Change.DRAIN] = Field(
        min_length=1, strict=False, examples=[["u001", "u002-r03"]], description="Units, racks or hosts that belong to the partition."
    )
    membership: Annotated[Membership, Change.DRAIN] = Field(
        default=Membership.FULL, strict=False, description="`full`: members reach each other; `limited`: they reach full members alone."
    )
    fabrics: Annotated[tuple[Annotated[InfiniBandFabric, Field(strict=False)], ...], Change.DRAIN] = Field(
        default=(InfiniBandFabric.COMPUTE,), min_length=1, strict=False, examples=[["compute"]], description="Fabrics on which the partition is made."
    )


class InfiniBand(Words):
    """The InfiniBand subnets."""

    routing: Annotated[Routing, Change.DRAIN] = Field(
        default=Routing.FAT_TREE,
        strict=False,
        description="How paths are laid where there are spines: `fat_tree`, or `up_down` for a tree that is not regular.",
    )
    adaptive_routing: Annotated[bool, Change.LIVE] = Field(
        default=False, description="Switches choose among equal paths packet by packet; only NVIDIA's subnet manager can (UFM, or MLNX_SM on a switch or host)."
    )
    sharp: Annotated[bool, Change.LIVE] = Field(
        default=False,
        description="Switches of the compute fabric add up what GPUs send (SHARP); only NVIDIA's subnet manager with its aggregation manager can.",
    )
    partitions: Annotated[tuple[Partition, ...], Change.DRAIN] = Field(
        default=(), strict=False, description="One partition a tenant; with none, every port reaches every port."
    )
