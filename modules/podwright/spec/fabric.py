"""What a person may choose about the fabrics; the rest is the architecture's."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from podwright.spec.ethernet import Ethernet
from podwright.spec.field import Change, Words
from podwright.spec.infiniband import InfiniBand


class Ufm(StrEnum):
    """Where the fabric manager sits."""

    ON_FABRIC = "on_fabric"
    NONE = "none"


class ComputeFabric(Words):
    """The rails between GPUs."""

    ufm: Annotated[Ufm | None, Change.REBUILD] = Field(
        default=None,
        strict=False,
        examples=["on_fabric"],
        description="Whether UFM is cabled to the compute fabric and one node makes room for it (`on_fabric`) or not (`none`); left out: as the architecture.",
    )
    subnets: Annotated[int, Change.REBUILD] = Field(
        default=1,
        ge=1,
        le=16,
        examples=[8],
        description="InfiniBand subnets that the rails are divided into, each with switches, LIDs and a subnet manager of its own; nothing joins them: a job crosses "
        "rails inside its nodes, over NVLink. One subnet holds 49,151 ports and switches.",
    )


class Fabrics(Words):
    """Choices a fabric."""

    compute: ComputeFabric = Field(default_factory=ComputeFabric, description="The rails between GPUs.")
    ethernet: Ethernet = Field(default_factory=Ethernet, description="The Ethernet switches.")
    infiniband: InfiniBand = Field(default_factory=InfiniBand, description="The InfiniBand subnets.")
