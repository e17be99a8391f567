"""What a lab host has on its disk before its first boot, as an installer leaves a real one: name, identity, addresses, a way in; pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from podwright.lab.network import Route, in_band, routes
from podwright.plan.types import Host, HostInterface, HostProfile, Plan
from podwright.secrets.ssh import PodKeys, host_key

AUTOMATION_UID = 800
"""A system account below the range that packages take for theirs (they count down from 999), and never a person's."""

SSH_KEY = "etc/ssh/ssh_host_ed25519_key"


@dataclass(frozen=True, slots=True)
class SeedFile:
    """One file below the host's root. `mode` is its permission bits; its folder is made with `folder_mode`; both belong to `owner_uid`."""

    path: str
    text: str
    mode: int = 0o644
    folder_mode: int = 0o755
    owner_uid: int = 0


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


def identity(host: Host, profile: HostProfile) -> tuple[SeedFile, ...]:
    """Return the host's name and machine id; the id follows from the name, so that first-boot units have nothing to decide."""
    machine_id = hashlib.sha256(f"podwright/machine-id/{host.full_name}".encode()).hexdigest()[:32]
    table = f"127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n127.0.1.1 {host.full_name} {host.name}\n"
    return (
        SeedFile("etc/hostname", f"{host.name}\n"),
        SeedFile("etc/hosts", table),
        SeedFile("etc/machine-id", f"{machine_id}\n", mode=0o444),
        SeedFile("etc/resolv.conf", "".join(f"nameserver {server}\n" for server in profile.name_servers)),
    )


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


def way_in(plan: Plan, host: Host, *, keys: PodKeys) -> tuple[SeedFile, ...]:
    """Return sshd's key, its certificate, the pod's user authority, and the lines that join them; the role takes over from here."""
    key = host_key(keys, host.name, names=host_names(plan, host))
    lines = (
        "HostKey /" + SSH_KEY,
        f"HostCertificate /{SSH_KEY}-cert.pub",
        "TrustedUserCAKeys /etc/ssh/podwright_seed_ca.pub",
        "PasswordAuthentication no",
        "UseDNS no",
    )
    return (
        SeedFile(SSH_KEY, key.private_openssh, mode=0o600),
        SeedFile(f"{SSH_KEY}.pub", f"{key.public_openssh}\n"),
        SeedFile(f"{SSH_KEY}-cert.pub", f"{key.certificate}\n"),
        SeedFile("etc/ssh/podwright_seed_ca.pub", f"{keys.user_ca_public}\n"),
        SeedFile("etc/ssh/sshd_config.d/90-podwright-seed.conf", "".join(f"{line}\n" for line in lines)),
    )


def host_names(plan: Plan, host: Host) -> tuple[str, ...]:
    """Return the names of a host in the plan's name table, full name first; these stand in its certificate."""
    return next((entry.names for entry in plan.hosts.names if host.full_name in entry.names), (host.full_name, host.name))


def automation(profile: HostProfile, accounts: Accounts) -> tuple[SeedFile, ...]:
    """Return the account that Ansible logs in with: no password, every right."""
    user = profile.automation_user
    home = f"/home/{user}"
    return (
        SeedFile("etc/passwd", f"{accounts.passwd}{user}:x:{AUTOMATION_UID}:{AUTOMATION_UID}:automation:{home}:/bin/bash\n"),
        SeedFile("etc/group", f"{accounts.group}{user}:x:{AUTOMATION_UID}:\n"),
        SeedFile("etc/shadow", f"{accounts.shadow}{user}:*:19000:0:99999:7:::\n", mode=0o640),
        SeedFile(f"etc/sudoers.d/{user}", f"{user} ALL=(ALL:ALL) NOPASSWD: ALL\n", mode=0o440, folder_mode=0o750),
        SeedFile(f"home/{user}/.hushlogin", "", folder_mode=0o700, owner_uid=AUTOMATION_UID),
    )
