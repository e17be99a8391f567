"""People who log in to a lab's hosts with certificates of their own, and nothing else that this machine has."""

import dataclasses
import subprocess
import time
from pathlib import Path

from lab.hosts.pods import Lab
from podwright.lab import credentials
from podwright.plan.types import Host
from podwright.secrets.login import Login, write_login
from podwright.secrets.ssh import PodKeys, pod_keys

VALID_S = 600


def keys_of(lab: Lab, *, generation: int = 1, pod: str | None = None) -> PodKeys:
    """Return the keys of the lab's pod, or of another pod or generation from the same seed."""
    return pod_keys(credentials.ssh_seed(lab.state), pod=pod or lab.plan.header.pod, generation=generation)


def login(lab: Lab, folder: Path, principal: str, *, keys: PodKeys | None = None, age_s: int = 0) -> Login:
    """Return a login whose certificate was issued `age_s` ago and lasts ten minutes."""
    domain = lab.plan.hosts.profiles[0].domain
    return write_login(keys or keys_of(lab), folder / principal, principal=principal, domain=domain, valid_s=VALID_S, now_s=int(time.time()) - age_s)


def public_of(login: Login) -> str:
    """Return the public half of the login's key, as ssh-keygen reads it."""
    return subprocess.run(["ssh-keygen", "-y", "-f", login.identity], capture_output=True, text=True, check=True).stdout.strip()


def known_by(login: Login, other: Login) -> Login:
    """Return the login with the known hosts of another."""
    return dataclasses.replace(login, known_hosts=other.known_hosts)


def ask(lab: Lab, host: Host, login: Login, *, user: str, command: str, alias: str | None = None) -> subprocess.CompletedProcess[str]:
    """Return what a command on the host says to that login; `alias` is the name that the host has to prove."""
    settings = {
        "HostKeyAlias": alias or host.full_name,
        "User": user,
        "IdentityFile": login.identity,
        "CertificateFile": login.certificate,
        "UserKnownHostsFile": login.known_hosts,
        "GlobalKnownHostsFile": "/dev/null",
        "StrictHostKeyChecking": "yes",
        "IdentitiesOnly": "yes",
        "IdentityAgent": "none",
        "BatchMode": "yes",
        "ConnectTimeout": 5,
    }
    words = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
    return subprocess.run([*lab.state.enter, "ssh", "-F", "none", *words, host.in_band_v4, command], capture_output=True, text=True, check=False)
