"""What every host is: its profile, its interfaces, its names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from podwright.catalog.load import Catalog
from podwright.plan.address_plan import LOOPBACK, OUT_OF_BAND
from podwright.plan.addressing import Layout
from podwright.plan.names import DeviceName, PortName, SecretName
from podwright.plan.naming import BMC_SUFFIX
from podwright.plan.pace import new_row
from podwright.plan.site_names import site_names
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
    shape_of = {device.kind: _shape(catalog, device.kind, of_device[device.name], layout) for device in _one_of_each_kind(physical.devices)}
    hosts = tuple(_host(spec, device, of_device[device.name], shape_of[device.kind]) for device in physical.devices if device.role in HOST_ROLES)
    called = site_names(spec, catalog, physical)
    return Hosts(profiles=(_profile(spec),), hosts=hosts, names=tuple(_names(spec, physical, of_device, dict(called))), site_names=called)


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


def _one_of_each_kind(devices: Iterable[Device]) -> Iterable[Device]:
    """Return a host of each kind that has some."""
    return {device.kind: device for device in devices if device.role in HOST_ROLES}.values()


@dataclass(frozen=True, slots=True)
class _Shape:
    """What hosts of one kind share: which of their address rows is which, and what follows from the lane of each.

    `interfaces` are the index of a row, the members of the bond, the prefix with its slash, and the MTU.
    """

    gpu_count: int
    in_band: int
    bmc: int
    interfaces: tuple[tuple[int, tuple[PortName, ...], str, int], ...]


def _shape(catalog: Catalog, kind: str, addresses: list[Address], layout: Layout) -> _Shape:
    product = catalog.systems[kind]
    index_of = {(row.fabric, row.lane): index for index, row in enumerate(addresses)}
    mtu_bytes = {fabric.name: fabric.mtu_bytes for fabric in catalog.fabrics}
    members = {port.bond: tuple(PortName(p.name) for p in product.ports if p.bond == port.bond) for port in product.ports if port.bond}
    return _Shape(
        gpu_count=product.gpus.count.value if product.gpus else 0,
        in_band=index_of["in_band", 0],
        bmc=index_of[OUT_OF_BAND, BMC_LANE],
        interfaces=tuple(
            (index, members.get(row.interface, ()), f"/{layout.blocks[row.fabric, DeviceClass.NODE, row.lane].v4_prefix_length}", mtu_bytes[row.fabric])
            for index, row in enumerate(addresses)
            if row.fabric != LOOPBACK and (row.fabric, row.lane) != (OUT_OF_BAND, BMC_LANE)
        ),
    )


def _host(spec: PodSpec, device: Device, addresses: list[Address], shape: _Shape) -> Host:
    in_band, bmc = addresses[shape.in_band], addresses[shape.bmc]
    return Host(
        name=device.name,
        full_name=f"{device.name}.{spec.site.domain}",
        role=device.role,
        profile=PROFILE,
        gpu_count=shape.gpu_count,
        in_band_v4=in_band.v4,
        in_band_v6=in_band.v6,
        bmc_v4=bmc.v4,
        bmc_v6=bmc.v6,
        interfaces=tuple(_interface(addresses[index], members, prefix, mtu_bytes) for index, members, prefix, mtu_bytes in shape.interfaces),
    )


def _interface(row: Address, members: tuple[PortName, ...], prefix: str, mtu_bytes: int) -> HostInterface:
    _, name, fabric, lane, _, v4, v6 = row
    return new_row(HostInterface, (name, fabric, lane, members, v4 + prefix, f"{v6}/64", mtu_bytes))


def _names(spec: PodSpec, physical: Physical, of_device: Mapping[DeviceName, list[Address]], called: Mapping[DeviceName, str]) -> Iterable[NameEntry]:
    """Yield the names of every device: a host answers by its in-band address, its BMC and everything else by the out-of-band one."""
    for device in physical.devices:
        is_host = device.role in HOST_ROLES
        site_name = called.get(device.name)
        if is_host:
            yield _entry(spec, _on(of_device[device.name], "in_band"), device.name, site_name)
        ending = BMC_SUFFIX if is_host else ""
        if device.name in of_device:  # a switch that is managed over its fabric has no address
            yield _entry(spec, _on(of_device[device.name], OUT_OF_BAND), f"{device.name}{ending}", f"{site_name}{ending}" if site_name else None)


def _on(addresses: list[Address], fabric: str) -> Address:
    """Return the first lane's row of a fabric."""
    return next(row for row in addresses if row.fabric == fabric and row.lane == 0)


def _entry(spec: PodSpec, row: Address, *names: str | None) -> NameEntry:
    return NameEntry(row.v4, row.v6, tuple(told for name in names if name for told in (f"{name}.{spec.site.domain}", name)))
