"""Values as JSON, column by column: of a large pod's million rows each then costs a fifth of what it costs alone."""

import json
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from itertools import chain, islice
from json.encoder import encode_basestring
from math import isfinite
from operator import attrgetter
from typing import cast

ENCODE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def encoded(values: Sequence[object]) -> list[str]:
    """Return each value as JSON without white space, keys sorted. Values of one kind are written together."""
    kinds = {*map(type, values)}
    if len(kinds) != 1:
        return _mixed(values, kinds)
    (kind,) = kinds
    if names := names_of(kind):
        row = "{" + ",".join(f'"{name}":%s' for name in names) + "}"
        columns = [encoded([*map(attrgetter(name), values)]) for name in names]
        return [row % cells for cells in zip(*columns, strict=True)]
    if issubclass(kind, tuple):
        lists = cast("Sequence[tuple[object, ...]]", values)
        items = iter(encoded([*chain.from_iterable(lists)]))
        return [f"[{','.join(islice(items, len(one)))}]" for one in lists]
    return _words(values, kind)


def _mixed(values: Sequence[object], kinds: set[type]) -> list[str]:
    """Return each value as JSON, kind by kind."""
    texts = [""] * len(values)
    for kind in kinds:
        places = [index for index, value in enumerate(values) if type(value) is kind]
        for place, text in zip(places, encoded([values[index] for index in places]), strict=True):
            texts[place] = text
    return texts


def _words(values: Sequence[object], kind: type) -> list[str]:
    """Return each value as JSON: text, numbers, and what else stands alone."""
    if kind is int:
        return [*map(repr, values)]
    if kind is float and all(map(isfinite, cast("Sequence[float]", values))):
        return [*map(repr, values)]
    if not issubclass(kind, str):
        return [*map(ENCODE, values)]
    words = cast("Sequence[str]", values)
    known = {word: encode_basestring(word) for word in {*words}}
    return [*map(known.__getitem__, words)]


def names_of(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a kind of row or section, sorted; none for what is neither."""
    known = NAMES.get(kind)
    if known is None:
        found = [field.name for field in fields(kind)] if is_dataclass(kind) else getattr(kind, "_fields", ())
        known = NAMES[kind] = tuple(sorted(found))
    return known


NAMES: dict[type, tuple[str, ...]] = {}
"""What `names_of` has answered before."""
