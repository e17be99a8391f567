"""The one JSON form of a plan: sorted keys, addresses as text. Golden files, diffs and digests all use it."""

import json
from dataclasses import fields, is_dataclass
from hashlib import sha256

from pydantic import TypeAdapter

from podwright.plan.types import Plan

SECTIONS = ("physical", "fabric", "hosts", "cluster", "storage", "power", "cooling", "floor")


def to_json(value: object) -> str:
    """Return a plan or a piece of one as canonical JSON, with a newline at its end."""
    return json.dumps(plain(value), sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def from_json(text: str) -> Plan:
    """Return the plan that canonical JSON tells.

    Raises: pydantic.ValidationError when the text is no plan.
    """
    return TypeAdapter(Plan).validate_json(text)


def digest(section: object) -> str:
    """Return the SHA-256 of a section's canonical JSON, in hexadecimal."""
    compact = json.dumps(plain(section), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(compact.encode()).hexdigest()


def digests(plan: Plan) -> dict[str, str]:
    """Return the digest of each section by its name, and of the whole as `plan`."""
    return {name: digest(getattr(plan, name)) for name in SECTIONS} | {"plan": digest(plan)}


def plain(value: object) -> object:
    """Return the value as dictionaries, lists, text and numbers."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return str(value) if isinstance(value, str) else value
