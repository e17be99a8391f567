"""The plan: a frozen value of sections, each reading only earlier ones. Nothing downstream chooses, counts or names."""

from dataclasses import dataclass
from enum import StrEnum

from podwright.plan.names import CableLabel, DeviceName, PodName, PortName, RackName, SecretName

# ---- physical: what stands where -------------------------------------------------------------------------------------


class DeviceClass(StrEnum):
    """The letter of a slot: the class of hardware that its numbers count, never what the thing is used for."""

    NODE = "n"
    SWITCH = "s"
    APPLIANCE = "a"
    PDU = "p"


class Role(StrEnum):
    """What a device is used for."""

    GPU_NODE = "gpu_node"
    MANAGEMENT_NODE = "management_node"
    STORAGE_HOST = "storage_host"
    LEAF = "leaf"
    SPINE = "spine"
    UFM = "ufm"
    PDU = "pdu"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a thing stands: unit (0 is the pod's own racks), rack in unit, slot in rack; unit and rack and slot count from 1."""

    unit: int
    rack: int
    slot: int


@dataclass(frozen=True, slots=True)
class Device:
    """One thing in a rack. `fabric` is set for switches alone; `ordinal` counts things of one role and fabric by place, from 0."""

    name: DeviceName
    device_class: DeviceClass
    role: Role
    fabric: str | None
    ordinal: int
    kind: str
    place: Place
    rack: RackName
    lowest_u: int
    height_u: int
    power_w: int


@dataclass(frozen=True, slots=True)
class Rack:
    """One rack: what it may hold (from the site) and what its devices draw at most."""

    name: RackName
    kind: str
    unit: int
    number: int
    height_u: int
    feed_w: int
    power_w: int


@dataclass(frozen=True, slots=True)
class Physical:
    """Racks in name order, devices in name order. A PDU has height 0 and stands beside the units."""

    racks: tuple[Rack, ...]
    devices: tuple[Device, ...]


# ---- fabric: ports, cables, addresses --------------------------------------------------------------------------------


class Tier(StrEnum):
    """Between which layers a cable runs."""

    NODE_LEAF = "node_leaf"
    LEAF_SPINE = "leaf_spine"
    UFM_LEAF = "ufm_leaf"
    UPLINK = "uplink"


@dataclass(frozen=True, slots=True)
class Port:
    """One cabled port. `lane` is the rail (compute), path (storage) or bond member (in-band) on a host; 0 elsewhere."""

    device: DeviceName
    name: PortName
    fabric: str
    lane: int
    rate_gbps: int
    connector: str


@dataclass(frozen=True, slots=True)
class Cable:
    """One cable; the A end is the lower tier's. The label is the A end without the pod's name."""

    label: CableLabel
    fabric: str
    tier: Tier
    a_device: DeviceName
    a_port: PortName
    b_device: DeviceName
    b_port: PortName
    rate_gbps: int
    medium: str


@dataclass(frozen=True, slots=True)
class Medium:
    """A cable kind that the pod uses: the connectors it joins, A end first, and its rate."""

    name: str
    a_connector: str
    b_connector: str
    rate_gbps: int


@dataclass(frozen=True, slots=True)
class AddressBlock:
    """The stride that one class of device has for ever on one lane of one fabric, at the architecture's largest size; reserved even while unused.

    `v4_pool_last` is the last address of the pool that the spec gives; a block that ends behind it ends the pod's growth.
    """

    fabric: str
    device_class: DeviceClass
    lane: int
    v4_first: str
    v4_last: str
    v4_pool_last: str
    v6_first: str
    v6_last: str
    v6_pool_last: str


@dataclass(frozen=True, slots=True)
class Subnet:
    """The addresses of one class of device on one lane of one fabric in one unit; `gateway` is held by the fabric's leaves."""

    fabric: str
    device_class: DeviceClass
    lane: int
    unit: int
    v4: str
    v6: str
    gateway_v4: str
    gateway_v6: str


@dataclass(frozen=True, slots=True)
class Address:
    """One address pair of one device, without prefix length; `interface` is the port, the bond or `lo`."""

    device: DeviceName
    interface: str
    fabric: str
    lane: int
    unit: int
    v4: str
    v6: str


@dataclass(frozen=True, slots=True)
class Fabric:
    """One fabric. `rail_count` is the number of lanes of a host; spine counts follow `built_for_units`."""

    name: str
    technology: str
    plane_count: int
    rail_count: int
    built_for_units: int
    leaf_count: int
    spine_count: int
    core_count: int


@dataclass(frozen=True, slots=True)
class Fabrics:
    """Fabrics in the architecture's order; ports by device and name, cables by label, addresses by device, fabric, lane."""

    fabrics: tuple[Fabric, ...]
    media: tuple[Medium, ...]
    blocks: tuple[AddressBlock, ...]
    ports: tuple[Port, ...]
    cables: tuple[Cable, ...]
    subnets: tuple[Subnet, ...]
    addresses: tuple[Address, ...]


# ---- hosts: what runs an operating system ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SecretRef:
    """The name of a secret; its value is never in the plan."""

    name: SecretName


@dataclass(frozen=True, slots=True)
class UserAccount:
    """One account; `principal` is what a certificate must name to log in to it."""

    name: str
    uid: int
    is_admin: bool
    principal: str


@dataclass(frozen=True, slots=True)
class HostProfile:
    """What many hosts share; it stands once, and a host names it."""

    name: str
    domain: str
    name_servers: tuple[str, ...]
    automation_user: str
    users: tuple[UserAccount, ...]
    ssh_seed: SecretRef
    ssh_generation: int
    telemetry_port: int


@dataclass(frozen=True, slots=True)
class HostInterface:
    """One configured interface; `members` are the ports of a bond, empty for a plain port; addresses carry their prefix length."""

    name: str
    fabric: str
    lane: int
    members: tuple[PortName, ...]
    v4: str
    v6: str
    mtu_bytes: int


@dataclass(frozen=True, slots=True)
class Host:
    """One host. `in_band_v4` is where Ansible, ssh and telemetry meet it; `bmc_v4` is its BMC on the out-of-band fabric."""

    name: DeviceName
    full_name: str
    role: Role
    profile: str
    gpu_count: int
    in_band_v4: str
    in_band_v6: str
    bmc_v4: str
    bmc_v6: str
    interfaces: tuple[HostInterface, ...]


@dataclass(frozen=True, slots=True)
class NameEntry:
    """One line of the pod's name table: addresses and every name they answer to, full name first."""

    v4: str
    v6: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hosts:
    """Profiles, hosts in name order, and the name table of all devices (hosts, their BMCs `<host>-bmc`, switches, appliances, PDUs)."""

    profiles: tuple[HostProfile, ...]
    hosts: tuple[Host, ...]
    names: tuple[NameEntry, ...]


# ---- cluster: what the scheduler sees --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Label:
    """One Kubernetes label."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class NodeRegistration:
    """How a GPU node presents itself to the cluster: its labels and what it can give."""

    name: DeviceName
    labels: tuple[Label, ...]
    cpu_count: int
    memory_gib: int
    gpu_count: int


@dataclass(frozen=True, slots=True)
class TenantPlan:
    """One tenant: namespace, quota and queue have its name.

    Without a prefix: what is always its own. `borrowing_`: how much more it may use while others are idle. `ceiling_`: the two together, the
    most that its namespace may ever ask for.
    """

    name: str
    gpu_count: int
    cpu_count: int
    memory_gib: int
    borrowing_gpu_count: int
    borrowing_cpu_count: int
    borrowing_memory_gib: int
    ceiling_gpu_count: int
    ceiling_cpu_count: int
    ceiling_memory_gib: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """The Kubernetes cluster: `identifier` never changes while the pod stands; `topology_levels` are label keys, widest first."""

    identifier: str
    kind: str
    kubeconfig: SecretRef
    gpu_resource: str
    topology: str
    topology_levels: tuple[str, ...]
    flavor: str
    flavor_labels: tuple[Label, ...]
    cohort: str
    tenants: tuple[TenantPlan, ...]
    nodes: tuple[NodeRegistration, ...]


# ---- the whole -------------------------------------------------------------------------------------------------------


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
    versions: tuple[Version, ...]
    report: tuple[Reason, ...]
    waivers: tuple[WaiverPlan, ...]
