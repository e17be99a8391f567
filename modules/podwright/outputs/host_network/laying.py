"""Files of one host as one file: a fragment of tmpfiles.d, by which `systemd-tmpfiles --create` lays each of them at its place.

A host has a dozen units with addresses; a pod of 12,500 would be 300,000 files to keep. Source: tmpfiles.d(5), types r and f+, read 2026-11-21.
"""

from collections.abc import Iterable

ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t"})


def laid(files: Iterable[tuple[str, str]], *, folder: str, stale: str, mode: str) -> str:
    """Return the fragment: what it laid once and the plan no longer has (`stale`, a pattern) is taken away, then each file, name and text, is written."""
    return f"r {folder}/{stale}\n{laid_too(files, folder=folder, mode=mode)}"


def laid_too(files: Iterable[tuple[str, str]], *, folder: str, mode: str) -> str:
    """Return the lines that write further files in the same fragment."""
    return "".join(f"f+ {folder}/{name} {mode} root root - {text.translate(ESCAPES).replace('%', '%%')}\n" for name, text in files)
