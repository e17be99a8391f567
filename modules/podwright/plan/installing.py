"""How hosts get their operating system: the boot servers, and for each host which of them keeps its seed."""

from collections.abc import Iterator, Sequence

from podwright.plan.finding import Finding, Infeasible
from podwright.plan.pace import new_row
from podwright.plan.types import Hosts, Physical, Role
from podwright.plan.types.install import BootServer, HostInstall, Install
from podwright.spec.install import Install as InstallWords
from podwright.spec.pod import PodSpec

PAIR = 2
"""Boot servers where nobody names them: one may fail, and Kea's hot standby knows two."""


def install_section(spec: PodSpec, physical: Physical, hosts: Hosts) -> Install:
    """Return how hosts are installed, nothing where the pod does not say. Raises: Infeasible for boot servers and disks of hosts that do not stand here."""
    words = spec.install
    if words is None:
        return Install()
    managing = [host for host in hosts.hosts if host.role is Role.MANAGEMENT_NODE]
    _insist(words, [str(host.name) for host in managing], [str(host.name) for host in hosts.hosts])
    named = [host for host in managing if not words.servers or host.name in words.servers]
    chosen = sorted(named, key=lambda host: words.servers.index(host.name)) if words.servers else named[:PAIR]
    servers = tuple(BootServer(host.name, host.in_band_v4) for host in chosen)
    return Install(
        kind=words.kind.value,
        image=words.image or "",
        iso=words.iso or "",
        disk_rule=words.disk.rule.value,
        disk_path=words.disk.path or "",
        wipe=words.wipe,
        firmware=words.firmware.value,
        is_secure=words.secure_boot,
        port=words.port,
        console=words.console,
        seed_valid_s=words.seed_valid_s,
        servers=servers,
        hosts=tuple(_rows(words, physical, hosts, servers)),
    )


def _rows(words: InstallWords, physical: Physical, hosts: Hosts, servers: Sequence[BootServer]) -> Iterator[HostInstall]:
    """Yield every host with the boot server that its ordinal names, so that both carry half; a boot server is installed by the other."""
    ordinal = {device.name: device.ordinal for device in physical.devices}
    disk = {row.host: row.serial for row in words.disk.serials}
    for host in hosts.hosts:
        others = [server for server in servers if server.host != host.name]
        if others:
            home = others[ordinal[host.name] % len(others)]
            yield new_row(HostInstall, (host.name, host.in_band_v4, home.host, disk.get(host.name, "")))


def _insist(words: InstallWords, managing: Sequence[str], everyone: Sequence[str]) -> None:
    if not managing:
        raise Infeasible((Finding("P550", "install.servers", "the pod has no management node that could serve", "Raise management.host_count"),))
    strange = [name for name in words.servers if name not in managing]
    unknown = [row.host for row in words.disk.serials if row.host not in everyone]
    found = [Finding("P550", "install.servers", f"{name} is no management node of this pod", f"Names are such as {managing[0]}") for name in strange]
    found += [Finding("P552", "install.disk.serials", f"{name} is no host of this pod", f"Names are such as {everyone[0]}") for name in unknown]
    if found:
        raise Infeasible(tuple(found))
