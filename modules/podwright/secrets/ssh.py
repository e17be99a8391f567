"""Every ssh key of a pod from one secret seed: its two certificate authorities and the key of every host.

Nothing is stored: whoever holds the seed can make each key again, the same, and nobody has to meet a host before trusting it.
"""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from podwright.refusal import Refused
from podwright.secrets.openssh import FOREVER_S, CertificateKind, Claims, certificate_text, private_key_text, public_key_text

SEED_CHARACTERS = 32
"""Shortest seed taken: 32 hexadecimal digits are 128 bits, what ed25519 itself is worth; anything shorter invites a pass phrase."""

CLOCK_SKEW_S = 300
"""How far a user certificate reaches back, so that a host whose clock is a little slow takes it; more would only lengthen a stolen one's life."""

USER_EXTENSIONS = ("permit-port-forwarding", "permit-pty")


class SeedTooShort(Refused):
    """The seed is too short to derive keys from: how long it is, how long it has to be, how to make one."""


@dataclass(frozen=True, slots=True)
class PodKeys:
    """The pod's two authorities, public halves as OpenSSH lines; the private halves never show when it is printed."""

    pod: str
    generation: int
    user_ca_public: str
    host_ca_public: str
    seed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HostKey:
    """One host's key and the certificate that the pod's host CA gives it, in OpenSSH's text forms."""

    private_openssh: str = field(repr=False)
    public_openssh: str
    certificate: str


def pod_keys(seed: str, *, pod: str, generation: int) -> PodKeys:
    """Return the authorities of one pod in one generation.

    Laws: the same three words give the same keys for ever; another pod or generation gives other keys.
    Raises: SeedTooShort below 32 characters.
    """
    if len(seed) < SEED_CHARACTERS:
        raise SeedTooShort("ssh seed", f"has {len(seed)} characters, fewer than {SEED_CHARACTERS}", "Make one with `openssl rand -hex 32`")
    keys = PodKeys(pod, generation, user_ca_public="", host_ca_public="", seed=seed)
    return PodKeys(pod, generation, public_key_text(_key(keys, "user-ca")), public_key_text(_key(keys, "host-ca")), seed)


def host_key(keys: PodKeys, name: str, *, names: tuple[str, ...]) -> HostKey:
    """Return the key of one host, and its certificate for these names, valid for ever: a new generation is how it ends.

    Laws: same bytes on every run, so that a second run of a playbook finds nothing to change.
    """
    key = _key(keys, f"host-key/{name}")
    subject = f"host-key/{name}/{','.join(names)}"
    claims = Claims(CertificateKind.HOST, _number(keys, f"{subject}/serial", byte_count=8), f"{keys.pod}/{keys.generation}/{name}", names, 0, FOREVER_S, ())
    public = public_key_text(key)
    certificate = certificate_text(claims, public_key=public, authority=_key(keys, "host-ca"), nonce=_derive(keys, f"{subject}/nonce"))
    return HostKey(private_key_text(key, check=_number(keys, f"{subject}/check", byte_count=4)), public, certificate)


def issue_user_certificate(keys: PodKeys, *, principal: str, public_key: str, valid_s: int, now_s: int) -> str:
    """Return a certificate that lets the holder of the public key log in as `principal` until `now_s + valid_s`.

    Raises: ValueError when the public key is not an ed25519 key in OpenSSH's form.
    """
    subject = f"user/{principal}/{public_key}/{now_s}/{valid_s}"
    serial = _number(keys, f"{subject}/serial", byte_count=8)
    key_id = f"{keys.pod}/{keys.generation}/{principal}"
    claims = Claims(CertificateKind.USER, serial, key_id, (principal,), now_s - CLOCK_SKEW_S, now_s + valid_s, USER_EXTENSIONS)
    return certificate_text(claims, public_key=public_key, authority=_key(keys, "user-ca"), nonce=_derive(keys, f"{subject}/nonce"))


def known_hosts_line(keys: PodKeys, domain: str) -> str:
    """Return the one line of a known_hosts file that knows every host of the domain before it is met."""
    return f"@cert-authority *.{domain} {keys.host_ca_public}"


def _derive(keys: PodKeys, label: str) -> bytes:
    """Return 32 bytes that belong to this pod, generation and label alone (RFC 5869)."""
    info = f"podwright/ssh/1/{keys.pod}/{keys.generation}/{label}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(keys.seed.encode())


def _key(keys: PodKeys, label: str) -> Ed25519PrivateKey:
    """Return the private key that belongs to the label."""
    return Ed25519PrivateKey.from_private_bytes(_derive(keys, label))


def _number(keys: PodKeys, label: str, *, byte_count: int) -> int:
    """Return a number of that many bytes that belongs to the label."""
    return int.from_bytes(_derive(keys, label)[:byte_count])
