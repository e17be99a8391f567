"""Which fields of an object are ours, by the server's own ledger (`metadata.managedFields`), and how two states of them differ."""

import json
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from podwright.lab.standins.kubernetes_provider.objects import Json, Object, mapping_at, rows_at

Fields: TypeAlias = Object
"""A set of fields in the server's form: `f:name` a field, `k:{…}` a list row by its keys, `v:…` a list member by its value, `.` the thing itself."""


class Kind(Enum):
    """How one field differs."""

    ADD = "add"
    DELETE = "delete"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs, by its path."""

    path: tuple[str, ...]
    kind: Kind


def owned_fields(obj: Object, manager: str) -> Fields:
    """Return the fields that a manager holds in an object, its status aside."""
    owned: Fields = {}
    for entry in rows_at(obj, "metadata", "managedFields"):
        if entry.get("manager") == manager and entry.get("operation") == "Apply" and not entry.get("subresource"):
            owned = union(owned, mapping_at(entry, "fieldsV1"))
    return owned


def union(one: Fields, other: Fields) -> Fields:
    """Return the fields that stand in either set."""
    return {key: union(mapping_at(one, key), mapping_at(other, key)) for key in one | other}


def projected(value: Json, fields: Fields) -> Json:
    """Return what of a value the fields name; a field without children names all that is below it."""
    children = {key: mapping_at(fields, key) for key in fields if key != "."}
    if not children:
        return value if "." not in fields else {} if isinstance(value, dict) else [] if isinstance(value, list) else value
    if isinstance(value, dict):
        return {key[2:]: projected(value[key[2:]], below) for key, below in children.items() if key.startswith("f:") and key[2:] in value}
    if isinstance(value, list):
        return [projected(item, below) for key, below in sorted(children.items()) for item in value if is_meant(item, key)]
    return value


def is_meant(item: Json, key: str) -> bool:
    """Return whether a list item is the one that a `k:` or `v:` key names."""
    wanted = json.loads(key[2:])
    if key.startswith("v:"):
        return bool(item == wanted)
    return isinstance(item, dict) and isinstance(wanted, dict) and all(item.get(name) == word for name, word in wanted.items())


def differences(old: Json, new: Json, *, path: tuple[str, ...] = ()) -> tuple[Difference, ...]:
    """Return every field that differs, by path; a list that differs is one field."""
    if old == new:
        return ()
    if not isinstance(old, dict) or not isinstance(new, dict):
        return (Difference(path, Kind.UPDATE),)
    found: list[Difference] = []
    for key in sorted(old.keys() | new.keys()):
        below = (*path, key)
        if key not in new:
            found.append(Difference(below, Kind.DELETE))
        elif key not in old:
            found.append(Difference(below, Kind.ADD))
        else:
            found += differences(old[key], new[key], path=below)
    return tuple(found)


def changes(state: Object, applied: Object, *, manager: str) -> tuple[Difference, ...]:
    """Return what an apply would change of the fields that are ours before it or after it."""
    fields = union(owned_fields(state, manager), owned_fields(applied, manager))
    return differences(projected(state, fields), projected(applied, fields))


def unlike(wanted: Json, state: Json, *, path: tuple[str, ...] = ()) -> tuple[Difference, ...]:
    """Return what of the wanted fields the state holds otherwise or not at all: the second best word, for when the server cannot be asked."""
    if isinstance(wanted, dict) and isinstance(state, dict):
        missing = [Difference((*path, key), Kind.ADD) for key in sorted(wanted.keys() - state.keys())]
        return (*missing, *(found for key in sorted(wanted.keys() & state.keys()) for found in unlike(wanted[key], state[key], path=(*path, key))))
    return () if wanted == state else (Difference(path, Kind.UPDATE),)


def overlaid(inputs: Object, live: Object) -> Object:
    """Return the inputs with the live values in their places; what is gone in the live object is left out."""
    found: Object = {}
    for key in inputs.keys() & live.keys():
        wanted, there = inputs[key], live[key]
        found[key] = overlaid(wanted, there) if isinstance(wanted, dict) and isinstance(there, dict) else there
    return found


def dotted(path: tuple[str, ...]) -> str:
    """Return a path in Pulumi's form: `spec.hard["requests.nvidia.com/gpu"]`."""
    words = (f'["{key}"]' if any(letter in key for letter in '."[]/') else f".{key}" for key in path)
    return "".join(words).removeprefix(".")
