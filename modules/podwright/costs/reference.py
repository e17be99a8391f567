"""What lies in `stacks/` beside the pods for whoever writes prices: the reference of every field, and the schema for editors, both made from the models."""

import json

from podwright.costs.prices import Prices
from podwright.spec.field import Words
from podwright.spec.fields import Field, fields, kind_in_words, limits_in_words
from podwright.spec.schema import DIALECT

HEAD = """\
# Prices

What a pod costs is asked with `podwright cost stacks/<pod>`; the prices stand in `stacks/<pod>/prices.yaml`, and `podwright cost stacks/<pod> --template`
prints an empty one for the pod's bill. A price never changes a plan.

- Every price has its unit, currency, date and source; every other figure its date and source. Nothing is assumed: what stays empty is not known, the answer
  says what waits for it, and says the rest.
- The file is read as a pod is: YAML 1.2, one document, no key twice, no anchors, aliases or tags; mistakes are told with line and column.

How it is counted (a year has 8760 hours):

- depreciation = (parts x (1 - resale share) + what is paid once beside them) / years
- energy = average power x PUE x 8760 h x price; average power is the plan's with its storage system, or the most that they draw x `load_share`
- GPU-hours of work = GPUs x 8760 x utilisation x (1 - downtime / 8760); a cloud on demand is paid for these, a reserved one for all hours
- risk of downtime = hours a year x GPUs x utilisation x price of a lost hour
- mixture: the owned share costs its share of the whole pod; what it cannot serve at its own utilisation is paid on demand
- a million tokens = cost of a GPU-hour / (tokens a second x 3600) x 1,000,000
- break-even month = what is paid at the start / what a month saves, or the end of the term if the resale makes up for it; break-even utilisation = where a GPU-hour of work costs the same both ways

*This page is made from the models: `make bless`.*
"""


def prices_reference_text() -> str:
    """Return the reference of every field as Markdown: one table a block, one row a field, in the order the models have."""
    rows = tuple(fields(Prices))
    top = [row for row in rows if "." not in row.path]
    parts = [_table("The file", "What every prices file begins with; the blocks follow.", [row for row in top if row.shape.model is None])]
    for block in top:
        if block.shape.model is not None:
            inside = [row for row in rows if row.path.startswith((f"{block.path}.", f"{block.path}[]."))]
            parts.append(_table(f"`{block.path}`", block.description, inside))
    return "\n".join([HEAD, *parts])


def prices_schema_text() -> str:
    """Return the schema as the JSON text that lies in `stacks/prices.schema.json`. Rules between two fields are not in it."""
    schema = Prices.model_json_schema(mode="validation")
    models: tuple[type[Words], ...] = (Prices, *(field.shape.model for field in fields(Prices) if field.shape.model is not None))
    for model in models:
        block = schema if model is Prices else schema["$defs"][model.__name__]
        block.pop("title", None)
        for name, info in model.model_fields.items():
            block["properties"][name].pop("title", None)
            block["properties"][name]["description"] = info.description
    return json.dumps({"$schema": DIALECT, **schema, "title": "Prices of a podwright pod"}, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def written_files() -> dict[str, str]:
    """Return the text of each file that is made from the models, by its path below `stacks/`."""
    return {"PRICES.md": prices_reference_text(), "prices.schema.json": prices_schema_text()}


def _table(title: str, what: str, rows: list[Field]) -> str:
    lines = [f"## {title}", "", what, "", "| field | value | limits | such as | |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *map(_row, rows)]) + "\n"


def _row(row: Field) -> str:
    required = " (required)" if row.is_required else ""
    such_as = "" if row.shape.model is not None else f"`{row.example if isinstance(row.example, str) else json.dumps(row.example)}`"
    return f"| `{row.path}` | {_value(row)}{required} | {limits_in_words(row.shape)} | {such_as} | {row.description} |"


def _value(row: Field) -> str:
    if row.shape.is_list:
        return "a list of blocks"
    return "a block" if row.shape.model is not None else kind_in_words(row.shape)
