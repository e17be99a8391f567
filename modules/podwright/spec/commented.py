"""A pod as a commented file: what was chosen stands, what was not stands beside it as a comment, ready to be taken."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping

from podwright.spec.document import Value, read
from podwright.spec.errors import Location
from podwright.spec.field import Words
from podwright.spec.fields import Field, fields
from podwright.spec.pod import PodSpec

WIDTH = 110
PLAIN_TEXT = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")

NO_NOTES: Mapping[Location, str] = {}

HEAD = """\
# yaml-language-server: $schema=../pod.schema.json
# Every field, its limits and what changing it costs: ../README.md
# A word right after its # is not chosen: take the # away, there and from the indented lines below it, to choose it.
"""


def pod_text(value: dict[str, Value], *, notes: Mapping[Location, str] = NO_NOTES) -> str:
    """Return the text of a pod file that declares the value, a sentence above every field, and the notes above theirs; the words are already judged."""
    text = HEAD + "\n".join(_block(PodSpec, value, (), notes)) + "\n"
    assert read(text).value == value, "what is written reads back as what was meant"
    return text


def example_of(field: Field) -> Value:
    """Return a value of the field as a person would write it, blocks and entries with all of their fields."""
    if field.shape.model is None:
        plain: Value = json.loads(json.dumps(field.example))
        return plain
    block = {inner.name: example_of(inner) for inner in _inside(field)}
    return [block] if field.shape.is_list else block


def _block(model: type[Words], value: dict[str, Value], above: Location, notes: Mapping[Location, str]) -> Iterator[str]:
    indent = 2 * len(above)
    pad = " " * indent
    for field in (row for row in fields(model) if "." not in row.path.replace("[]", "")):
        if not indent:
            yield ""
        said = (field.description, notes.get((*above, field.name), ""))
        yield from (f"{pad}# {line}" for sentence in said for line in textwrap.wrap(sentence, WIDTH - indent - 2))
        chosen = value.get(field.name)
        if field.name not in value:
            yield from (f"{pad}#{line}" for line in _field(field.name, example_of(field)))
        elif field.shape.model is not None and isinstance(chosen, dict) and chosen:
            yield f"{pad}{field.name}:"
            yield from _block(field.shape.model, chosen, (*above, field.name), notes)
        else:
            yield from (f"{pad}{line}" for line in _field(field.name, chosen))


def _inside(field: Field) -> Iterator[Field]:
    assert field.shape.model is not None, "only a block has fields inside"
    standing = field.default if isinstance(field.default, Words) else None
    return (row for row in fields(field.shape.model, block=standing) if "." not in row.path)


def _field(name: str, value: Value) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield f"{name}:"
        for inner, inside in value.items():
            yield from (f"  {line}" for line in _field(inner, inside))
    elif isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
        yield f"{name}:"
        for entry in value:
            lines = [line for inner, inside in entry.items() for line in _field(inner, inside)] if isinstance(entry, dict) else [_scalar(entry)]
            yield from (f"  {'- ' if first else '  '}{line}" for first, line in zip([True, *[False] * len(lines)], lines, strict=False))
    else:
        yield f"{name}: {_scalar(value)}"


def _scalar(value: Value) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    if isinstance(value, str) and PLAIN_TEXT.fullmatch(value) and isinstance(read(value).value, str):
        return value
    return f'"{"".join(map(_escaped, value))}"' if isinstance(value, str) else json.dumps(value)


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"
