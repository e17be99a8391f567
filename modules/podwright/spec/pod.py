"""The one declaration of a pod: `stacks/<pod>/pod.yaml`."""

from typing import Annotated

from pydantic import Field

from podwright.spec.accelerators import Accelerators
from podwright.spec.access import Access, Telemetry
from podwright.spec.cabling import Cabling
from podwright.spec.cluster import Clusters, Tenant
from podwright.spec.fabric import Fabrics
from podwright.spec.field import Change, DnsLabel, FindingCode, FindingPlace, Words
from podwright.spec.host_network import HostNetwork
from podwright.spec.install import Install
from podwright.spec.machines import MachineWishes
from podwright.spec.numbering import SiteNaming
from podwright.spec.site import Addresses, Site
from podwright.spec.storage import Storage
from podwright.spec.system import System


class Growth(Words):
    """What the pod may become; its upper layers are built for this from day one."""

    scalable_units: Annotated[int | None, Change.REBUILD] = Field(
        default=None, ge=1, examples=[4], description="Scalable units that spines and cores are built for; left out: those that stand now."
    )


class Management(Words):
    """Hosts that run the pod's services."""

    host_count: Annotated[int | None, Change.LIVE] = Field(default=None, ge=1, examples=[5], description="Management nodes; left out: as the architecture has.")


class Racking(Words):
    """How the architecture's nodes stand in racks."""

    nodes_per_rack: Annotated[int | None, Change.REBUILD] = Field(
        default=None, ge=1, examples=[4], description="GPU nodes in each of their racks, where the architecture leaves a choice; left out: as the architecture."
    )


class Waiver(Words):
    """A finding that a person has seen and accepts; one that matches nothing is itself a finding."""

    code: Annotated[FindingCode, Change.LIVE] = Field(description="Code of the finding.", examples=["P301"])
    place: Annotated[FindingPlace, Change.LIVE] = Field(description="Where the finding is, as it is printed.", examples=["rack lab-u001-r01"])
    reason: Annotated[str, Change.LIVE] = Field(
        min_length=10, examples=["The second feed of this row is live from May on."], description="Why it is accepted, for the next reader."
    )


class PodSpec(Words):
    """A pod as a person declares it; everything else follows from it."""

    version: Annotated[int, Change.REBUILD] = Field(
        ge=1, le=1, examples=[1], description="Formulas of names and addresses that the pod belongs to; it never changes while the pod stands."
    )
    name: Annotated[DnsLabel, Change.REBUILD] = Field(description="Name of the pod; every name in it begins so.", examples=["lab"])
    architecture: Annotated[str, Change.REBUILD] = Field(
        description="Published way to build the pod (`podwright init --help` lists them).", examples=["dgx-superpod-h100"]
    )
    scalable_units: Annotated[int, Change.LIVE] = Field(ge=1, examples=[1], description="Blocks that the pod is built of.")
    node_count: Annotated[int | None, Change.LIVE] = Field(
        default=None, ge=1, examples=[31], description="GPU nodes, filled unit by unit; left out: every place of every unit."
    )
    growth: Growth = Field(default_factory=Growth, description="What the pod may become.")
    site: Site = Field(description="Where the pod stands, and what the building gives it.")
    racks: Racking = Field(default_factory=Racking, description="How the nodes stand in racks.")
    addresses: Addresses = Field(default_factory=Addresses, description="Which addresses the pod may use.")
    naming: Annotated[tuple[SiteNaming, ...], Change.DRAIN] = Field(
        default=(), strict=False, description="How the site calls its machines; left out: by the names that say their places."
    )
    fabrics: Fabrics = Field(default_factory=Fabrics, description="Choices a fabric.")
    cabling: Cabling = Field(default_factory=Cabling, description="Choices about the cables.")
    storage: Storage = Field(default_factory=Storage, description="The storage of the pod.")
    management: Management = Field(default_factory=Management, description="Hosts that run the pod's services.")
    access: Access = Field(default_factory=Access, description="Who may log in.")
    machines: MachineWishes = Field(default_factory=MachineWishes, description="How the machines are set up.")
    install: Install | None = Field(default=None, description="How hosts get their operating system; left out: somebody else installs them.")
    system: System = Field(default_factory=System, description="The operating system of every host.")
    host_network: HostNetwork = Field(default_factory=HostNetwork, description="Who sets the networks of hosts.")
    accelerators: Accelerators = Field(default_factory=Accelerators, description="The software of GPUs.")
    telemetry: Telemetry = Field(default_factory=Telemetry, description="What every host tells about itself.")
    clusters: Clusters = Field(default_factory=Clusters, description="The clusters of the pod.")
    tenants: Annotated[tuple[Tenant, ...], Change.LIVE] = Field(default=(), strict=False, description="Teams that share the pod.")
    waivers: Annotated[tuple[Waiver, ...], Change.LIVE] = Field(default=(), strict=False, description="Findings that are accepted, each with its reason.")
