"""What a lab host has on its disk before its first boot, as an installer leaves a real one: name, identity, addresses, a way in; pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from podwright.lab.network import Route, in_band, routes
from podwright.outputs.host_seed import AUTOMATION_UID, SeedFile, identity, may_be_root, way_in
from podwright.plan.types import Host, HostInterface, HostProfile, Plan
from podwright.secrets.ssh import PodKeys


@dataclass(frozen=True, slots=True)
class Accounts:
    """The account files of the root image."""

    passwd: str
    group: str
    shadow: str


def seed(plan: Plan, host: Host, *, keys: PodKeys, accounts: Accounts) -> tuple[SeedFile, ...]:
    """Return every file of a host's seed, in path order."""
    profile = next(profile for profile in plan.hosts.profiles if profile.name == host.profile)
    return tuple(
        sorted((*identity(host, profile), *network(plan, host), *way_in(plan, host, keys=keys), *automation(profile, accounts)), key=lambda file: file.path)
    )


def digest(files: Sequence[SeedFile]) -> str:
    """Return the digest of a seed: a host with another digest is another host."""
    return hashlib.sha256(repr(files).encode()).hexdigest()


def network(plan: Plan, host: Host) -> tuple[SeedFile, ...]:
    """Return a networkd file for every interface of the host."""
    return tuple(
        SeedFile(f"etc/systemd/network/10-{interface.name}.network", interface_text(interface, routes(plan, interface) if interface in in_band(host) else ()))
        for interface in host.interfaces
    )


def interface_text(interface: HostInterface, ways: Sequence[Route]) -> str:
    """Return the networkd file of one interface: the plan's addresses, at once, and nothing that the network tells."""
    head = f"[Match]\nName={interface.name}\n\n[Link]\nMTUBytes={interface.mtu_bytes}\n\n"
    body = f"[Network]\nAddress={interface.v4}\nAddress={interface.v6}\nIPv6AcceptRA=no\nIPv6DuplicateAddressDetection=0\nConfigureWithoutCarrier=yes\n"
    return head + body + "".join(f"\n[Route]\nDestination={way.network}\nGateway={way.gateway}\n" for way in ways)


def automation(profile: HostProfile, accounts: Accounts) -> tuple[SeedFile, ...]:
    """Return the account that Ansible logs in with: no password, every right."""
    user = profile.automation_user
    home = f"/home/{user}"
    return (
        SeedFile("etc/passwd", f"{accounts.passwd}{user}:x:{AUTOMATION_UID}:{AUTOMATION_UID}:automation:{home}:/bin/bash\n"),
        SeedFile("etc/group", f"{accounts.group}{user}:x:{AUTOMATION_UID}:\n"),
        SeedFile("etc/shadow", f"{accounts.shadow}{user}:*:19000:0:99999:7:::\n", mode=0o640),
        SeedFile(f"etc/sudoers.d/{user}", may_be_root(user), mode=0o440, folder_mode=0o750),
        SeedFile(f"home/{user}/.hushlogin", "", folder_mode=0o700, owner_uid=AUTOMATION_UID),
    )
