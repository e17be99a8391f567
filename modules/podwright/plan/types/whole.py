"""The whole plan: its head, its sections, versions, reasons, waivers."""

from dataclasses import dataclass, field

from podwright.plan.names import PodName
from podwright.plan.types.accelerators import Accelerators
from podwright.plan.types.cluster import Cluster
from podwright.plan.types.cooling import Cooling
from podwright.plan.types.ethernet import Ethernet
from podwright.plan.types.fabric import Fabrics
from podwright.plan.types.floor import Floor
from podwright.plan.types.host_network import HostNetworking
from podwright.plan.types.hosts import Hosts
from podwright.plan.types.infiniband import InfiniBand
from podwright.plan.types.install import Install
from podwright.plan.types.machines import Machines
from podwright.plan.types.physical import Physical
from podwright.plan.types.power import Power
from podwright.plan.types.pulling import Pulling
from podwright.plan.types.services import Services
from podwright.plan.types.storage import Storage
from podwright.plan.types.system import System


@dataclass(frozen=True, slots=True)
class Header:
    """What the plan was made from."""

    pod: PodName
    formulas: int
    architecture: str
    scalable_units: int
    built_for_units: int
    node_count: int


@dataclass(frozen=True, slots=True)
class VersionRange:
    """What a component needs of another: at least one version, below another."""

    component: str
    at_least: str
    below: str


@dataclass(frozen=True, slots=True)
class Version:
    """One component that this pod installs or speaks to, its version, what it needs of others, and where that is said."""

    component: str
    version: str
    requires: tuple[VersionRange, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One choice a person might ask about: where, what was chosen and why, and the source it rests on."""

    where: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class ConflictPlan:
    """Where published documents that concern the pod say two things: about what, what each says, what podwright takes."""

    name: str
    where: str
    one: str
    other: str
    taken: str
    source: str


@dataclass(frozen=True, slots=True)
class WaiverPlan:
    """A finding the person accepts."""

    code: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One pod, decided. Sections read only earlier ones; a consumer takes sections, never the whole."""

    header: Header
    physical: Physical
    fabric: Fabrics
    hosts: Hosts
    cluster: Cluster
    power: Power
    cooling: Cooling
    floor: Floor
    storage: Storage
    versions: tuple[Version, ...]
    report: tuple[Reason, ...]
    conflicts: tuple[ConflictPlan, ...]
    waivers: tuple[WaiverPlan, ...]
    ethernet: Ethernet
    infiniband: InfiniBand = field(default_factory=InfiniBand)
    pulling: Pulling = field(default_factory=Pulling)
    services: Services = field(default_factory=Services)
    machines: Machines = field(default_factory=Machines)
    system: System = field(default_factory=System)
    install: Install = field(default_factory=Install)
    host_network: HostNetworking = field(default_factory=HostNetworking)
    accelerators: Accelerators = field(default_factory=Accelerators)
