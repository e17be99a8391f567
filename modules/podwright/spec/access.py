"""Who may log in to the pod's hosts, and what the hosts tell about themselves."""

from typing import Annotated

from pydantic import Field

from podwright.spec.field import BmcName, Change, SecretName, UnixName, Words


class User(Words):
    """A person with an account on every host; they log in with a certificate of the pod's ssh CA, never with a stored key."""

    name: Annotated[UnixName, Change.LIVE] = Field(description="Login name; also the principal of the person's certificate.", examples=["ada"])
    uid: Annotated[int, Change.REBUILD] = Field(
        ge=1000, le=60000, examples=[1001], description="User id, the same on every host, since shared storage goes by numbers."
    )
    is_admin: Annotated[bool, Change.LIVE] = Field(default=False, description="May become root on every host.")


class Access(Words):
    """Accounts and the pod's ssh certificate authority."""

    users: Annotated[tuple[User, ...], Change.LIVE] = Field(default=(), strict=False, description="People with an account on every host.")
    ssh_seed: Annotated[SecretName, Change.REBUILD] = Field(
        default="ssh-seed", description="Name of the secret from which the pod's ssh CA and every host key are derived."
    )
    generation: Annotated[int, Change.LIVE] = Field(
        default=1, ge=1, le=9999, description="Raise it to give every host a new host key, the pod a new ssh CA, and every BMC a new password."
    )
    bmc_user: Annotated[UnixName, Change.LIVE] = Field(
        default="admin", description="User that the BMCs of the hosts come with; as whom they are asked until `bmc_account` is there."
    )
    bmc_password: Annotated[SecretName, Change.LIVE] = Field(
        default="bmc-password", description="Name of the secret that is this user's password; its value never stands in a file of the plan."
    )
    bmc_account: Annotated[BmcName, Change.LIVE] = Field(
        default="podwright", description="The pod's own user on every BMC; `podwright bmc settle` makes it, with a password derived for each host."
    )


class Telemetry(Words):
    """What every host tells about itself."""

    node_port: Annotated[int, Change.LIVE] = Field(default=9100, ge=1024, le=65535, description="TCP port of node_exporter, on the in-band address alone.")
