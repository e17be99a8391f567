"""Between Pulumi's property values and plain data: numbers, unknowns, and what must stay secret."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.runtime.rpc import UNKNOWN

from podwright.lab.standins.kubernetes_provider.objects import Json, Object

Properties: TypeAlias = Mapping[str, PropertyValue]

UNKNOWNS = frozenset(
    {
        UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
"""How a value that is not known yet looks on Pulumi's wire: text, boolean, number, list, mapping. The SDK's own reader leaves them as text."""


def plain(value: PropertyValue) -> Json:
    """Return the value without its marks; a whole number (all numbers arrive as doubles) is an int, an unknown is None."""
    inner = value.value
    if inner is None or isinstance(inner, (bool, str)):
        return None if inner in UNKNOWNS else inner
    if isinstance(inner, float):
        return int(inner) if inner.is_integer() else inner
    if isinstance(inner, Mapping):
        return {key: plain(item) for key, item in inner.items()}
    if isinstance(inner, Sequence):
        return [plain(item) for item in rows(value)]
    raise TypeError(f"no Kubernetes object holds a {type(inner).__name__}")


def plain_object(values: Properties) -> Object:
    """Return a property map as an object, without the provider's own words (`__…`)."""
    return {key: plain(value) for key, value in values.items() if not key.startswith("__")}


def has_unknown(values: Properties) -> bool:
    """Return whether any value, however deep, is known only after something else was made."""
    return any(is_unknown(value) for value in values.values())


def rows(value: PropertyValue) -> Sequence[PropertyValue]:
    """Return the members of a list, none where the value is no list."""
    inner = value.value
    return [item for item in inner if isinstance(item, PropertyValue)] if isinstance(inner, Sequence) and not isinstance(inner, str) else []


def mapping(value: PropertyValue | None) -> Properties:
    """Return the members of a mapping, none where the value is no mapping."""
    inner = value.value if value is not None else None
    return inner if isinstance(inner, Mapping) else {}


def is_unknown(value: PropertyValue) -> bool:
    """Return whether the value is unknown or holds an unknown."""
    return (isinstance(value.value, str) and value.value in UNKNOWNS) or has_unknown(mapping(value)) or any(is_unknown(row) for row in rows(value))


def properties(obj: Object, *, like: Properties) -> dict[str, PropertyValue]:
    """Return an object as a property map; what is secret in `like` is secret at the same place here."""
    return {key: marked(value, like.get(key)) for key, value in obj.items()}


def marked(value: Json, like: PropertyValue | None) -> PropertyValue:
    """Return a value with the secret marks of its like; a list with one secret in it is secret as a whole, since places in it move."""
    is_secret = like is not None and like.is_secret
    if isinstance(value, dict):
        return PropertyValue(properties(value, like=mapping(like)), is_secret)
    if isinstance(value, list):
        return PropertyValue([marked(item, None) for item in value], is_secret or (like is not None and holds_secret(like)))
    return PropertyValue(float(value) if type(value) is int else value, is_secret)


def holds_secret(value: PropertyValue) -> bool:
    """Return whether the value or anything in it is secret."""
    return value.is_secret or any(holds_secret(child) for child in (*mapping(value).values(), *rows(value)))


def unknown() -> PropertyValue:
    """Return a value that is known only after the real run."""
    return PropertyValue(UNKNOWN)


def secret(value: PropertyValue) -> PropertyValue:
    """Return the value, secret as a whole."""
    return PropertyValue(value.value, is_secret=True, dependencies=value.dependencies)
