"""What the models refuse, in the words of the person who wrote it."""

import difflib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from pydantic_core import ErrorDetails

from podwright.spec.errors import SHOWN_LIMIT, Location, Problem, shown
from podwright.spec.field import Words
from podwright.spec.fields import Field, field_at, fields, kind_in_words, limits_in_words
from podwright.spec.pod import PodSpec

Said = tuple[str, str]
"""What is wrong, and what to do."""

LIST_LIMIT = 10
"""The longest list of allowed words that still helps; beyond it the reference is named."""


def problems(errors: Iterable[ErrorDetails], root: type[Words] = PodSpec) -> tuple[Problem, ...]:
    """Return the refusals of the models in the person's words, less those that only follow from another: a field is not missing that was misspelt."""
    found = [(error["type"], _problem(error, root)) for error in errors]
    misspelt = {(problem.location[:-1], problem.remedy) for kind, problem in found if kind == "extra_forbidden"}
    return tuple(problem for kind, problem in found if kind != "missing" or (problem.location[:-1], f"Did you mean {problem.location[-1]}?") not in misspelt)


def _problem(error: ErrorDetails, root: type[Words]) -> Problem:
    location: Location = tuple(error["loc"])
    assert error["type"] in WORDING, f"every refusal has words, {error['type']} has none"
    if error["type"] == "extra_forbidden":
        return Problem(location, *_unknown(error, root=root))
    return Problem(location, *WORDING[error["type"]](error, field_at(location, root)))


def closest(word: str, allowed: tuple[str, ...]) -> str | None:
    """Return the allowed word that was probably meant, None when none is close."""
    return next(iter(difflib.get_close_matches(word, allowed, n=1, cutoff=0.6)), None)


def among(word: str, allowed: tuple[str, ...], *, elsewhere: str) -> str:
    """Return what to do about a word that is none of the allowed: the likely one, else all of them, else where they stand."""
    if meant := closest(word, allowed):
        return f"Did you mean {meant}?"
    return f"Allowed here: {', '.join(allowed)}" if len(allowed) <= LIST_LIMIT else elsewhere


def value_in_words(value: Any) -> str:
    """Return a value as a message repeats it, with what kind of value it is."""
    match value:
        case None:
            return "nothing"
        case bool():
            return f"{str(value).lower()} stands here"
        case int():
            return f"{value} is a whole number"
        case float():
            return f"{value:g} is a number"
        case str():
            return f"{shown(value) if value[:1].isalpha() else json.dumps(value[:SHOWN_LIMIT])} is text"
        case dict():
            return "a block of fields stands here"
    return "a list stands here"


def _unknown(error: ErrorDetails, _field: Field | None = None, *, root: type[Words] = PodSpec) -> Said:
    *block, word = error["loc"]
    above = field_at(tuple(block), root)
    model: type[Words] = above.shape.model if above is not None and above.shape.model is not None else root
    allowed = tuple(model.model_fields)
    homes = [path for path, name in _paths(root) if name == word]
    if closest(str(word), allowed) is None and len(homes) == 1:
        return "no such field", f"Did you mean {homes[0]}?"
    return "no such field", among(str(word), allowed, elsewhere="stacks/README.md lists every field")


@cache
def _paths(root: type[Words]) -> tuple[tuple[str, str], ...]:
    """Return path and name of every field; kept, since a file can have thousands of words that are no fields."""
    return tuple((row.path, row.name) for row in fields(root))


def _missing(_error: ErrorDetails, field: Field | None) -> Said:
    assert field is not None, "only a field of the models can be missing"
    if field.shape.model is not None:
        needed = ", ".join(name for name, info in field.shape.model.model_fields.items() if info.is_required())
        return "missing, and every pod has one", f"Add {field.name}: and below it {needed}"
    return "missing, and nothing can stand in for it", f"Add it, such as {field.name}: {field.example}"


def _wrong_kind(error: ErrorDetails, field: Field | None) -> Said:
    if field is None:
        return f"{_misplaced(error['input'])}, not the fields of a pod", "Begin with version: 1"
    shape, value = field.shape, error["input"]
    is_whole_list = shape.is_list and not isinstance(error["loc"][-1], int)
    wanted = "a list" if is_whole_list else kind_in_words(shape)
    if value is None:
        return f"nothing stands here, where {wanted} goes", _fill(field, is_whole_list=is_whole_list)
    what = f"{_misplaced(value)}, not {wanted}"
    if is_whole_list:
        return what, "Write each entry on a line of its own, after a hyphen"
    if shape.model is not None:
        return what, f"Write its fields on lines of their own: {', '.join(shape.model.model_fields)}"
    if shape.kind is str and isinstance(value, bool | int | float):
        return what, "Put it in quotes"
    return what, _one_of_its_kind(field, value)


