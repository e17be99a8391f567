"""How Ansible reaches the pod's hosts: addresses from the plan, a short certificate, and hosts known before they are met."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from podwright.plan.types import Host, HostProfile, Hosts
from podwright.secrets.login import Login, write_login
from podwright.secrets.ssh import pod_keys

LOGIN_VALID_S = 4 * 3600
"""How long the certificate of a run lasts: longer than any run of a pod that is pushed to, short enough to be worthless tomorrow."""

CONNECT_LIMIT_S = 10


def write_connection(hosts: Hosts, room: Path, *, pod: str, seed: str, generations: Sequence[int], now_s: int) -> Path:
    """Return the ssh configuration of a run, written into its room with all that it names.

    `generations` are those whose authority a host may still have: the plan's own, and the one that was applied before it.
    """
    profile = hosts.profiles[0]
    logins = [_login(profile, room, pod=pod, seed=seed, generation=generation, now_s=now_s) for generation in generations]
    known = room / "known_hosts"
    known.write_text("".join(login.known_hosts.read_text(encoding="utf-8") for login in logins), encoding="utf-8")
    config = room / "ssh_config"
    config.write_text(ssh_config(hosts.hosts, logins, user=profile.automation_user, known_hosts=known), encoding="utf-8")
    return config


def _login(profile: HostProfile, room: Path, *, pod: str, seed: str, generation: int, now_s: int) -> Login:
    keys = pod_keys(seed, pod=pod, generation=generation)
    return write_login(keys, room / f"login-{generation}", principal=profile.automation_user, domain=profile.domain, valid_s=LOGIN_VALID_S, now_s=now_s)


def ssh_config(hosts: Iterable[Host], logins: Sequence[Login], *, user: str, known_hosts: Path) -> str:
    """Return the ssh configuration: each host by its full name at its in-band address, strict, with the run's own login alone."""
    places = [line for host in hosts for line in (f"Host {host.full_name} {host.name}", f"  HostName {host.in_band_v4}", f"  HostKeyAlias {host.full_name}")]
    identities = [line for login in logins for line in (f"  IdentityFile {login.identity}", f"  CertificateFile {login.certificate}")]
    common = (
        "Host *",
        f"  User {user}",
        *identities,
        "  IdentitiesOnly yes",
        "  IdentityAgent none",
        "  PreferredAuthentications publickey",
        "  StrictHostKeyChecking yes",
        f"  UserKnownHostsFile {known_hosts}",
        "  GlobalKnownHostsFile /dev/null",
        f"  ConnectTimeout {CONNECT_LIMIT_S}",
        "  ServerAliveInterval 10",
        "  ServerAliveCountMax 3",
    )
    return "\n".join([*places, *common, ""])
