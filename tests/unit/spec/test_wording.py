"""Every refusal that the models can raise has words of a person."""

from collections.abc import Iterator, Mapping
from typing import Any

from podwright.spec.load import judge_words
from podwright.spec.pod import PodSpec
from podwright.spec.wording import WORDING

# What pydantic-core can raise for each kind of node in the models' core schema (pydantic_core.core_schema, read 2026-11-21). `string_unicode` is not
# here: the document refuses half characters before the models see them. Strict mode raises no parsing errors.
ALWAYS = {
    "definitions": (),
    "definition-ref": (),
    "default": (),
    "nullable": (),
    "model": ("model_type",),
    "model-fields": (),
    "model-field": ("missing",),
    "str": ("string_type",),
    "int": ("int_type",),
    "float": ("float_type", "finite_number"),
    "bool": ("bool_type",),
    "enum": ("enum",),
    "tuple": ("tuple_type",),
    "function-after": ("said",),
    "no-info": (),
}
BY_LIMIT = {
    ("str", "pattern"): "string_pattern_mismatch",
    ("str", "max_length"): "string_too_long",
    ("str", "min_length"): "string_too_short",
    ("tuple", "max_length"): "too_long",
    ("tuple", "min_length"): "too_short",
    **{
        (kind, limit): error
        for kind in ("int", "float")
        for limit, error in {"ge": "greater_than_equal", "gt": "greater_than", "le": "less_than_equal", "lt": "less_than"}.items()
    },
}
LIMITS = ("pattern", "max_length", "min_length", "ge", "gt", "le", "lt", "multiple_of")


def nodes(schema: object) -> Iterator[Mapping[str, Any]]:
    """Yield every node of a core schema."""
    if isinstance(schema, Mapping):
        if isinstance(schema.get("type"), str):
            yield schema
        for name, value in schema.items():
            if name not in {"metadata", "serialization"}:
                yield from nodes(value)
    elif isinstance(schema, list | tuple):
        for item in schema:
            yield from nodes(item)


def raisable() -> set[str]:
    found = {"extra_forbidden"}
    for node in nodes(PodSpec.__pydantic_core_schema__):
        found.update(ALWAYS[node["type"]])
        found.update(BY_LIMIT[node["type"], limit] for limit in LIMITS if node.get(limit) is not None)
    return found


def test_every_refusal_that_the_models_can_raise_has_words_and_no_words_are_idle() -> None:
    assert set(WORDING) == raisable()


def test_a_misspelt_field_is_not_also_missing() -> None:
    _, problems = judge_words({"version": 1, "nam": "lab", "architecture": "starter-h100", "scalable_units": 1, "site": {"domain": "lab.example"}})
    assert [(problem.location, problem.remedy) for problem in problems] == [(("nam",), "Did you mean name?")]


def test_a_field_of_another_block_is_pointed_to_its_home() -> None:
    _, problems = judge_words({"version": 1, "name": "lab", "architecture": "a", "scalable_units": 1, "site": {"domain": "lab.example", "height_u": 48}})
    assert [problem.remedy for problem in problems] == ["Did you mean site.racks.height_u?"]


def test_a_word_like_no_field_gets_the_list_of_what_is_allowed_when_it_is_short() -> None:
    _, problems = judge_words({"version": 1, "name": "lab", "architecture": "a", "scalable_units": 1, "site": {"domain": "lab.example"}, "access": {"qqq": 1}})
    assert [problem.remedy for problem in problems] == ["Allowed here: users, ssh_seed, generation, bmc_user, bmc_password, bmc_account"]