def _misplaced(value: Any) -> str:
    return value_in_words(value) if value is not None else "nothing stands here"


def _one_of_its_kind(field: Field, value: Any) -> str:
    shape = field.shape
    limits = limits_in_words(shape)
    if shape.kind in (int, float) and isinstance(value, str) and value.replace("_", "").isdecimal():
        return f"Write {value.replace('_', '')}, without quotes or underscores"
    if shape.at_least is not None and shape.at_least == shape.at_most:
        return f"Write {limits}"
    if shape.kind is str:
        return f"Write it such as {field.example}"
    return f"Write {kind_in_words(shape)}{f', {limits}' if limits else ''}"


def _fill(field: Field, *, is_whole_list: bool) -> str:
    if is_whole_list:
        return "Write its entries below it, each after a hyphen, or drop the line"
    if field.shape.model is not None:
        return f"Write its fields below it ({', '.join(field.shape.model.model_fields)}), or drop the line"
    return f"Write it, such as {field.name}: {field.example}{_or_drop(field)}"


def _or_drop(field: Field) -> str:
    return "" if field.is_required else ", or drop the line"


def _unlisted(error: ErrorDetails, field: Field | None) -> Said:
    assert field is not None, "only a field of the models has a list of words"
    value, allowed = error["input"], field.shape.words
    text = shown(value) if isinstance(value, str) else None
    if text is None:
        return _wrong_kind(error, field)
    what = f"{text} is none of {', '.join(allowed)}"
    return what, f"Did you mean {meant}?" if (meant := closest(text, allowed)) else f"Write {allowed[0] if len(allowed) == 1 else 'one of them'}"


def _below(error: ErrorDetails, field: Field | None) -> Said:
    return _limit(error, field, f"is below {_number(error['ctx'].get('ge'))}")


def _above(error: ErrorDetails, field: Field | None) -> Said:
    return _limit(error, field, f"is above {_number(error['ctx'].get('le'))}")


def _not_above(error: ErrorDetails, field: Field | None) -> Said:
    return _limit(error, field, f"is not above {_number(error['ctx'].get('gt'))}")


def _limit(error: ErrorDetails, field: Field | None, comparison: str) -> Said:
    assert field is not None, "only a field of the models has limits"
    return f"{_number(error['input'])} {comparison}", f"Give {limits_in_words(field.shape)}{_or_drop(field)}"


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _not_finite(error: ErrorDetails, field: Field | None) -> Said:
    assert field is not None, "only a field of the models has limits"
    return f"{_number(error['input'])} is not a number that can be counted with", f"Give {limits_in_words(field.shape)}{_or_drop(field)}"


def _against_rule(error: ErrorDetails, field: Field | None) -> Said:
    rule = field.shape.rule if field is not None else None
    assert rule is not None, "every pattern has its rule in words"
    return f"{shown(error['input'])} is not made of {rule.words}", f"Write it such as {rule.example}"


def _too_long_text(error: ErrorDetails, _field: Field | None) -> Said:
    length, limit = len(error["input"]), error["ctx"]["max_length"]
    return f"{length} characters is above {limit}", f"Shorten it by {length - limit}"


def _too_short_text(error: ErrorDetails, _field: Field | None) -> Said:
    length, limit = len(error["input"]), error["ctx"]["min_length"]
    return f"{length} characters is below {limit}", f"Write at least {limit - length} more"


def _too_many(error: ErrorDetails, _field: Field | None) -> Said:
    count, limit = len(error["input"]), error["ctx"]["max_length"]
    return f"{count} entries is above {limit}", f"Drop {count - limit}"


def _too_few(error: ErrorDetails, _field: Field | None) -> Said:
    count, limit = len(error["input"]), error["ctx"]["min_length"]
    return f"{count} entries is below {limit}", f"Add {limit - count}, or drop the block"


def _said(error: ErrorDetails, _field: Field | None) -> Said:
    return error["ctx"]["what"], error["ctx"]["remedy"]


WORDING: Mapping[str, Callable[[ErrorDetails, Field | None], Said]] = {
    "bool_type": _wrong_kind,
    "enum": _unlisted,
    "extra_forbidden": _unknown,
    "finite_number": _not_finite,
    "float_type": _wrong_kind,
    "greater_than": _not_above,
    "greater_than_equal": _below,
    "int_type": _wrong_kind,
    "less_than_equal": _above,
    "missing": _missing,
    "model_type": _wrong_kind,
    "said": _said,
    "string_pattern_mismatch": _against_rule,
    "string_too_long": _too_long_text,
    "string_too_short": _too_short_text,
    "string_type": _wrong_kind,
    "too_long": _too_many,
    "too_short": _too_few,
    "tuple_type": _wrong_kind,
}
"""Every refusal that the models can raise, and who words it; a test walks the models and finds any that is not here."""
