"""Certificates as BMCs have them: made by themselves, for nobody's name in particular."""

import datetime
import hashlib
import ssl
import tempfile
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BEGINS = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
ENDS = datetime.datetime(2060, 1, 1, tzinfo=datetime.UTC)


class Certificate(NamedTuple):
    """A certificate with its key, ready to be shown, and its SHA-256."""

    context: ssl.SSLContext
    sha256: str


def self_signed(name: str) -> Certificate:
    """Return a new certificate that signs itself."""
    return shown(new_pem(name))


def new_pem(name: str) -> bytes:
    """Return a new key and a certificate that signs itself with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINS)
        .not_valid_after(ENDS)
        .sign(key, hashes.SHA256())
    )
    key_text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key_text + made.public_bytes(serialization.Encoding.PEM)


def shown(pem: bytes) -> Certificate:
    """Return a key and its certificate, ready to be shown."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory(prefix="podwright-bmc-") as folder:
        file = Path(folder) / "bmc.pem"
        file.touch(mode=0o600)
        file.write_bytes(pem)
        context.load_cert_chain(file)
    made = x509.load_pem_x509_certificate(pem)
    return Certificate(context, hashlib.sha256(made.public_bytes(serialization.Encoding.DER)).hexdigest())
