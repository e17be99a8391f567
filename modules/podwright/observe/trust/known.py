"""What a person keeps beside the pod: `attestation-keys.csv`, the key of each host's TPM by its SHA-256, and `trusted-boot.csv`, what may boot."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress

from podwright.observe.trust.authenticode import authenticode_sha256
from podwright.observe.trust.parts import FILE, KINDS, PROGRAM, Part
from podwright.observe.trust.wire import Garbled
from podwright.observe.unreadable import Unreadable, shown

KEYS_FILE, KEY_COLUMNS = "attestation-keys.csv", ("device", "sha256")
ALLOWED_FILE, ALLOWED_COLUMNS = "trusted-boot.csv", ("kind", "sha256", "name")
DIGEST = re.compile(r"[0-9a-f]{64}")


def read_keys(text: str, *, source: str) -> dict[str, str]:
    """Return the key of each host. Raises: Unreadable, with the line."""
    found: dict[str, str] = {}
    for number, row in _rows(text, KEY_COLUMNS, source):
        host, digest = row[0], row[1].lower()
        if not host or not DIGEST.fullmatch(digest):
            raise Unreadable(source, number, shown(",".join(row)), "a host and 64 hexadecimal digits", "Mend the line, or drop it and learn it again")
        if host in found:
            raise Unreadable(source, number, f"{host} stands twice", "one key a host", "Drop one of them")
        found[host] = digest
    return found


def keys_text(keys: Mapping[str, str]) -> str:
    """Return the file of these keys, by host."""
    return _text(KEY_COLUMNS, sorted(keys.items()))


def read_allowed(text: str, *, source: str) -> tuple[Part, ...]:
    """Return what may boot. Raises: Unreadable, with the line."""
    rows = [(number, Part(row[0], row[1].lower(), row[2])) for number, row in _rows(text, ALLOWED_COLUMNS, source)]
    for number, one in rows:
        if one.kind not in KINDS or not DIGEST.fullmatch(one.sha256):
            raise Unreadable(source, number, shown(",".join(one)), f"one of {', '.join(KINDS)}, 64 hexadecimal digits, a name", "Mend the line")
    return tuple(one for _, one in rows)


def allowed_of(content: bytes, *, name: str) -> tuple[Part, ...]:
    """Return the rows that let a file boot: as a program where it is one, and as what grub reads."""
    rows = [Part(FILE, hashlib.sha256(content).hexdigest(), name)]
    with suppress(Garbled):
        rows.append(Part(PROGRAM, authenticode_sha256(content, name=name), name))
    return tuple(rows)


def allowed_text(rows: Iterable[Part]) -> str:
    """Return the file of these rows, each once, by kind and name."""
    ordered: list[Part] = sorted({*rows}, key=lambda one: (one.kind, one.name, one.sha256))
    return _text(ALLOWED_COLUMNS, ordered)


def _rows(text: str, columns: tuple[str, ...], source: str) -> list[tuple[int, list[str]]]:
    rows = list(csv.reader(text.splitlines()))
    if not rows or tuple(rows[0]) != columns:
        raise Unreadable(source, 1, shown(",".join(rows[0])) if rows else "nothing stands there", ",".join(columns), "Write the line of column names")
    for number, row in enumerate(rows[1:], start=2):
        if row and len(row) != len(columns):
            raise Unreadable(source, number, shown(",".join(row)), ",".join(columns), "Mend the line")
    return [(number, row) for number, row in enumerate(rows[1:], start=2) if row]


def _text(columns: tuple[str, ...], rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
