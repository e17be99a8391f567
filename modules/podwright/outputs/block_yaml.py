"""Values as YAML in block style, byte for byte what ruamel.yaml prints, which takes thirty times as long; pure."""

from functools import lru_cache
from io import StringIO

from ruamel.yaml import YAML

from podwright.outputs.nvue.tree import PLAIN, WORDS
from podwright.outputs.switch_inventory import Value, Values

WIDTH = 160


def block_yaml(values: Values) -> str:
    """Return the values as YAML, in the order of their names, lists at the margin of the name that has them."""
    lines: list[str] = []
    _pairs(values, "", "", lines)
    return "\n".join((*lines, "")) if lines else "{}\n"


def _pairs(values: Values, first: str, margin: str, lines: list[str]) -> None:
    """Add a line for every name and what it has; the first begins behind `first`, which is the margin or a list's dash."""
    for name in sorted(values):
        _under(f"{first}{_scalar(name)}:", values[name], margin, lines)
        first = margin


def _under(head: str, value: Value, margin: str, lines: list[str]) -> None:
    if isinstance(value, dict) and value:
        lines.append(head)
        deeper = f"{margin}  "
        _pairs(value, deeper, deeper, lines)
    elif isinstance(value, list) and value:
        lines.append(head)
        _items(value, margin, lines)
    else:
        lines.append(f"{head} {_leaf(value)}")


def _items(values: list[Value], margin: str, lines: list[str]) -> None:
    for value in values:
        if isinstance(value, dict) and value:
            _pairs(value, f"{margin}- ", f"{margin}  ", lines)
        elif isinstance(value, list) and value:
            raise TypeError("no value of an inventory is a list of lists")
        else:
            lines.append(f"{margin}- {_leaf(value)}")


def _leaf(value: Value) -> str:
    if isinstance(value, str):
        return _scalar(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "{}" if value == {} else "[]" if value == [] else str(value)


@lru_cache(maxsize=65_536)
def _scalar(text: str) -> str:
    """Return a text as it stands behind a name: bare where no reader can take it for anything else, otherwise as the library has it."""
    return text if PLAIN.match(text) and text.lower() not in WORDS else _quoted(text)


def _quoted(text: str) -> str:
    """Return a text as the library writes it."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.width = WIDTH
    out = StringIO()
    yaml.dump([text], out)
    return out.getvalue()[2:].rstrip("\n")
