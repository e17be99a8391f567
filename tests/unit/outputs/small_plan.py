"""A plan made by hand, of the smallest shape that outputs can be tried on; no figure in it means anything."""

from podwright.plan import types as t
from podwright.plan.names import CableLabel, DeviceName, PodName, PortName, RackName, SecretName
from podwright.plan.types.ethernet import Ethernet, SwitchSystem
from podwright.plan.types.fabric import CablePart
from unit.outputs import small_supply as supply

POD = "small"
NODE_COUNT = 2
NO_ETHERNET = Ethernet(SwitchSystem("", ""), fabrics=(), vrfs=(), networks=(), switches=(), interfaces=(), ports=())


def small_plan(*, pod: str = POD, unit_count: int = 1, rack_count: int = 1, node_count: int = NODE_COUNT) -> t.Plan:
    """Return a plan of `unit_count` units of `rack_count` racks of `node_count` nodes, with one pod-wide rack of switches and a manager."""
    places = [t.Place(unit, rack, slot) for unit in range(1, unit_count + 1) for rack in range(1, rack_count + 1) for slot in range(1, node_count + 1)]
    nodes = [
        device(pod, place, t.Role.GPU_NODE, lowest_u=1 + 9 * (place.slot - 1), height_u=8, power_w=10_200, ordinal=index) for index, place in enumerate(places)
    ]
    manager = device(pod, t.Place(0, 1, 1), t.Role.MANAGEMENT_NODE, lowest_u=1, height_u=1, power_w=600)
    leaf = device(pod, t.Place(0, 1, 1), t.Role.LEAF, lowest_u=40, height_u=1, power_w=1_500, fabric="compute")
    spine = device(pod, t.Place(0, 1, 2), t.Role.SPINE, lowest_u=42, height_u=1, power_w=1_500, fabric="compute")
    pdu = device(pod, t.Place(0, 1, 1), t.Role.PDU, lowest_u=0, height_u=0, power_w=0)
    devices = sorted([*nodes, manager, leaf, spine, pdu], key=lambda one: one.name)
    hosts = tuple(host(node) for node in sorted([*nodes, manager], key=lambda one: one.name))
    return t.Plan(
        header=t.Header(pod=PodName(pod), formulas=1, architecture="hand-made", scalable_units=unit_count, built_for_units=unit_count, node_count=len(nodes)),
        physical=t.Physical(racks=racks(devices), devices=tuple(devices)),
        fabric=fabric(nodes, leaf, spine),
        hosts=t.Hosts(profiles=(profile(),), hosts=hosts, names=()),
        cluster=cluster(pod, nodes),
        storage=t.Storage(level=None, demands=(), guideline=None, system=None, fabric=None),
        power=supply.power(devices, racks(devices)),
        cooling=supply.cooling(devices, racks(devices)),
        floor=supply.floor(devices, racks(devices)),
        versions=(t.Version("kueue", "0.19.2", (), "hand-made"),),
        report=(t.Reason("fabrics.compute", "one leaf, because two nodes need no more", "hand-made"),),
        conflicts=(),
        waivers=(),
        ethernet=NO_ETHERNET,
    )


def device(pod: str, place: t.Place, role: t.Role, *, lowest_u: int, height_u: int, power_w: int, fabric: str | None = None, ordinal: int = 0) -> t.Device:
    """Return one device; its class follows from its role."""
    classes = {t.Role.LEAF: t.DeviceClass.SWITCH, t.Role.SPINE: t.DeviceClass.SWITCH, t.Role.PDU: t.DeviceClass.PDU}
    device_class = classes.get(role, t.DeviceClass.NODE)
    rack = RackName(f"{pod}-u{place.unit:03}-r{place.rack:02}")
    return t.Device(
        name=DeviceName(f"{rack}-{device_class}{place.slot:02}"),
        device_class=device_class,
        role=role,
        fabric=fabric,
        ordinal=ordinal,
        kind=f"kind-of-{role}",
        place=place,
        rack=rack,
        lowest_u=lowest_u,
        height_u=height_u,
        power_w=power_w,
    )


def racks(devices: list[t.Device]) -> tuple[t.Rack, ...]:
    """Return the racks that the devices stand in, in name order."""
    places = sorted({(one.rack, one.place.unit, one.place.rack) for one in devices})
    return tuple(
        t.Rack(
            name=name,
            kind="compute" if unit else "network",
            unit=unit,
            number=number,
            height_u=48,
            feed_w=45_000,
            power_w=sum(one.power_w for one in devices if one.rack == name),
        )
        for name, unit, number in places
    )


