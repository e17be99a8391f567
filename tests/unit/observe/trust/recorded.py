"""A proof as a virtual machine gave it (tests/golden/hardware/trust), and proofs that a test signs itself, with a key that stands for a TPM's."""

import base64
import hashlib
import json
import struct
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from podwright.observe.trust.event_log import Entry, digest_of, read_log, replayed
from podwright.observe.trust.evidence import REGISTERS, Evidence

FILE = Path(__file__).parents[3] / "golden" / "hardware" / "trust" / "secure-boot.json"
HOST = "pod-u001-r01-n01"
OWN = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def recorded() -> Evidence:
    told = json.loads(FILE.read_text(encoding="utf-8"))
    quote, signature, log = (base64.b64decode("".join(told[name])) for name in ("quote", "signature", "log"))
    return Evidence(HOST, bytes.fromhex(told["nonce"]), "\n".join([*told["key"], ""]).encode(), quote, signature, log)


def quoted(values: bytes, nonce: bytes, registers: Iterable[int] = REGISTERS) -> bytes:
    """Return a quote, field by field as the specification has it."""
    mask = bytearray(3)
    for register in registers:
        mask[register // 8] |= 1 << register % 8
    head = struct.pack(">IH", 0xFF544347, 0x8018) + struct.pack(">H", 2) + b"\0\x0b" + struct.pack(">H", len(nonce)) + nonce
    clock = struct.pack(">QIIB", 1, 7, 0, 1) + bytes(8)
    return head + clock + struct.pack(">IHB", 1, 0x000B, 3) + bytes(mask) + struct.pack(">H", len(values)) + values


def signed(log: bytes, *, nonce: bytes = bytes(32), host: str = HOST, key: rsa.RSAPrivateKey = OWN, registers: Iterable[int] = REGISTERS) -> Evidence:
    """Return a proof that holds, of a machine with this log."""
    chosen = tuple(registers)
    quote = quoted(digest_of(replayed(read_log(log)), chosen), nonce, chosen)
    pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Evidence(host, nonce, pem, quote, key.sign(quote, padding.PKCS1v15(), hashes.SHA256()), log)


def written(entries: Iterable[Entry]) -> bytes:
    """Return a log of these entries, with the head of the recorded one."""
    head_bytes = 28 + 4 + struct.unpack("<I", recorded().log[28:32])[0]
    rows = (
        struct.pack("<III", one.register, one.kind, 1) + struct.pack("<H", 0x000B) + one.digest + struct.pack("<I", len(one.told)) + one.told for one in entries
    )
    return recorded().log[:head_bytes] + b"".join(rows)


def told_anew(entry: Entry, told: bytes) -> Entry:
    """Return an entry that measures other words."""
    return entry._replace(told=told, digest=hashlib.sha256(told).digest())


def without_signature(proof: Evidence) -> Evidence:
    return replace(proof, signature=bytes(len(proof.signature)))
