"""What the models refuse, in the words of the person who wrote the file."""

import difflib
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from podwright.catalog.fault import Location
from podwright.catalog.figure import Source

Said = tuple[str, str]
"""What is wrong, and what to do."""

KINDS = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a block of fields",
    "model_type": "a block of fields",
    "date_type": "a date",
}
EXAMPLES = {"source": "source: the document and its page or table", "date": "date: 2026-11-21, when it was read", "evidence": "evidence: primary"}
EVIDENCE = "unit, source, date and evidence"


def said(error: ErrorDetails, model: type[BaseModel]) -> Said:
    """Return what one refusal of a model says to people."""
    location, context = tuple(error["loc"]), error.get("ctx", {})
    match error["type"]:
        case "missing":
            name = str(location[-1])
            of_figure = issubclass(_model_at(model, location[:-1]) or BaseModel, Source)
            return "missing" + (f", and every figure has {EVIDENCE}" if of_figure else ""), f"Add {EXAMPLES.get(name, name)}"
        case "extra_forbidden":
            return "no such field", _instead(str(location[-1]), tuple((_model_at(model, location[:-1]) or model).model_fields))
        case "literal_error":
            return f"{error['input']} is none of {context['expected'].replace(chr(39), '').replace(' or ', ', ')}", "Write one of them"
        case "value_error":
            return str(context["error"]), "Add note" if issubclass(_model_at(model, location) or BaseModel, Source) else "Mend one of the two"
        case "string_too_short":
            return f"{error['input'] or 'nothing'} stands here, where a word goes", "Name the document" if location[-1] == "source" else "Write a name"
        case "too_short":
            return f"{context['actual_length']} of them, at least {context['min_length']} are needed", "Write one"
        case "greater_than_equal" | "greater_than" | "less_than_equal" | "less_than":
            return f"{error['input']} is given, and it is {_limit(error['type'], context)} that goes here", "Give such a number"
        case kind if kind in KINDS:
            return f"{_shown(error['input'])} stands here, where {KINDS[kind]} goes", f"Write {KINDS[kind]}"
    return error["msg"], "Mend it"


def _limit(kind: str, context: dict[str, Any]) -> str:
    words = {"greater_than_equal": "at least", "greater_than": "more than", "less_than_equal": "at most", "less_than": "less than"}
    return f"{words[kind]} {next(iter(context.values()))}"


def _shown(value: object) -> str:
    if isinstance(value, dict | list | tuple):
        return "a block of fields" if isinstance(value, dict) else "a list"
    return "nothing" if value is None else str(value)[:80]


def _instead(word: str, allowed: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(word, allowed, n=1, cutoff=0.6)
    return f"Did you mean {close[0]}?" if close else f"Allowed here: {', '.join(allowed)}"


def _model_at(model: type[BaseModel], location: Location) -> type[BaseModel] | None:
    """Return the model of what stands at a place, None where no model does."""
    for part in location:
        if isinstance(part, int) or part not in model.model_fields:
            continue
        inner = next(_models(model.model_fields[part].annotation), None)
        if inner is None:
            return None
        model = inner
    return model


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
