"""OpenSSH's own formats, written without chance: the same key gives the same bytes on every run.

The `cryptography` library draws a random number into each of these files, so a host's certificate would differ on every run, and Ansible would never
find it unchanged.
Source: OpenSSH, PROTOCOL.certkeys and PROTOCOL.key; RFC 4251 section 5; RFC 8709. Judged in the tests by `ssh-keygen` and `sshd`.
"""

import base64
import struct
from dataclasses import dataclass
from enum import IntEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEY_TYPE = b"ssh-ed25519"
CERTIFICATE_TYPE = b"ssh-ed25519-cert-v01@openssh.com"
FOREVER_S = 2**64 - 1
BLOCK_BYTES = 8
LINE_CHARACTERS = 70


class CertificateKind(IntEnum):
    """What a certificate vouches for."""

    USER = 1
    HOST = 2


@dataclass(frozen=True, slots=True)
class Claims:
    """What a certificate says: who, for which names, between which seconds of the epoch."""

    kind: CertificateKind
    serial: int
    key_id: str
    principals: tuple[str, ...]
    valid_after_s: int
    valid_before_s: int
    extensions: tuple[str, ...]


def public_key_text(key: Ed25519PrivateKey) -> str:
    """Return the public half as one line, `ssh-ed25519 AAAA…`, without a comment."""
    return f"{KEY_TYPE.decode()} {base64.b64encode(_public_blob(key)).decode()}"


def private_key_text(key: Ed25519PrivateKey, *, check: int) -> str:
    """Return the private key as an unencrypted OpenSSH file; `check` is the 32-bit number that readers compare with itself."""
    public = _public_bytes(key)
    body = struct.pack(">II", check, check) + _string(KEY_TYPE) + _string(public) + _string(key.private_bytes_raw() + public) + _string(b"")
    padding = bytes(range(1, 1 + -len(body) % BLOCK_BYTES))
    no_cipher = _string(b"none") + _string(b"none") + _string(b"")
    blob = b"openssh-key-v1\0" + no_cipher + struct.pack(">I", 1) + _string(_public_blob(key)) + _string(body + padding)
    text = base64.b64encode(blob).decode()
    lines = (text[start : start + LINE_CHARACTERS] for start in range(0, len(text), LINE_CHARACTERS))
    return "\n".join(("-----BEGIN OPENSSH PRIVATE KEY-----", *lines, "-----END OPENSSH PRIVATE KEY-----", ""))


def certificate_text(claims: Claims, *, public_key: str, authority: Ed25519PrivateKey, nonce: bytes) -> str:
    """Return the certificate as one line, signed by the authority.

    Raises: ValueError when the public key is not an ed25519 key in OpenSSH's form.
    """
    body = b"".join(
        (
            _string(CERTIFICATE_TYPE),
            _string(nonce),
            _string(_public_bytes_of(public_key)),
            struct.pack(">QI", claims.serial, claims.kind),
            _string(claims.key_id.encode()),
            _string(b"".join(_string(name.encode()) for name in claims.principals)),
            struct.pack(">QQ", claims.valid_after_s, claims.valid_before_s),
            _string(b""),
            _string(b"".join(_string(name.encode()) + _string(b"") for name in sorted(claims.extensions))),
            _string(b""),
            _string(_public_blob(authority)),
        )
    )
    signature = _string(KEY_TYPE) + _string(authority.sign(body))
    return f"{CERTIFICATE_TYPE.decode()} {base64.b64encode(body + _string(signature)).decode()}"


def _string(content: bytes) -> bytes:
    """Return the content with its length before it (RFC 4251, `string`)."""
    return struct.pack(">I", len(content)) + content


def _public_bytes(key: Ed25519PrivateKey) -> bytes:
    """Return the 32 bytes of the public half."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _public_blob(key: Ed25519PrivateKey) -> bytes:
    """Return the public half as OpenSSH sends it."""
    return _string(KEY_TYPE) + _string(_public_bytes(key))


def _public_bytes_of(line: str) -> bytes:
    """Return the 32 bytes inside a public key's line.

    Raises: ValueError when the line is anything else than an ed25519 key.
    """
    words = line.split()
    prefix = _string(KEY_TYPE) + struct.pack(">I", 32)
    blob = base64.b64decode(words[1], validate=True) if len(words) > 1 else b""
    if not blob.startswith(prefix) or len(blob) != len(prefix) + 32:
        raise ValueError("not an ed25519 public key in OpenSSH's form")
    return blob[len(prefix) :]
