"""What every host is: its profile, its interfaces, its names."""

from collections.abc import Iterable, Mapping

from podwright.catalog.load import Catalog
from podwright.plan.address_plan import LOOPBACK, OUT_OF_BAND
from podwright.plan.addressing import Layout
from podwright.plan.names import DeviceName, PortName, SecretName
from podwright.plan.naming import BMC_SUFFIX
from podwright.plan.types import (
    Address,
    Device,
    DeviceClass,
    Host,
    HostInterface,
    HostProfile,
    Hosts,
    NameEntry,
    Physical,
    Role,
    SecretRef,
    UserAccount,
)
from podwright.spec.pod import PodSpec

HOST_ROLES = (Role.GPU_NODE, Role.MANAGEMENT_NODE, Role.STORAGE_HOST)
PROFILE = "base"
AUTOMATION_USER = "podwright"
BMC_LANE = 0


def host_all(spec: PodSpec, catalog: Catalog, physical: Physical, addresses: Iterable[Address], layout: Layout) -> Hosts:
    """Return profiles, hosts and the pod's name table."""
    of_device: dict[DeviceName, list[Address]] = {}
    for row in addresses:
        of_device.setdefault(row.device, []).append(row)
    hosts = tuple(_host(spec, catalog, device, of_device[device.name], layout) for device in physical.devices if device.role in HOST_ROLES)
    return Hosts(profiles=(_profile(spec),), hosts=hosts, names=tuple(_names(spec, physical, of_device)))


def _profile(spec: PodSpec) -> HostProfile:
    return HostProfile(
        name=PROFILE,
        domain=spec.site.domain,
        name_servers=spec.site.name_servers,
        automation_user=AUTOMATION_USER,
        users=tuple(UserAccount(user.name, user.uid, user.is_admin, principal=user.name) for user in sorted(spec.access.users, key=lambda user: user.name)),
        ssh_seed=SecretRef(SecretName(spec.access.ssh_seed)),
        ssh_generation=spec.access.generation,
        telemetry_port=spec.telemetry.node_port,
    )


def _host(spec: PodSpec, catalog: Catalog, device: Device, addresses: list[Address], layout: Layout) -> Host:
    product = catalog.systems[device.kind]
    by_lane = {(row.fabric, row.lane): row for row in addresses}
    in_band, bmc = by_lane["in_band", 0], by_lane[OUT_OF_BAND, BMC_LANE]
    mtu_bytes = {fabric.name: fabric.mtu_bytes for fabric in catalog.fabrics}
    members = {port.bond: tuple(PortName(p.name) for p in product.ports if p.bond == port.bond) for port in product.ports if port.bond}
    own = [row for row in addresses if row.fabric != LOOPBACK and (row.fabric, row.lane) != (OUT_OF_BAND, BMC_LANE)]
    return Host(
        name=device.name,
        full_name=f"{device.name}.{spec.site.domain}",
        role=device.role,
        profile=PROFILE,
        gpu_count=product.gpus.count.value if product.gpus else 0,
        in_band_v4=in_band.v4,
        in_band_v6=in_band.v6,
        bmc_v4=bmc.v4,
        bmc_v6=bmc.v6,
        interfaces=tuple(_interface(row, layout, members, mtu_bytes) for row in own),
    )


def _interface(row: Address, layout: Layout, members: Mapping[str, tuple[PortName, ...]], mtu_bytes: Mapping[str, int]) -> HostInterface:
    prefix = layout.blocks[row.fabric, DeviceClass.NODE, row.lane].v4_prefix_length
    return HostInterface(row.interface, row.fabric, row.lane, members.get(row.interface, ()), f"{row.v4}/{prefix}", f"{row.v6}/64", mtu_bytes[row.fabric])


def _names(spec: PodSpec, physical: Physical, of_device: Mapping[DeviceName, list[Address]]) -> Iterable[NameEntry]:
    """Yield the names of every device: a host answers by its in-band address, its BMC and everything else by the out-of-band one."""
    for device in physical.devices:
        rows = {(row.fabric, row.lane): row for row in of_device[device.name]}
        is_host = device.role in HOST_ROLES
        if is_host:
            yield _entry(spec, rows["in_band", 0], device.name)
        yield _entry(spec, rows[OUT_OF_BAND, 0], f"{device.name}{BMC_SUFFIX}" if is_host else device.name)


def _entry(spec: PodSpec, row: Address, name: str) -> NameEntry:
    return NameEntry(row.v4, row.v6, (f"{name}.{spec.site.domain}", name))
