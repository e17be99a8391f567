"""What a person declares of who sets hosts' networks."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from podwright.spec.field import Change, Words


class NetworkMode(StrEnum):
    """What runs of Ansible do about hosts' networks."""

    LEFT = "left"
    VERIFIED = "verified"
    APPLIED = "applied"


class HostNetwork(Words):
    """Hosts' networks: interfaces, bonds, VLANs, rails with routing of their own."""

    mode: Annotated[NetworkMode | None, Change.LIVE] = Field(
        default=None,
        strict=False,
        examples=["verified"],
        description="left: they are somebody else's; verified: each host's kernel is asked whether it has what the plan says; applied: the files of the plan "
        "are laid too, and taken back unless the host can be met again. Left out: verified where podwright installs the hosts, else left.",
    )
    confirm_s: Annotated[int, Change.LIVE] = Field(
        default=120, ge=5, le=900, description="How long a host waits to be met again after its network was changed, before it takes the change back."
    )
