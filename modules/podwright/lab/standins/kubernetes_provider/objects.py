"""Kubernetes objects as plain data, and what in them says who they are."""

import base64
from dataclasses import dataclass
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Object: TypeAlias = dict[str, Json]

VOLATILE = ("creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid")
"""Metadata that the server writes and no person gives."""
CREDENTIAL = ("v1", "Secret")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an object is; the version of its API group is no part of it."""

    group: str
    kind: str
    namespace: str
    name: str


def mapping_at(value: Json, *path: str) -> Object:
    """Return the mapping at a path, an empty one where there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def text_at(value: Json, *path: str) -> str:
    """Return the text at a path, empty where there is none."""
    found = mapping_at(value, *path[:-1]).get(path[-1])
    return found if isinstance(found, str) else ""


def rows_at(value: Json, *path: str) -> list[Object]:
    """Return the mappings of the list at a path, none where there is no list."""
    found = mapping_at(value, *path[:-1]).get(path[-1])
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def identity(obj: Object) -> Identity:
    """Return who an object is."""
    group = text_at(obj, "apiVersion").rpartition("/")[0]
    return Identity(group, text_at(obj, "kind"), text_at(obj, "metadata", "namespace"), text_at(obj, "metadata", "name"))


def title(obj: Object) -> str:
    """Return an object as people name it: `Namespace research`, `LocalQueue research/research`."""
    who = identity(obj)
    return f"{who.kind} {'/'.join(filter(None, (who.namespace, who.name)))}"


def object_id(obj: Object) -> str:
    """Return the Pulumi id of an object: `namespace/name`, or `name`."""
    who = identity(obj)
    return "/".join(filter(None, (who.namespace, who.name)))


def is_credential(obj: Object) -> bool:
    """Return whether the object is a Secret, whose data is secret whatever the program says."""
    return (obj.get("apiVersion"), obj.get("kind")) == CREDENTIAL


def body_of(inputs: Object) -> Object:
    """Return the object to apply: a Secret's `stringData` goes to `data`, since the server would own both and compare neither."""
    if not is_credential(inputs) or "stringData" not in inputs:
        return inputs
    encoded: Object = {key: base64.b64encode(str(value).encode()).decode() for key, value in mapping_at(inputs, "stringData").items()}
    return {key: value for key, value in inputs.items() if key != "stringData"} | {"data": mapping_at(inputs, "data") | encoded}


def inputs_of(live: Object) -> Object:
    """Return what a person would have to write to get the live object."""
    metadata: Object = {key: value for key, value in mapping_at(live, "metadata").items() if key not in VOLATILE}
    return {key: value for key, value in live.items() if key != "status"} | {"metadata": metadata}
