"""The spec as a JSON Schema, for the editor in which a pod is written."""

import json
from typing import Any

from podwright.spec.field import Change, Words
from podwright.spec.fields import fields
from podwright.spec.pod import PodSpec

DIALECT = "https://json-schema.org/draft/2020-12/schema"

COSTS = {
    Change.LIVE: "Changed on the standing pod while it works.",
    Change.DRAIN: "Changing it drains the hosts it touches, one after another.",
    Change.REBUILD: "Changing it rebuilds what it touches.",
}
"""What each cost of a change means, in one sentence."""


def schema_text() -> str:
    """Return the schema as the JSON text that lies in `stacks/pod.schema.json`.

    Laws: every description says what changing the field costs.
    Rules between two fields are not in it, since a schema cannot say them: `podwright check` has the last word.
    """
    schema = PodSpec.model_json_schema(mode="validation")
    models: tuple[type[Words], ...] = (PodSpec, *(field.shape.model for field in fields() if field.shape.model is not None))
    for model in models:
        _tell_costs(model, schema if model is PodSpec else schema["$defs"][model.__name__])
    return json.dumps({"$schema": DIALECT, **schema, "title": "A podwright pod"}, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _tell_costs(model: type[Words], schema: dict[str, Any]) -> None:
    """Complete the schema of one model: costs are said, and no field has a title made up from its name, which editors show in place of the description."""
    schema.pop("title", None)
    for name, info in model.model_fields.items():
        field_schema = schema["properties"][name]
        field_schema.pop("title", None)
        change = next((item for item in info.metadata if isinstance(item, Change)), None)
        field_schema["description"] = f"{info.description} {COSTS[change]}" if change is not None else info.description
