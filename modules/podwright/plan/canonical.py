"""The one JSON form of a plan: sorted keys, addresses as text, a row a line. Golden files, diffs and digests all use it."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import islice

from pydantic import TypeAdapter

from podwright.plan.columns import encoded, names_of
from podwright.plan.types import Plan

SECTIONS = (
    "physical",
    "fabric",
    "hosts",
    "cluster",
    "storage",
    "power",
    "cooling",
    "floor",
    "ethernet",
    "infiniband",
    "pulling",
    "services",
    "machines",
    "install",
    "system",
    "host_network",
    "accelerators",
)
WHOLE = 3
"""How deep a plan is taken apart: its sections, their tables, the rows. A row is written in one piece, since a large pod has a million of them."""
ROWS_AT_ONCE = 1024
"""Rows of a table that are written together: enough that a row costs little, few enough that a large pod's text is never in memory twice."""


def to_json(value: object) -> str:
    """Return a plan or a piece of one as canonical JSON: sections and tables on lines of their own, every row on one; a newline at its end."""
    return "".join(json_pieces(value))


def json_pieces(value: object) -> Iterator[str]:
    """Yield the text of `to_json` in pieces, for who writes a large plan without holding it."""
    yield from _pieces(value, WHOLE, line="\n")
    yield "\n"


def from_json(text: str) -> Plan:
    """Return the plan that canonical JSON tells.

    Raises: pydantic.ValidationError when the text is no plan.
    """
    return TypeAdapter(Plan).validate_json(text)


def digest(section: object) -> str:
    """Return the SHA-256 of a section's canonical JSON without white space, in hexadecimal."""
    total = sha256()
    for piece in _pieces(section, WHOLE, line=""):
        total.update(piece.encode())
    return total.hexdigest()


def digests(plan: Plan) -> dict[str, str]:
    """Return the digest of each section by its name, and of the whole as `plan`."""
    return {name: digest(getattr(plan, name)) for name in SECTIONS} | {"plan": digest(plan)}


def plain(value: object) -> object:
    """Return the value as dictionaries, lists, text and numbers."""
    names = names_of(type(value))
    if names:
        return {name: plain(getattr(value, name)) for name in names}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def _pieces(value: object, depth: int, *, line: str) -> Iterator[str]:
    """Yield the text of a value: down to a depth each part begins a line."""
    names = names_of(type(value))
    if depth and names:
        for mark, name in zip(("{", *"," * len(names)), names, strict=False):
            yield f'{mark}{line}"{name}":'
            yield from _pieces(getattr(value, name), depth - 1, line=line)
        yield f"{line}}}"
    elif depth and isinstance(value, tuple) and value:
        rows, mark = iter(value), "["
        while some := tuple(islice(rows, ROWS_AT_ONCE)):
            yield f"{mark}{line}" + f",{line}".join(encoded(some))
            mark = ","
        yield f"{line}]"
    else:
        yield encoded((value,))[0]
