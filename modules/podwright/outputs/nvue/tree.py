"""A tree of settings, and its text: YAML written by hand, since every library takes ten times as long."""

import re
from functools import lru_cache
from typing import TypeAlias

Tree: TypeAlias = dict[str, "Tree | str | int"]
"""Settings by name; an empty tree is a setting that is only there."""

PLAIN = re.compile(r"^[A-Za-z/][A-Za-z0-9_./:,-]*(?<!:)$|^[0-9]+\.[0-9.]+[./:][0-9./:]*$|^[0-9a-f]{1,4}:[0-9a-f:]*[a-f][0-9a-f:]*(/[0-9]+)?(?<!:)$")
"""Texts that no reader of YAML, 1.1 or 1.2, takes for anything but text: names, IPv4 addresses, IPv6 and MAC addresses with a letter in them."""
WORDS = frozenset({"on", "off", "yes", "no", "true", "false", "null", "y", "n"})
SWITCHES = frozenset({"on", "off"})
"""NVUE's own words for a switch stand bare, as it prints them itself."""
SIMPLE_KEY_LENGTH = 128
"""Longer keys are written behind a question mark, as NVUE prints them itself; YAML forbids those beyond 1,024 characters otherwise."""


def to_yaml(tree: Tree, *, indent: int = 0) -> str:
    """Return a tree as a block of YAML, in its own order."""
    lines: list[str] = []
    _write(tree, " " * indent, lines)
    lines.append("")
    return "\n".join(lines)


def lay(under: Tree, over: Tree) -> None:
    """Lay a tree over another, in place; where both have a setting, the upper one's stands."""
    for name, value in over.items():
        if isinstance(value, dict):
            below = under.get(name)
            if not isinstance(below, dict):
                below = under[name] = {}
            lay(below, value)
        else:
            under[name] = value


def _write(tree: Tree, margin: str, lines: list[str]) -> None:
    deeper = margin + "  "
    for name, value in tree.items():
        key = margin + _text(name)
        if isinstance(value, dict):
            if not value:
                lines.append(key + ": {}")
            elif len(name) > SIMPLE_KEY_LENGTH:
                lines += (f"{margin}? {_text(name)}", margin + ":")
                _write(value, deeper, lines)
            else:
                lines.append(key + ":")
                _write(value, deeper, lines)
        else:
            lines.append(f"{key}: {value if isinstance(value, int) else _value(value)}")


@lru_cache(maxsize=65_536)
def _text(text: str) -> str:
    return text if PLAIN.match(text) and text.lower() not in WORDS else "'" + text.replace("'", "''") + "'"


def _value(text: str) -> str:
    return text if text in SWITCHES else _text(text)
