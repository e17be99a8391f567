"""Hosts can be installed as the pod says: it says all that is needed, every host has a boot server, and its disk can be told from others."""

from collections.abc import Iterator

from podwright.plan.finding import Finding, Severity
from podwright.plan.types import Plan


def install_is_declared_as_a_whole(plan: Plan) -> Iterator[Finding]:
    """Find an image or an ISO that is not named, Secure Boot without UEFI, a path that is not given, and a second word on what hosts start from."""
    install = plan.install
    if not install.servers:
        return
    if install.kind == "image" and not install.image:
        yield Finding("P556", "install.image", "hosts get an image, and none is named", "Give the digest that podwright image prints")
    if install.kind == "autoinstall" and not install.iso:
        yield Finding("P556", "install.iso", "the vendor's installer is asked for, and no ISO is named", "Give its address")
    if install.is_secure and install.firmware != "uefi":
        yield Finding("P554", "install.secure_boot", "Secure Boot is a part of UEFI, and firmware is bios", "Take firmware: uefi, or drop secure_boot")
    if install.disk_rule == "path" and not install.disk_path:
        yield Finding("P556", "install.disk.path", "the disk is found by its path, and none is given", "Give one below /dev/disk/by-path, or another rule")
    if plan.services.dhcp.boot_server:
        what = f"hosts start from {plan.services.dhcp.boot_server} by site.dhcp.boot, and from {install.servers[0].v4} by install"
        yield Finding("P555", "site.dhcp.boot", what, "Drop one of the two")


def boot_servers_are_two(plan: Plan) -> Iterator[Finding]:
    """Warn of a boot server that stands alone."""
    if len(plan.install.servers) == 1:
        what = f"{plan.install.servers[0].host} serves alone: while it is away nobody is installed or given an address"
        yield Finding("P551", "install.servers", what, "Name two management nodes, or raise management.host_count", Severity.WARNING)


def every_host_has_a_boot_server(plan: Plan) -> Iterator[Finding]:
    """Find every host that no boot server installs, that would install itself, or whose reserved address is another's."""
    install = plan.install
    if not install.servers:
        return
    servers, rows = {row.host for row in install.servers}, {row.host: row for row in install.hosts}
    for host in plan.hosts.hosts:
        row = rows.get(host.name)
        if row is None:
            if host.name not in servers:
                yield Finding("P557", f"install {host.name}", "no boot server installs it", "Name another boot server")
        elif row.server not in servers or row.server == host.name or row.v4 != host.in_band_v4:
            what = f"{row.server} installs it at {row.v4}, and its own address is {host.in_band_v4}"
            yield Finding("P557", f"install {host.name}", what, "Name another boot server")


def disks_can_be_told_from_others(plan: Plan) -> Iterator[Finding]:
    """Warn of hosts whose disk the rule cannot find: no boot disk is published for their kind, or no serial number is declared."""
    install = plan.install
    kind_of = {device.name: device.kind for device in plan.physical.devices}
    booted = {row.kind for row in plan.machines.kinds if any(drives.use == "boot" for drives in row.drives)}
    lacking: dict[str, list[str]] = {}
    for row in install.hosts:
        if not row.disk_serial and install.disk_rule == "serial":
            lacking.setdefault("no serial number is declared for its disk", []).append(row.host)
        elif not row.disk_serial and install.disk_rule == "smallest" and kind_of[row.host] not in booted:
            lacking.setdefault(f"no source says which disks a {kind_of[row.host]} boots from", []).append(row.host)
    for why, hosts in lacking.items():
        where = hosts[0] if len(hosts) == 1 else f"{len(hosts)} hosts, such as {hosts[0]}"
        yield Finding("P553", "install.disk", f"{where}: {why}", "Give install.disk.serials, or the rule path", Severity.WARNING)
