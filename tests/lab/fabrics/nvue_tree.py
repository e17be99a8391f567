"""Trees of settings as NVUE keeps them: every interface by its own name, differences of two trees."""

import re
from itertools import chain
from typing import TypeAlias

Tree: TypeAlias = dict[str, "Tree | str | int"]
SPAN = re.compile(r"^(?P<stem>.*?)(?P<first>[0-9]+)-(?P<last>[0-9]+)$")
SPANNED = ("interface", "neighbor")
"""Where names may be spans of ports."""


def unspanned(tree: Tree, *, is_spanned: bool = False) -> Tree:
    """Return a tree in which each interface stands by its own name, with all that was said of it."""
    found: Tree = {}
    for name, value in tree.items():
        for each in names(name) if is_spanned else (name,):
            merge(found, {each: unspanned(value, is_spanned=name in SPANNED) if isinstance(value, dict) else value})
    return found


def names(span: str) -> list[str]:
    """Return the interfaces of a span: `swp1-3,7` is four of them."""
    stem, found = "", []
    for part in span.split(","):
        match = SPAN.match(part)
        first, last = (int(match["first"]), int(match["last"])) if match else (0, 0)
        head = match["stem"] if match else part.rstrip("0123456789")
        stem = head or stem
        found.append([f"{stem}{number}" for number in range(first, last + 1)] if match else [part if head else stem + part])
    return list(chain.from_iterable(found))


def merge(under: Tree, over: Tree) -> None:
    """Lay a tree over another, in place."""
    for name, value in over.items():
        here = under.get(name)
        if isinstance(value, dict) and isinstance(here, dict):
            merge(here, value)
        else:
            under[name] = value


def beyond(tree: Tree, other: Tree) -> Tree:
    """Return what a tree has that another has not, or has otherwise."""
    found: Tree = {}
    for name, value in tree.items():
        there = other.get(name)
        if isinstance(value, dict) and isinstance(there, dict):
            if inner := beyond(value, there):
                found[name] = inner
        elif name not in other or value != there:
            found[name] = value
    return found


def at(tree: Tree, *path: str) -> Tree:
    """Return the branch of a tree, empty where there is none."""
    for name in path:
        inner = tree.get(name, {})
        tree = inner if isinstance(inner, dict) else {}
    return tree
