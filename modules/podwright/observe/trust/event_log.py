"""The firmware's log of all that it measured, in the crypto-agile format, and the registers that it leads to.

Source: TCG PC Client Platform Firmware Profile Specification 1.05 rev 23, 10.2 (TCG_PCClientPCREvent, TCG_EfiSpecIDEvent, TCG_PCR_EVENT2), 10.4.5.3 (startup locality),
table of events 10.4.1; read 2026-11-21 as tpm2-tools 5.4 and Linux have it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from podwright.observe.trust.quote import SHA256
from podwright.observe.trust.wire import Bytes, Garbled

NAME = "event log"
NO_ACTION = 0x00000003
SIGNATURE, LOCALITY = b"Spec ID Event03\0", b"StartupLocality\0"
SHA1_BYTES = 20
MOST_BYTES = 16 * 1024 * 1024
"""A log has some 30 to 100 KiB; what is a hundred times that is none."""


class Entry(NamedTuple):
    """One measurement: into which register, of what kind, its SHA-256, and what the firmware says it was."""

    register: int
    kind: int
    digest: bytes
    told: bytes


def read_log(content: bytes) -> tuple[Entry, ...]:
    """Return the entries of a log in their order, those that measure nothing included. Raises: Garbled, also for a log that ends in the middle of an entry."""
    if len(content) > MOST_BYTES:
        raise Garbled(NAME, MOST_BYTES, "it is longer than any log")
    document = Bytes(NAME, content, "little")
    sizes = _head(document)
    entries = list[Entry]()
    while document.has_more:
        at, register, kind = document.at, document.number(4), document.number(4)
        digests = dict[int, bytes]()
        for _ in range(document.number(4)):
            name = document.number(2)
            if name not in sizes:
                raise Garbled(NAME, document.at - 2, f"a digest of algorithm 0x{name:04x}, which its head does not name")
            digests[name] = document.take(sizes[name])
        if SHA256 not in digests:
            raise Garbled(NAME, at, "an entry without SHA-256")
        entries.append(Entry(register, kind, digests[SHA256], document.sized(4)))
    return tuple(entries)


def replayed(entries: Iterable[Entry]) -> Mapping[int, bytes]:
    """Return the value of every register that an entry extends, as the TPM has it if the log tells the truth."""
    values = dict[int, bytes]()
    for entry in entries:
        if entry.kind == NO_ACTION:
            if entry.told.startswith(LOCALITY) and entry.register == 0:
                values[0] = bytes(hashlib.sha256().digest_size - 1) + entry.told[len(LOCALITY) : len(LOCALITY) + 1]
            continue
        before = values.get(entry.register, bytes(hashlib.sha256().digest_size))
        values[entry.register] = hashlib.sha256(before + entry.digest).digest()
    return values


def digest_of(values: Mapping[int, bytes], registers: Iterable[int]) -> bytes:
    """Return the SHA-256 over registers, in the order of their numbers, as a quote holds it; one that nothing extended is zero."""
    return hashlib.sha256(b"".join(values.get(register, bytes(32)) for register in sorted(registers))).digest()


def _head(document: Bytes) -> dict[int, int]:
    """Return how long digests are, by algorithm."""
    document.take(4)
    kind = document.number(4)
    document.take(SHA1_BYTES)
    head = Bytes(NAME, document.sized(4), "little")
    if kind != NO_ACTION or head.take(min(len(SIGNATURE), len(head.content))) != SIGNATURE:
        raise Garbled(NAME, 0, "it is not in the crypto-agile format")
    head.take(8)
    sizes = {head.number(2): head.number(2) for _ in range(head.number(4))}
    if sizes.get(SHA256) != hashlib.sha256().digest_size:
        raise Garbled(NAME, document.at, "it holds no SHA-256")
    return sizes
