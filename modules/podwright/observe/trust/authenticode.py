"""The digest by which firmware knows a program: SHA-256 over a PE file without its checksum and signatures.

Source: Windows Authenticode Portable Executable Signature Format 1.0 (2008), "Calculating the PE Image Hash"; PE format, optional header.
"""

import hashlib

from podwright.observe.trust.wire import Bytes, Garbled

WIDE = 0x20B
DIRECTORIES = {0x10B: 96, WIDE: 112}
"""Where the data directories begin in the optional header, by its magic."""
CHECKSUM, HEADERS_LENGTH, CERTIFICATES, ROW = 64, 60, 4, 8


def authenticode_sha256(content: bytes, *, name: str) -> str:
    """Return the digest of a program. Raises: Garbled where it is no PE file."""
    document = Bytes(name, content, "little")
    if document.take(2) != b"MZ":
        raise Garbled(name, 0, "it is no program for UEFI")
    document.at = 0x3C
    start = document.at = document.number(4)
    if document.take(4) != b"PE\0\0":
        raise Garbled(name, start, "it is no program for UEFI")
    section_count = _number(content, start + 6, 2, name)
    optional = start + 24
    magic = _number(content, optional, 2, name)
    if magic not in DIRECTORIES:
        raise Garbled(name, optional, f"its header is of kind 0x{magic:x}")
    row = optional + DIRECTORIES[magic] + CERTIFICATES * ROW
    headers_end, signature_bytes = _number(content, optional + HEADERS_LENGTH, 4, name), _number(content, row + 4, 4, name)
    made = hashlib.sha256(content[: optional + CHECKSUM] + content[optional + CHECKSUM + 4 : row] + content[row + ROW : headers_end])
    at, hashed = optional + _number(content, start + 20, 2, name), headers_end
    sections = sorted((_number(content, at + 40 * number + 20, 4, name), _number(content, at + 40 * number + 16, 4, name)) for number in range(section_count))
    for first, length in sections:
        made.update(content[first : first + length])
        hashed += length
    if len(content) > hashed + signature_bytes:
        made.update(content[hashed : len(content) - signature_bytes])
    rest = len(content) - hashed - signature_bytes
    made.update(bytes(-rest % 8) if rest > 0 else b"")
    return made.hexdigest()


def _number(content: bytes, at: int, width: int, name: str) -> int:
    document = Bytes(name, content, "little")
    document.at = at
    return document.number(width)
