"""The one JSON form of a plan: sorted keys, addresses as text, a row a line. Golden files, diffs and digests all use it."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from hashlib import sha256

from pydantic import TypeAdapter

from podwright.plan.types import Plan

SECTIONS = ("physical", "fabric", "hosts", "cluster", "storage", "power", "cooling", "floor", "infiniband", "pulling", "services")
ENCODE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
WHOLE = 3
"""How deep a plan is taken apart: its sections, their tables, the rows. A row is written in one piece, since a large pod has a million of them."""


def to_json(value: object) -> str:
    """Return a plan or a piece of one as canonical JSON: sections and tables on lines of their own, every row on one; a newline at its end."""
    return "".join(_pieces(value, WHOLE, line="\n")) + "\n"


def from_json(text: str) -> Plan:
    """Return the plan that canonical JSON tells.

    Raises: pydantic.ValidationError when the text is no plan.
    """
    return TypeAdapter(Plan).validate_json(text)


def digest(section: object) -> str:
    """Return the SHA-256 of a section's canonical JSON without white space, in hexadecimal."""
    total = sha256()
    for piece in _pieces(section, WHOLE, line=""):
        total.update(piece.encode())
    return total.hexdigest()


def digests(plan: Plan) -> dict[str, str]:
    """Return the digest of each section by its name, and of the whole as `plan`."""
    return {name: digest(getattr(plan, name)) for name in SECTIONS} | {"plan": digest(plan)}


def plain(value: object) -> object:
    """Return the value as dictionaries, lists, text and numbers."""
    names = _names(type(value))
    if names:
        return {name: plain(getattr(value, name)) for name in names}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def _pieces(value: object, depth: int, *, line: str) -> Iterator[str]:
    """Yield the text of a value: down to a depth each part begins a line."""
    names = _names(type(value))
    if depth and names:
        for mark, name in zip(("{", *"," * len(names)), names, strict=False):
            yield f'{mark}{line}"{name}":'
            yield from _pieces(getattr(value, name), depth - 1, line=line)
        yield f"{line}}}"
    elif depth and isinstance(value, tuple) and value:
        for mark, item in zip(("[", *"," * len(value)), value, strict=False):
            yield f"{mark}{line}"
            yield ENCODE(plain(item))
        yield f"{line}]"
    else:
        yield ENCODE(plain(value))


def _names(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a kind of row or section, sorted; none for what is neither."""
    known = NAMES.get(kind)
    if known is None:
        found = [field.name for field in fields(kind)] if is_dataclass(kind) else getattr(kind, "_fields", ())
        known = NAMES[kind] = tuple(sorted(found))
    return known


NAMES: dict[type, tuple[str, ...]] = {}
"""What `_names` has answered before: it is asked a million times."""
