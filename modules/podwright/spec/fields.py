"""The fields of the spec as rows: what the reference, the schema, the messages and a new pod all read."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Union, cast, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from podwright.spec.errors import Location
from podwright.spec.field import Change, Rule, Words
from podwright.spec.pod import PodSpec

KINDS = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
"""The kinds of value that fields have, as people call them."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What may stand in a place: one of `kind`, `words` or `model`, in a list if `is_list`; the limits hold of each entry, the entry counts of the list."""

    kind: type
    words: tuple[str, ...]
    model: type[Words] | None
    is_list: bool
    rule: Rule | None
    at_least: float | None
    above: float | None
    at_most: float | None
    longest: int | None
    shortest: int | None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the spec. `path` is dotted, with `[]` after a list; a field with a model is a block, or a list of blocks."""

    path: str
    name: str
    shape: Shape
    is_required: bool
    default: object
    change: Change | None
    description: str
    example: object


def fields(model: type[Words] = PodSpec, *, prefix: str = "", block: Words | None = None) -> Iterator[Field]:
    """Yield every field of the model in the order it is declared, each block before what is in it; `block` is what stands there when nothing is written."""
    for name, info in model.model_fields.items():
        field = _field(f"{prefix}{name}", name, info, block=block)
        yield field
        if field.shape.model is not None:
            yield from fields(
                field.shape.model,
                prefix=f"{field.path}{'[]' if field.shape.is_list else ''}.",
                block=field.default if isinstance(field.default, Words) else None,
            )


def field_at(location: Location, root: type[Words] = PodSpec) -> Field | None:
    """Return the field that holds what stands at the location (for an entry, its list), None for the document or a place that no model knows."""
    model: type[Words] | None = root
    field: Field | None = None
    for name in location:
        if isinstance(name, int):
            continue
        if model is None or name not in model.model_fields:
            return None
        field = _field(name, name, model.model_fields[name])
        model = field.shape.model
    return field


def kind_in_words(shape: Shape) -> str:
    """Return what one value of the shape is, as people call it; of a list, what one entry is."""
    if shape.model is not None:
        return "a block of fields"
    if shape.words:
        return f"one of {', '.join(shape.words)}" if len(shape.words) > 1 else shape.words[0]
    return KINDS[shape.kind]


def limits_in_words(shape: Shape) -> str:
    """Return the limits of one value of the shape, empty if it has none."""
    parts = [shape.rule.words] if shape.rule is not None else []
    if shape.above is not None:
        parts.append(f"more than {_plain(shape.above)}")
    if shape.at_least is not None and shape.at_most is not None:
        parts.append(f"{_plain(shape.at_least)} to {_plain(shape.at_most)}" if shape.at_least != shape.at_most else f"{_plain(shape.at_least)}")
    elif shape.at_least is not None:
        parts.append(f"{_plain(shape.at_least)} or more")
    elif shape.at_most is not None:
        parts.append(f"at most {_plain(shape.at_most)}")
    unit = "entries" if shape.is_list else "characters"
    if shape.shortest is not None:
        parts.append(f"at least {shape.shortest} {unit if shape.shortest > 1 else 'character'}")
    if shape.longest is not None:
        parts.append(f"at most {shape.longest} {unit}")
    return ", ".join(parts)


def _plain(limit: float) -> str:
    """Return a limit as people write it: a whole number in full."""
    return f"{limit:g}" if isinstance(limit, float) else str(limit)


def _field(path: str, name: str, info: FieldInfo, *, block: Words | None = None) -> Field:
    shape = _shape(info.annotation, tuple(info.metadata))
    change = next((item for item in info.metadata if isinstance(item, Change)), None)
    default = getattr(block, name) if block is not None else None if info.is_required() else info.get_default(call_default_factory=True)
    return Field(path, name, shape, info.is_required(), default, change, info.description or "", _example(info, shape, default))


def _example(info: FieldInfo, shape: Shape, default: object) -> object:
    if default is not None and default != ():
        return default
    if info.examples:
        return info.examples[0]
    return shape.rule.example if shape.rule is not None else None


def _shape(annotation: object, metadata: tuple[object, ...]) -> Shape:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(arguments[0], (*arguments[1:], *metadata))
    if origin in (Union, UnionType):
        (inner,) = (argument for argument in arguments if argument is not NoneType)
        return _shape(inner, metadata)
    if origin is tuple:
        inside, counts = _shape(arguments[0], ()), _shape(str, metadata)
        return Shape(inside.kind, inside.words, inside.model, True, inside.rule, inside.at_least, inside.above, inside.at_most, counts.longest, counts.shortest)
    kind = cast(type, annotation)
    limits = _limits(metadata)
    return Shape(
        kind=kind,
        words=tuple(word.value for word in kind) if issubclass(kind, StrEnum) else (),
        model=kind if issubclass(kind, Words) else None,
        is_list=False,
        rule=next((item for item in metadata if isinstance(item, Rule)), None),
        at_least=limits.get("ge"),
        above=limits.get("gt"),
        at_most=limits.get("le"),
        longest=cast(int | None, limits.get("max_length")),
        shortest=cast(int | None, limits.get("min_length")),
    )


def _limits(metadata: tuple[object, ...]) -> dict[str, float]:
    limits: dict[str, float] = {}
    for item in metadata:
        assert not isinstance(item, Lt), "a limit includes its end; say what is allowed, not what is not"
        if isinstance(item, Ge | Gt | Le | MaxLen | MinLen | StringConstraints):
            limits |= {name: getattr(item, name) for name in ("ge", "gt", "le", "max_length", "min_length") if getattr(item, name, None) is not None}
    return limits
