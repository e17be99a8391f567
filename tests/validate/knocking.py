"""Tries the doors of a host: those that must open and those that must not, each with a key and certificate of its own."""

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from answers import Knock
from asking import CONNECT_TIMEOUT_S, Door
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from podwright.plan.types import Host, HostProfile
from podwright.secrets.openssh import private_key_text, public_key_text
from podwright.secrets.ssh import PodKeys, issue_user_certificate, pod_keys

CERTIFICATES_ONLY = "HostKeyAlgorithms=ssh-ed25519-cert-v01@openssh.com"
CARRIED_OVER = ("hostname", "port", "hostkeyalias", "userknownhostsfile", "globalknownhostsfile", "proxyjump", "proxycommand")
WHO_AND_SUDO = 'sudo -n true >/dev/null 2>&1; status=$?; echo "$(id -un) $status"'
KNOCK_S = 25


@dataclass(frozen=True, slots=True)
class Badges:
    """A key and its certificates, as files: each person's own, and some that must open nothing. An empty path stands for no certificate at all."""

    identity: Path
    personal: Mapping[str, Path]
    refused: Mapping[str, Path | None]


def make_badges(keys: PodKeys, profile: HostProfile, folder: Path) -> Badges:
    """Return fresh badges, written into a folder that lies in memory and is closed to everyone else."""
    key, now_s = Ed25519PrivateKey.generate(), int(time.time())
    identity = folder / "identity"
    identity.write_text(private_key_text(key, check=now_s & 0xFFFFFFFF), encoding="utf-8")
    identity.chmod(0o600)

    def badge(name: str, *, authority: PodKeys, principal: str, now_s: int = now_s) -> Path:
        path = folder / f"{name}-cert.pub"
        path.write_text(
            issue_user_certificate(authority, principal=principal, public_key=public_key_text(key), valid_s=300, now_s=now_s) + "\n", encoding="utf-8"
        )
        return path

    stranger = pod_keys("another pod's seed, of no secrecy", pod=keys.pod, generation=keys.generation)
    refused: dict[str, Path | None] = {
        "a key without a certificate": None,
        "a certificate of another authority": badge("foreign", authority=stranger, principal=profile.automation_user),
        "a certificate for another principal": badge("other", authority=keys, principal=f"{profile.automation_user}-not"),
        "a certificate that has expired": badge("expired", authority=keys, principal=profile.automation_user, now_s=now_s - 86_400),
    }
    return Badges(identity, {user.name: badge(f"user-{user.name}", authority=keys, principal=user.principal) for user in profile.users}, refused)


def knocks(host: Host, *, door: Door, other_name: str, badges: Badges | None) -> dict[str, Knock]:
    """Return how every attempt ended, by what was tried; the ones that should succeed come first, since newer servers slow down whoever fails often."""
    return {what: attempt() for what, attempt in _attempts(host, door=door, other_name=other_name, badges=badges)}


def _attempts(host: Host, *, door: Door, other_name: str, badges: Badges | None) -> Iterator[tuple[str, Callable[[], Knock]]]:
    """Yield each attempt with its name."""
    known = ["-F", door.ssh_config] if door.ssh_config else []
    own = ["ssh", *known, *_options("ControlPath=none"), *_guards()]
    yield "certified", partial(_knock, [*own, *_options(CERTIFICATES_ONLY), "-v", "-l", door.user, host.full_name, "true"])
    settings = _settings(host, door)
    bare = ["ssh", "-F", "none", *_options(*(f"{name}={value}" for name, value in settings.items()), "IdentitiesOnly=yes", "IdentityAgent=none"), *_guards()]
    if badges is not None:
        for name, certificate in badges.personal.items():
            yield (
                f"user {name}",
                partial(_knock, [*bare, "-i", str(badges.identity), *_options(f"CertificateFile={certificate}"), "-l", name, host.full_name, WHO_AND_SUDO]),
            )
    if other_name != host.full_name:
        yield "impostor", partial(_knock, [*own, *_options(CERTIFICATES_ONLY, f"HostKeyAlias={other_name}"), "-l", door.user, host.full_name, "true"])
    yield "root", partial(_knock, [*own, "-l", "root", host.full_name, "true"])
    yield "password", partial(_knock, [*bare, *_options("PubkeyAuthentication=no"), "-l", door.user, host.full_name, "true"])
    if badges is not None:
        for what, refused in badges.refused.items():
            certificate_option = _options(f"CertificateFile={refused}") if refused else []
            yield what, partial(_knock, [*bare, "-i", str(badges.identity), *certificate_option, "-l", door.user, host.full_name, "true"])
        for name, certificate in badges.personal.items():
            personal = [*bare, "-i", str(badges.identity), *_options(f"CertificateFile={certificate}"), "-l", door.user, host.full_name, "true"]
            yield f"the certificate of {name}", partial(_knock, personal)


def _settings(host: Host, door: Door) -> dict[str, str]:
    """Return where ssh's own configuration says the host is, and by which files it is known; keys and certificates are left behind."""
    known = ["-F", door.ssh_config] if door.ssh_config else []
    lines = subprocess.run(["ssh", *known, "-G", host.full_name], check=True, capture_output=True, text=True, timeout=KNOCK_S).stdout.splitlines()
    rows = dict(line.split(" ", 1) for line in lines if " " in line)
    return {name: rows[name] for name in CARRIED_OVER if name in rows and rows[name] != "none"}


def _guards() -> list[str]:
    """Return the options that every attempt has: no question asked, no host trusted on first sight."""
    return _options("BatchMode=yes", "StrictHostKeyChecking=yes", "UpdateHostKeys=no", f"ConnectTimeout={CONNECT_TIMEOUT_S}")


def _options(*words: str) -> list[str]:
    return [part for word in words for part in ("-o", word)]


def _knock(command: list[str]) -> Knock:
    """Return how one ssh command ended."""
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=KNOCK_S, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return Knock(255, "", f"no answer within {KNOCK_S} s")
    return Knock(done.returncode, done.stdout.strip(), done.stderr.strip())
