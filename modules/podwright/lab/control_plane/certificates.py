"""The certificates of a lab's control plane: one authority, a server certificate, and a client certificate a part."""

import datetime
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from podwright.lab.control_plane.addresses import LOOPBACK

VALID = datetime.timedelta(days=365)
RENEW_BEFORE = datetime.timedelta(days=30)
"""A lab that is started again with less than this left gets new certificates."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key, as files in PEM."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Signer:
    """An authority that can sign."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Certificates:
    """All certificates of one control plane; `clients` by the part or person that uses them."""

    authority: Pair
    server: Pair
    service_accounts: Pair
    clients: dict[str, Pair]


CLIENTS = {
    "admin": ("podwright-lab-admin", "system:masters"),
    "kube-controller-manager": ("system:kube-controller-manager", ""),
    "kube-scheduler": ("system:kube-scheduler", ""),
    "kueue": ("kueue", "system:masters"),
    "kwok": ("kwok", "system:masters"),
}
"""Whose certificate says which user and which group; Kueue and kwok get all rights here, where their own roles are not installed."""


def make_certificates(folder: Path) -> Certificates:
    """Return the certificates in the folder, made now where they are missing or soon to expire."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    authority, service_accounts = pair(folder, "ca"), Pair(folder / "sa.pub", folder / "sa.key")
    names = ("ca", "server", *CLIENTS)
    if not service_accounts.key.is_file() or not service_accounts.certificate.is_file():
        write_key_pair(service_accounts)
    if not all(is_lasting(pair(folder, name)) for name in names):
        signer = write_authority(authority)
        write_certificate(pair(folder, "server"), signer, user="podwright-lab", group="", is_server=True)
        for name, (user, group) in CLIENTS.items():
            write_certificate(pair(folder, name), signer, user=user, group=group, is_server=False)
    return Certificates(authority, pair(folder, "server"), service_accounts, {name: pair(folder, name) for name in CLIENTS})


def pair(folder: Path, name: str) -> Pair:
    """Return where a certificate of that name lies; named as Kueue's webhook server wants them."""
    return Pair(folder / name / "tls.crt", folder / name / "tls.key")


def is_lasting(kept: Pair) -> bool:
    """Return whether a certificate is there and lasts."""
    if not kept.certificate.is_file() or not kept.key.is_file():
        return False
    try:
        certificate = x509.load_pem_x509_certificate(kept.certificate.read_bytes())
    except ValueError:
        return False
    return certificate.not_valid_after_utc - datetime.datetime.now(datetime.UTC) > RENEW_BEFORE


def write_authority(kept: Pair) -> Signer:
    """Return a new authority, written to its place."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), name_of("podwright-lab-ca", "")
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    certificate = (
        builder(subject, subject, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    write(kept, certificate, key)
    return Signer(certificate, key)


def write_certificate(kept: Pair, signer: Signer, *, user: str, group: str, is_server: bool) -> None:
    """Return nothing; a new certificate is in its place."""
    key = ec.generate_private_key(ec.SECP256R1())
    purpose = ExtendedKeyUsageOID.SERVER_AUTH if is_server else ExtendedKeyUsageOID.CLIENT_AUTH
    draft = builder(name_of(user, group), signer.certificate.subject, key.public_key()).add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    if is_server:
        draft = draft.add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(LOOPBACK)), x509.DNSName("localhost")]), critical=False)
    write(kept, draft.sign(signer.key, hashes.SHA256()), key)


def builder(subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    """Return the draft of a certificate that is valid from an hour ago, for machines whose clock was set back."""
    now = datetime.datetime.now(datetime.UTC)
    draft = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public_key).serial_number(x509.random_serial_number())
    return draft.not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(now + VALID)


def name_of(user: str, group: str) -> x509.Name:
    """Return a subject: Kubernetes reads the user from CN and the group from O."""
    organization = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, group)] if group else []
    return x509.Name([*organization, x509.NameAttribute(NameOID.COMMON_NAME, user)])


def write(kept: Pair, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    """Return nothing; certificate and key are in their places, the key for its owner alone."""
    kept.certificate.parent.mkdir(parents=True, exist_ok=True)
    write_private(kept.key, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    kept.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def write_key_pair(kept: Pair) -> None:
    """Return nothing; the key that signs service account tokens and its public half are in their places."""
    key = ec.generate_private_key(ec.SECP256R1())
    write_private(kept.key, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    kept.certificate.write_bytes(key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))


def write_private(file: Path, data: bytes) -> None:
    """Return nothing; the file holds the data, was never readable by others, and is whole or as it was."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_bytes(data)
    fresh.replace(file)
