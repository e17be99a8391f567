"""What a TPM signed: the registers' digest and the nonce that it was asked with.

Source: TPM 2.0 Library Specification, part 2 (structures), 10.12.8 TPMS_ATTEST and 10.12.1 TPMS_QUOTE_INFO; numbers from its tables 7, 9 and 19.
"""

import hashlib
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from podwright.observe.trust.wire import Bytes, Garbled

NAME = "quote"
GENERATED = 0xFF544347
"""TPM_GENERATED_VALUE: a key that may sign these alone signs nothing that begins so and was made elsewhere."""
ATTEST_QUOTE = 0x8018
SHA256 = 0x000B
LEAST_BITS = 2048


class Quote(NamedTuple):
    """The nonce, the registers that were quoted, by number, and the SHA-256 over their values; how often the machine was started since its TPM was cleared."""

    nonce: bytes
    registers: tuple[int, ...]
    digest: bytes
    reset_count: int


def read_quote(content: bytes) -> Quote:
    """Return what a quote says; nobody has looked at its signature yet. Raises: Garbled."""
    document = Bytes(NAME, content, "big")
    if document.number(4) != GENERATED:
        raise Garbled(NAME, 0, "it does not begin as what a TPM makes")
    if document.number(2) != ATTEST_QUOTE:
        raise Garbled(NAME, 4, "it is an attestation of something else than registers")
    document.sized()
    nonce = document.sized()
    document.take(8)
    reset_count = document.number(4)
    document.take(4 + 1 + 8)
    registers = _registers(document)
    digest = document.sized()
    if document.has_more:
        raise Garbled(NAME, document.at, "something follows its end")
    return Quote(nonce, registers, digest, reset_count)


def is_signed(content: bytes, signature: bytes, key_pem: bytes) -> bool:
    """Return whether the key signed the quote: RSASSA with SHA-256."""
    try:
        key = serialization.load_pem_public_key(key_pem)
        if not isinstance(key, rsa.RSAPublicKey) or key.key_size < LEAST_BITS:
            return False
        key.verify(signature, content, padding.PKCS1v15(), hashes.SHA256())
    except (ValueError, UnsupportedAlgorithm, InvalidSignature):
        return False
    return True


def fingerprint(key_pem: bytes) -> str:
    """Return the SHA-256 of a public key, as its DER has it. Raises: Garbled."""
    try:
        key = serialization.load_pem_public_key(key_pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Garbled("key", 0, "it is no public key") from error
    return hashlib.sha256(key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _registers(document: Bytes) -> tuple[int, ...]:
    banks = document.number(4)
    at = document.at
    if banks != 1 or document.number(2) != SHA256:
        raise Garbled(NAME, at, "registers of another bank than SHA-256 alone are quoted")
    mask = document.sized(1)
    return tuple(8 * place + bit for place, byte in enumerate(mask) for bit in range(8) if byte >> bit & 1)
