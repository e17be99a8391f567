#!/usr/bin/env python3
"""Writes the variable table of every role's README from its argument specs; run it after a spec was changed."""

from pathlib import Path

from ruamel.yaml import YAML

ROLES = Path(__file__).resolve().parent
HEAD = "| variable | type | default | what it says |\n| --- | --- | --- | --- |\n"
BEGIN, END = "<!-- variables: written by roles/readme_tables.py -->\n", "<!-- end of variables -->\n"
INDENT = "&nbsp;&nbsp;"

Option = dict[str, object]


def table(options: dict[str, Option]) -> str:
    """Return the table of a role's variables, those that must be given first, then by name."""
    ordered = sorted(options.items(), key=lambda item: ("required" not in item[1], item[0]))
    return HEAD + "".join(row for name, option in ordered for row in rows(name, option))


def rows(name: str, option: Option, *, depth: int = 0) -> list[str]:
    """Return the row of one variable and, below it, one for each field of its elements."""
    kind = f"{option['type']} of {option['elements']}" if "elements" in option else str(option["type"])
    given = "must be given" if option.get("required") else f"`{as_words(option['default'])}`"
    choices, fields = option.get("choices"), option.get("options")
    allowed = f" One of {', '.join(f'`{choice}`' for choice in choices)}." if isinstance(choices, list) else ""
    below = [row for field, inner in fields.items() for row in rows(field, inner, depth=depth + 1)] if isinstance(fields, dict) else []
    return [f"| {INDENT * depth}`{name}` | {kind} | {given} | {as_words(option['description'])}{allowed} |\n", *below]


def as_words(value: object) -> str:
    """Return the value as it would stand in YAML on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    return "".join(as_words(part) for part in value) or "[]" if isinstance(value, list) else str(value)


def with_table(readme: str, specs: str) -> str:
    """Return the README with the table that the specs give, between its two marks."""
    before, rest = readme.split(BEGIN)
    _, after = rest.split(END)
    options = YAML(typ="safe", pure=True).load(specs)["argument_specs"]["main"]["options"]
    return f"{before}{BEGIN}\n{table(options)}\n{END}{after}"


if __name__ == "__main__":
    for role in sorted(path.parent.parent for path in ROLES.glob("*/meta/argument_specs.yml")):
        readme = role / "README.md"
        readme.write_text(with_table(readme.read_text(), (role / "meta" / "argument_specs.yml").read_text()))
