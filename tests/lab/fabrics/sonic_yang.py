"""What SONiC's own YANG modules say of a `config_db.json`: yanglint of the package libyang2-tools reads both."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree
from xml.sax.saxutils import escape

MODULES = Path(__file__).resolve().parents[4] / "shared" / "facts" / "sonic-yang"
YIN = "{urn:ietf:params:xml:ns:yang:yin:1}"
TABLE = re.compile(r"^\s*container\s+([A-Z][A-Z0-9_]*)\s*\{", re.MULTILINE)
IMPORT = re.compile(r"^\s*import\s+(sonic-[a-z0-9_-]+)", re.MULTILINE)
TEXT_LISTS = ("profile_list",)
"""Lists of the modules that the database keeps as one text with commas (sonic-net/sonic-swss, cfgmgr/buffer_pool_mellanox.lua, read 2026-11-21)."""
Database = Mapping[str, Mapping[str, Mapping[str, str | list[str]]]]


def lacking() -> tuple[str, ...]:
    """Return what this machine lacks of what the judge needs."""
    lacks = () if shutil.which("yanglint") else ("yanglint of libyang2-tools",)
    return lacks if MODULES.is_dir() else (*lacks, "SONiC's YANG modules beside the clone")


@dataclass(frozen=True)
class Table:
    """Where the rows of a table are: the module, its namespace and top container, and the containers and lists of the table."""

    module: str
    namespace: str
    top: str
    containers: frozenset[str]
    lists: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    """Name, keys, and the fields of the list inside, if a row is one: a map of numbers."""


def refused(text: str) -> str:
    """Return what is wrong with a file, empty for nothing."""
    document, modules = _document(json.loads(text))
    with TemporaryDirectory(prefix="podwright-yang-") as folder:
        file = Path(folder, "config_db.xml")
        file.write_text(document, encoding="utf-8")
        files = [MODULES / f"{module}.yang" for module in _ordered(modules)]
        done = subprocess.run(("yanglint", "-p", MODULES, "-t", "config", *files, file), capture_output=True, text=True, timeout=60, check=False)
    # A condition on a module that is not loaded yet is left out, with a warning: none may be.
    assert "check skipped" not in done.stderr, done.stderr
    return done.stderr or f"yanglint ends with {done.returncode}" if done.returncode else ""


def _ordered(modules: set[str]) -> list[str]:
    """Return the modules and all that they import, those first that others import."""
    found: list[str] = []
    for module in sorted(modules):
        imported = _imports(module)
        found += [row for row in (*_ordered(imported - {*found}), module) if row not in found]
    return found


@cache
def _imports(module: str) -> set[str]:
    return set(IMPORT.findall((MODULES / f"{module}.yang").read_text(encoding="utf-8")))


def _document(database: Database) -> tuple[str, set[str]]:
    parts: list[str] = []
    modules: set[str] = set()
    for name, rows in database.items():
        assert name in _files(), f"SONiC has no table {name}"
        table = _table(name)
        modules.add(table.module)
        inner = "".join(_row(table, key, fields) for key, fields in rows.items())
        parts.append(f'<{table.top} xmlns="{table.namespace}"><{name}>{inner}</{name}></{table.top}>')
    return "".join(_joined(parts)), modules


def _joined(parts: list[str]) -> Iterator[str]:
    """Yield the tables, those of one module in one container."""
    tops: dict[str, list[str]] = {}
    for part in parts:
        head, _, rest = part.partition(">")
        tops.setdefault(head + ">", []).append(rest.rpartition("</")[0])
    for head, inner in tops.items():
        yield f"{head}{''.join(inner)}</{head[1:].split()[0]}>"


def _row(table: Table, key: str, fields: Mapping[str, str | list[str]]) -> str:
    if key in table.containers:
        return f"<{key}>{_leaves(fields)}</{key}>"
    parts = key.split("|")
    name, keys, inside = next((row for row in table.lists if len(row[1]) == len(parts)), ("", (), ()))
    assert name, f"no row of SONiC's has the key {key}"
    keyed = _leaves(dict(zip(keys, parts, strict=True)))
    if inside:
        own, one, other = inside
        return f"<{name}>{keyed}{''.join(f'<{own}>{_leaves({one: left, other: str(right)})}</{own}>' for left, right in fields.items())}</{name}>"
    return f"<{name}>{keyed}{_leaves(fields)}</{name}>"


def _leaves(fields: Mapping[str, str | list[str]]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, values in fields.items() for value in _values(name, values))


def _values(name: str, values: str | list[str]) -> list[str]:
    if isinstance(values, list):
        return values
    return values.split(",") if name in TEXT_LISTS else [values]


@cache
def _files() -> Mapping[str, Path]:
    return {table: file for file in sorted(MODULES.glob("sonic-*.yang")) for table in TABLE.findall(file.read_text(encoding="utf-8"))}


@cache
def _table(name: str) -> Table:
    file = _files()[name]
    told = subprocess.run(("yanglint", "-Q", "-p", MODULES, "-f", "yin", file), capture_output=True, text=True, timeout=60, check=True).stdout
    module = ElementTree.fromstring(told)  # noqa: S314 - what our own yanglint printed
    top = next(row for row in module.findall(f"{YIN}container") if any(inner.get("name") == name for inner in row))
    table = next(row for row in top if row.get("name") == name)
    namespace = module.find(f"{YIN}namespace")
    assert namespace is not None
    return Table(
        module=str(module.get("name")),
        namespace=str(namespace.get("uri")),
        top=str(top.get("name")),
        containers=frozenset(str(row.get("name")) for row in table.findall(f"{YIN}container")),
        lists=tuple((str(row.get("name")), _keys(row), _inside(row)) for row in table.findall(f"{YIN}list")),
    )


def _keys(row: ElementTree.Element) -> tuple[str, ...]:
    key = row.find(f"{YIN}key")
    return tuple(str(key.get("value")).split()) if key is not None else ()


def _inside(row: ElementTree.Element) -> tuple[str, ...]:
    inner = row.find(f"{YIN}list")
    if inner is None:
        return ()
    keys = _keys(inner)
    return (str(inner.get("name")), *keys, *(str(leaf.get("name")) for leaf in inner.findall(f"{YIN}leaf") if leaf.get("name") not in keys))
