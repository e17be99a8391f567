"""What lies in `stacks/` beside the pods: the reference of every field, and the schema for editors, both made from the models.

`python -m podwright.spec.reference` fails if one of them is not current in the clone; with `--write` it writes them.
"""

import json
import sys
from pathlib import Path

from podwright.share import share_folder
from podwright.spec.document import DEPTH_LIMIT, SIZE_LIMIT_BYTES
from podwright.spec.fields import Field, fields, kind_in_words, limits_in_words
from podwright.spec.schema import COSTS, schema_text

HEAD = f"""\
# Pods

One folder a pod: `stacks/<pod>/pod.yaml` is the whole of what a person writes, and nothing derived lies beside it. `podwright init` writes a new one;
`podwright check stacks/<pod>` says what is wrong with it, all at once, with line and column. What it costs is asked with prices that stand beside it
and change nothing of it: `prices.yaml`, in [PRICES.md](PRICES.md).

- **YAML 1.2**, one document, UTF-8, at most {SIZE_LIMIT_BYTES // 1024} KiB and {DEPTH_LIMIT} levels deep.
  No key twice, no tabs, no anchors, aliases or tags. `yes`, `no`, `on` and `off` are text.
- **Editors** that speak the YAML language server complete and check while you write: begin the file with `# yaml-language-server: $schema=../pod.schema.json`.
- **Delivered hardware** is known by `hardware.csv` beside the pod: a line a port, `device,port,mac,guid,serial`, sorted; a line without a port is for the device's own
  serial number, and what is not known stays empty. It never changes the plan: reservations, inventories and comparisons take it.
- **A stack** is one pod in one place: `stacks/Pulumi.<stack>.yaml` says which pod it builds (`podwright:pod`, left out: `stacks/<stack>`) and which
  of its layers (`podwright:layers`, a list of `hosts` and `cluster`, left out: both).

A field that is left out is as its column says; one that is required in a block is required only where the block is written.

What changing a field costs on a standing pod:

{{costs}}

*This page is made from the models: `python -m podwright.spec.reference --write`.*
"""


def reference_text() -> str:
    """Return the reference of every field as Markdown: one table a block, one row a field, in the order the models have."""
    costs = "\n".join(f"- `{change.value}`: {sentence}" for change, sentence in COSTS.items())
    rows = tuple(fields())
    top = [row for row in rows if "." not in row.path]
    parts = [_table("The pod", "What every pod begins with; the blocks follow.", [row for row in top if row.shape.model is None])]
    for block in top:
        if block.shape.model is not None:
            inside = [row for row in rows if row.path.startswith((f"{block.path}.", f"{block.path}[]."))]
            parts.append(_table(f"`{block.path}`", block.description, inside))
    return "\n".join([HEAD.format(costs=costs), *parts])


def written_files() -> dict[str, str]:
    """Return the text of each file that is made from the models, by its path below `stacks/`."""
    return {"README.md": reference_text(), "pod.schema.json": schema_text()}


def stale_files(stacks: Path) -> tuple[str, ...]:
    """Return the paths below the folder of those files that are missing or not what the models say."""
    return tuple(name for name, text in written_files().items() if not (stacks / name).is_file() or (stacks / name).read_text("utf-8") != text)


def _table(title: str, what: str, rows: list[Field]) -> str:
    lines = [f"## {title}", "", what, "", "| field | value | limits | left out | change | such as | |", "|---|---|---|---|---|---|---|"]
    return "\n".join([*lines, *map(_row, rows)]) + "\n"


def _row(row: Field) -> str:
    cells = (f"`{row.path}`", _value(row), limits_in_words(row.shape), _left_out(row), row.change.value if row.change else "", _such_as(row), row.description)
    return f"| {' | '.join(cells)} |"


def _value(row: Field) -> str:
    if row.shape.is_list:
        return "a list of blocks" if row.shape.model is not None else f"a list, each {kind_in_words(row.shape)}"
    return "a block" if row.shape.model is not None else kind_in_words(row.shape)


def _left_out(row: Field) -> str:
    if row.shape.model is not None and not row.shape.is_list:
        return "required" if row.is_required else ""
    if row.default == ():
        return "none"
    if row.default is None:
        return "required" if row.is_required else "see right"
    return f"`{_plain(row.default)}`, with its block" if row.is_required else f"`{_plain(row.default)}`"


def _such_as(row: Field) -> str:
    return "" if row.shape.model is not None else f"`{_plain(row.example)}`"


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return value if isinstance(value, str) else json.dumps(value)


def main(arguments: list[str]) -> int:
    """Return 0 if the files beside the pods are current or have been written, 1 if they are not current."""
    stacks = share_folder() / "stacks"
    if arguments == ["--write"]:
        for name, text in written_files().items():
            (stacks / name).write_text(text, "utf-8")
    return 1 if stale_files(stacks) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
