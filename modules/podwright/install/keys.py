"""The key that signs orders and seeds, from the pod's one secret: nothing is stored, and an installer needs its public half alone."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from podwright.secrets.ssh import SEED_CHARACTERS, SeedTooShort


def order_key(seed: str, *, pod: str, generation: int) -> Ed25519PrivateKey:
    """Return the key of one pod in one generation (RFC 5869).

    Laws: the same three words give the same key for ever; another pod or generation gives another; no ssh key of the pod is it.
    Raises: SeedTooShort below 32 characters.
    """
    if len(seed) < SEED_CHARACTERS:
        raise SeedTooShort("ssh seed", f"has {len(seed)} characters, fewer than {SEED_CHARACTERS}", "Make one with `openssl rand -hex 32`")
    info = f"podwright/install/1/{pod}/{generation}/order".encode()
    return Ed25519PrivateKey.from_private_bytes(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(seed.encode()))


def public_pem(key: Ed25519PrivateKey) -> str:
    """Return the public half, as an installer holds it."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def signature(key: Ed25519PrivateKey, content: bytes) -> bytes:
    """Return the raw signature of a file's bytes, 64 bytes (RFC 8032)."""
    return key.sign(content)
