"""What is laid over the written disk of a host before its first boot, and nothing else: its name, its identity, its addresses of all fabrics, the way in.

Accounts are declared to systemd-sysusers, not written: the image's own accounts are not ours to know. The roles take over from here.
"""

import io
import tarfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from podwright.outputs.host_network import networkd
from podwright.outputs.host_network.beside import sysctl_conf
from podwright.outputs.host_seed import AUTOMATION_UID, SeedFile, identity, may_be_root, way_in
from podwright.plan.hardware import Hardware
from podwright.plan.host_network import HostNetwork, KindNetwork, host_networks, kind_networks
from podwright.plan.types import Host, HostProfile, Plan
from podwright.secrets.ssh import PodKeys

ALWAYS = "[Unit]\nConditionNeedsUpdate=\n"
"""The unit that makes accounts runs only where /etc is older than /usr; here it runs at the first start of any image."""


def seeds(plan: Plan, hosts: Collection[str], *, keys: PodKeys, hardware: Hardware) -> Iterator[tuple[str, tuple[SeedFile, ...]]]:
    """Yield each of the hosts with the files of its seed, in path order."""
    sections = plan.physical, plan.fabric, plan.hosts, plan.ethernet
    kinds = {row.kind: row for row in kind_networks(*sections)}
    profiles = {profile.name: profile for profile in plan.hosts.profiles}
    known = {str(host.name): host for host in plan.hosts.hosts if host.name in hosts}
    for network in host_networks(*sections):
        host = known.get(network.host)
        if host is not None:
            files = (
                *identity(host, profiles[host.profile]),
                *way_in(plan, host, keys=keys),
                *accounts(profiles[host.profile]),
                *interfaces(network, kinds[network.kind], host, hardware),
            )
            yield host.name, tuple(sorted(files, key=lambda file: file.path))


def interfaces(network: HostNetwork, kind: KindNetwork, host: Host, hardware: Hardware) -> Iterator[SeedFile]:
    """Yield the units of every interface of a host, and what goes with them; a port has its name by its place on PCI, or by the MAC that was delivered."""
    by_mac = replace(kind, ports=tuple(port._replace(path="") for port in kind.ports))
    units = (*networkd.shared_units(kind), *networkd.host_units(network), *networkd.delivered_names(host.name, by_mac, hardware))
    yield from (SeedFile(f"{networkd.FOLDER.lstrip('/')}/{name}", text) for name, text in units)
    yield SeedFile("etc/systemd/networkd.conf.d/podwright.conf", networkd.KEEP_OTHERS)
    yield SeedFile("etc/sysctl.d/90-podwright-network.conf", sysctl_conf(kind))


def accounts(profile: HostProfile) -> Iterator[SeedFile]:
    """Yield the accounts of automation and of people, without any password; who may become root."""
    automation = profile.automation_user
    rows = [(automation, AUTOMATION_UID), *((user.name, user.uid) for user in profile.users)]
    yield SeedFile("etc/sysusers.d/podwright.conf", "".join(f'u {name} {uid} "{name}" /home/{name} /bin/bash\n' for name, uid in rows))
    yield SeedFile("etc/tmpfiles.d/podwright.conf", "".join(f"d /home/{name} 0700 {name} {name}\n" for name, _ in rows))
    yield SeedFile("etc/systemd/system/systemd-sysusers.service.d/podwright.conf", ALWAYS)
    admins = may_be_root(automation, *(user.name for user in profile.users if user.is_admin))
    yield SeedFile("etc/sudoers.d/podwright", admins, mode=0o440, folder_mode=0o750)


def seed_tar(files: Iterable[SeedFile]) -> bytes:
    """Return the files as a tar archive, every folder before what is in it.

    Laws: the same files give the same bytes: no time, no names of users, everything root's.
    """
    rows = list(files)
    folders = {str(parent): 0o755 for file in rows for parent in PurePosixPath(file.path).parents if str(parent) != "."}
    folders |= {str(PurePosixPath(file.path).parent): file.folder_mode for file in rows if file.folder_mode != 0o755}
    held = {
        **{path: (tarfile.DIRTYPE, mode, b"") for path, mode in folders.items()},
        **{file.path: (tarfile.REGTYPE, file.mode, file.text.encode()) for file in rows},
    }
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, (kind, mode, content) in sorted(held.items()):
            entry = tarfile.TarInfo(path)
            entry.type, entry.mode, entry.size = kind, mode, len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()
