"""What a host has on its disk before its first boot, whoever installs it: its name, its ssh identity, the way in for automation; pure."""

import hashlib
from dataclasses import dataclass

from podwright.plan.types import Host, HostProfile, Plan
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


def may_be_root(*users: str) -> str:
    """Return the sudoers file of those who may become root without a password: they have none."""
    return "".join(f"{user} ALL=(ALL:ALL) NOPASSWD: ALL\n" for user in users)
