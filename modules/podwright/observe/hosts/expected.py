"""What the plan and the delivered hardware say of each host, as its own answers are held against it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from podwright.observe.observed import digits
from podwright.plan.types import Host, MachineKind, Plan
from podwright.spec.hardware import HardwareRow

OF_CONTROLLERS = ("bmc", "bf-bmc")
"""Ports of a machine that are not its operating system's."""
PACKAGES_OF: Mapping[str, tuple[str, ...]] = {"kubernetes": ("kubeadm", "kubectl", "kubelet")}
"""Packages by the component of the plan whose version theirs is. Source: kubernetes.io/docs/setup/production-environment/tools/kubeadm/install-kubeadm, read 2026-11-21."""


class ExpectedLink(NamedTuple):
    """One interface or port: `bond` names the interface that it is a member of; None where the plan does not say, or nobody told what was delivered."""

    name: str
    mtu_bytes: int | None
    rate_gbps: int | None
    address: str | None
    bond: str


@dataclass(frozen=True, slots=True)
class ExpectedHost:
    """One host: where it stands, which others it is like (same machine, same use, same profile), what its machine and links should be.

    `versions` are those that packages have where they are there; `packages` are there; `arguments` were given to the kernel.
    """

    host: str
    rack: str
    likeness: tuple[str, ...]
    machine: MachineKind | None
    links: tuple[ExpectedLink, ...]
    versions: tuple[tuple[str, str], ...]
    packages: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()


def expected_hosts(plan: Plan, hardware: Iterable[HardwareRow]) -> dict[str, ExpectedHost]:
    """Return what is expected of every host, in the order of racks and places."""
    devices = {device.name: device for device in plan.physical.devices}
    kinds = {kind.kind: kind for kind in plan.machines.kinds}
    address = {(row.device, row.port): _address(row) for row in hardware if row.port}
    rate: dict[str, dict[str, int]] = {}
    for port in plan.fabric.ports:
        rate.setdefault(port.device, {})[port.name] = port.rate_gbps
    versions = tuple((package, row.version) for row in plan.versions for package in PACKAGES_OF.get(row.component, ()))
    found = {}
    for host in sorted(plan.hosts.hosts, key=lambda one: (devices[one.name].place, one.name)):
        device = devices[host.name]
        links = tuple(_links(host, rate.get(host.name, {}), address))
        found[str(host.name)] = ExpectedHost(
            host.name,
            device.rack,
            (device.kind, host.role, host.profile),
            kinds.get(device.kind),
            links,
            versions,
            plan.system.basis.packages,
            plan.system.kernel_arguments,
        )
    return found


def _links(host: Host, rate: Mapping[str, int], address: Mapping[tuple[str, str], str | None]) -> Iterable[ExpectedLink]:
    """Yield every interface, then the ports that are members of one."""
    for one in host.interfaces:
        is_plain = not one.members
        yield ExpectedLink(one.name, one.mtu_bytes, rate.get(one.name) if is_plain else None, address.get((host.name, one.name)) if is_plain else None, "")
    for one in host.interfaces:
        for port in one.members:
            yield ExpectedLink(port, one.mtu_bytes, rate.get(port), address.get((host.name, port)), one.name)


def _address(row: HardwareRow) -> str | None:
    """Return what a port is known by, in the form in which hosts tell it: an InfiniBand port is known by its GUID."""
    if row.guid is not None:
        return f"guid:{digits(row.guid)}"
    return f"mac:{digits(row.mac)}" if row.mac is not None else None