def fabric(nodes: list[t.Device], leaf: t.Device, spine: t.Device) -> t.Fabrics:
    """Return one compute fabric: two rails a node, all to one leaf, and two cables from there to a spine."""
    cables = [
        cable(node.name, f"ib{rail}", leaf.name, f"p{1 + 2 * index + rail}", tier=t.Tier.NODE_LEAF) for index, node in enumerate(nodes) for rail in range(2)
    ] + [cable(leaf.name, f"up{number}", spine.name, f"p{number}", tier=t.Tier.LEAF_SPINE) for number in (1, 2)]
    ports = [
        t.Port(device=name, name=port, fabric="compute", lane=0, rate_gbps=400, connector="OSFP")
        for one in cables
        for name, port in ((one.a_device, one.a_port), (one.b_device, one.b_port))
    ]
    addresses = [
        t.Address(
            device=node.name,
            interface=f"ib{rail}",
            fabric="compute",
            lane=rail,
            unit=node.place.unit,
            v4=f"10.{8 + rail}.{index // 250}.{1 + index % 250}",
            v6=f"fd00::{rail}:{index + 1:x}",
        )
        for index, node in enumerate(nodes)
        for rail in range(2)
    ]
    return t.Fabrics(
        fabrics=(one_fabric(),),
        media=(t.Medium(name="fibre", a_connector="OSFP", b_connector="OSFP", rate_gbps=400),),
        blocks=(),
        ports=tuple(sorted(ports, key=lambda port: (port.device, port.name))),
        cables=tuple(sorted(cables, key=lambda one: one.label)),
        subnets=(),
        addresses=tuple(addresses),
        parts=tuple(part(tier, a_class) for tier in t.Tier for a_class in t.DeviceClass),
    )


def part(tier: t.Tier, a_class: t.DeviceClass) -> CablePart:
    """Return what is bought for the cables of one tier: the cable alone."""
    return CablePart(
        fabric="compute",
        tier=tier,
        medium="fibre",
        a_class=a_class,
        length_m=10.0,
        part="ao-10",
        title="Active optical cable",
        kind="aoc",
        a_module=None,
        b_module=None,
        reach_m=30.0,
        source="made up for tests",
    )


def one_fabric() -> t.Fabric:
    """Return the fabric of the pod."""
    return t.Fabric(
        name="compute",
        technology="infiniband",
        plane_count=1,
        rail_count=2,
        built_for_units=1,
        leaf_count=1,
        spine_count=1,
        core_count=0,
        shares=None,
    )


def cable(a_device: DeviceName, a_port: str, b_device: DeviceName, b_port: str, *, tier: t.Tier) -> t.Cable:
    """Return one cable of the compute fabric."""
    label = CableLabel(f"{a_device.split('-', 1)[1]}/{a_port}")
    return t.Cable(
        label=label,
        fabric="compute",
        tier=tier,
        a_device=a_device,
        a_port=PortName(a_port),
        b_device=b_device,
        b_port=PortName(b_port),
        rate_gbps=400,
        medium="fibre",
        leg=0,
        length_m=10.0,
    )


def host(node: t.Device) -> t.Host:
    """Return the host that runs on a node."""
    return t.Host(
        name=node.name,
        full_name=f"{node.name}.small.example",
        role=node.role,
        profile="common",
        gpu_count=8 if node.role is t.Role.GPU_NODE else 0,
        in_band_v4="192.0.2.1",
        in_band_v6="2001:db8::1",
        bmc_v4="198.51.100.1",
        bmc_v6="2001:db8:1::1",
        interfaces=(t.HostInterface(name="bond0", fabric="in_band", lane=0, members=(), v4="192.0.2.1/24", v6="2001:db8::1/64", mtu_bytes=9000),),
    )


def profile() -> t.HostProfile:
    """Return what all hosts share."""
    return t.HostProfile(
        name="common",
        domain="small.example",
        name_servers=(),
        automation_user="podwright",
        users=(t.UserAccount("operator", 2000, True, "operator"),),
        ssh_seed=t.SecretRef(SecretName("ssh-seed")),
        ssh_generation=1,
        telemetry_port=9100,
    )


def cluster(pod: str, nodes: list[t.Device]) -> t.Cluster:
    """Return a cluster of two tenants."""
    return t.Cluster(
        identifier=pod,
        kind="existing",
        kubeconfig=t.SecretRef(SecretName("kubeconfig")),
        gpu_resource="nvidia.com/gpu",
        topology="compute",
        topology_levels=("fabric.topograph.run/tier-1", "kubernetes.io/hostname"),
        flavor="gpu",
        flavor_labels=(),
        cohort=pod,
        tenants=(t.TenantPlan("blue", 8, 64, 512, 8, 64, 512, 16, 128, 1024), t.TenantPlan("red", 8, 64, 512, 0, 0, 0, 8, 64, 512)),
        nodes=tuple(t.NodeRegistration(name=node.name, labels=(), cpu_count=112, memory_gib=2000, gpu_count=8) for node in nodes),
    )
