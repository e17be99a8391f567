"""Archives that a Linux kernel unpacks as its first root: the "new" cpio format, written the same each time; pure.

Source: Linux, Documentation/driver-api/early-userspace/buffer-format.rst; read 2026-11-21.
"""

import stat
from collections.abc import Iterable
from typing import NamedTuple

MAGIC = b"070701"
END = "TRAILER!!!"
ALIGNED_BYTES = 4


class Entry(NamedTuple):
    """One file, folder, link or device: its path from the root without a slash before it, its kind and mode, its content (a link's is where it leads)."""

    name: str
    mode: int
    content: bytes = b""
    device: tuple[int, int] = (0, 0)


def folder(name: str, mode: int = 0o755) -> Entry:
    """Return a folder."""
    return Entry(name, stat.S_IFDIR | mode)


def file(name: str, content: bytes, mode: int = 0o644) -> Entry:
    """Return a file."""
    return Entry(name, stat.S_IFREG | mode, content)


def link(name: str, target: str) -> Entry:
    """Return a symbolic link."""
    return Entry(name, stat.S_IFLNK | 0o777, target.encode())


def archive(entries: Iterable[Entry], *, mtime_s: int = 0) -> bytes:
    """Return the archive of the entries, sorted by path, so that a folder stands before what is in it; all belong to root."""
    rows = sorted(entries)
    parts = [_row(number, entry, mtime_s) for number, entry in enumerate(rows, start=1)]
    return b"".join((*parts, _row(0, Entry(END, 0), 0)))


def with_folders(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries and every folder above them that is not among them."""
    rows = tuple(entries)
    above = {"/".join(parts[:depth]) for entry in rows if (parts := entry.name.split("/")) for depth in range(1, len(parts))}
    return (*rows, *(folder(name) for name in sorted(above - {entry.name for entry in rows})))


def _row(number: int, entry: Entry, mtime_s: int) -> bytes:
    name = entry.name.encode() + b"\0"
    links = 2 if stat.S_ISDIR(entry.mode) else 1
    fields = (number, entry.mode, 0, 0, links, mtime_s, len(entry.content), 0, 0, *entry.device, len(name), 0)
    head = MAGIC + b"".join(b"%08X" % field for field in fields) + name
    return _padded(head) + _padded(entry.content)


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % ALIGNED_BYTES)
