"""A catalogue file as plain values: what it says itself, over what the file says that it is `like`; and in which line of which file a value stands."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeGuard

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from podwright.catalog.fault import CatalogError, Fault, Location, dotted

Step = str | int | tuple[str]
"""One step into a document: a key, an index, or the name of an entry."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file's value with what it is like filled in. `files` are the file itself and those that it is like, nearest first."""

    value: object
    files: tuple[Path, ...]

    def fault(self, location: Location, *, what: str, remedy: str) -> Fault:
        """Return what is wrong at a place, with the file and line that say it; where none says it, of the innermost block around it.

        Files of another folder are not looked at: what is wrong with one's own entry is not the fault of the built-in one that it is like.
        """
        steps = _steps(self.value, location)
        files = [path for path in self.files if path.parent == self.files[0].parent]
        found = [(depth, -index, path, line) for index, path in enumerate(files) for depth, line in (_found(path, steps),)]
        _, _, path, line = max(found, key=lambda row: row[:2])
        return Fault(str(path), line, dotted(location), what, remedy)


def read(path: Path) -> dict[str, object]:
    """Return what one file says itself.

    Raises: CatalogError when it cannot be read, is no YAML, or no block of fields.
    """
    try:
        stat = path.stat()
        return dict(_parsed(path, stat.st_mtime_ns, stat.st_size))
    except OSError as error:
        raise _refused(path, 0, f"cannot be read ({(error.strerror or 'unknown reason').lower()})", "Make it a file that you may read") from None


@lru_cache(maxsize=512)
def _parsed(path: Path, mtime_ns: int, size_bytes: int) -> dict[str, object]:  # noqa: ARG001 - a file that was written again is another key
    """Return the value of a file, kept: reading YAML is most of what a plan of a small pod takes, and every plan reads the same files. Nobody changes it."""
    try:
        value = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise _refused(path, 0, "it is no text in UTF-8", "Save it as UTF-8") from None
    except DuplicateKeyError as error:
        key = str(error.problem).split('"')[1]
        raise _refused(path, error.problem_mark.line + 1, f"{key} stands twice", "Keep one of them") from None
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        said = str(getattr(error, "problem", None) or "a character cannot stand in YAML").splitlines()[0]
        raise _refused(path, mark.line + 1 if mark else 0, f"this is not YAML: {said}", "Mend the line, or the one above it") from None
    if not isinstance(value, dict):
        raise _refused(path, 1, "no block of fields stands here", "Begin with name:, or take a file of the built-in catalogue as a pattern")
    return value


def overlaid(base: object, own: object) -> object:
    """Return the base with what is said of its own: mappings by key, lists of named things by name, all else whole."""
    if isinstance(base, dict) and isinstance(own, dict):
        return base | {key: overlaid(base[key], value) if key in base else value for key, value in own.items()}
    if _is_named(base) and _is_named(own):
        first: dict[object, dict[str, object]] = {}
        for item in own:
            first.setdefault(item["name"], item)
        again = [overlaid(next((row for row in base if row["name"] == item["name"]), {}), item) for item in own if first[item["name"]] is not item]
        return [*(overlaid(item, first.pop(item["name"], {})) for item in base), *first.values(), *again]
    return own


def tuples(value: object) -> object:
    """Return the value with every list as a tuple, which is what strict models take."""
    if isinstance(value, dict):
        return {key: tuples(item) for key, item in value.items()}
    return tuple(map(tuples, value)) if isinstance(value, list) else value


def _refused(path: Path, line: int, what: str, remedy: str) -> CatalogError:
    return CatalogError([Fault(str(path), line, "", what, remedy)])


def _is_named(value: object) -> TypeGuard[list[dict[str, object]]]:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) and isinstance(item.get("name"), str) for item in value)


def _steps(value: object, location: Location) -> tuple[Step, ...]:
    """Return how to walk to the place in any of the files: entries of named lists by name, since another file counts them otherwise."""
    steps: list[Step] = []
    for part in location:
        step, value = _step(value, part)
        steps.append(step)
    return tuple(steps)


def _step(value: object, part: str | int) -> tuple[Step, object]:
    """Return one step, and the value that it leads to."""
    if isinstance(value, dict):
        return part, value.get(part)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return ((str(value[part]["name"]),) if _is_named(value) else part), value[part]
    return part, None


def _found(path: Path, steps: tuple[Step, ...]) -> tuple[int, int]:
    """Return how many of the steps a file goes, and the line where it ends."""
    node: Node | None = YAML().compose(path.read_text(encoding="utf-8"))
    line = 1
    for depth, step in enumerate(steps):
        below = _below(node, step)
        if below is None:
            return depth, line
        line, node = below
    return len(steps), line


def _below(node: Node | None, step: Step) -> tuple[int, Node] | None:
    """Return line and node of what a step leads to."""
    if isinstance(node, MappingNode):
        merged = (entry for key, value in node.value if key.value == "<<" for entry in (value.value if isinstance(value, SequenceNode) else [value]))
        here = ((key.start_mark.line + 1, value) for key, value in node.value if key.value == step)
        return next(here, None) or next((found for entry in merged if (found := _below(entry, step))), None)
    if isinstance(node, SequenceNode):
        entries = node.value
        if isinstance(step, tuple):
            entries = [entry for entry in entries if isinstance(entry, MappingNode) and _name_of(entry) == step[0]]
        index = step if isinstance(step, int) else 0
        return (entries[index].start_mark.line + 1, entries[index]) if index < len(entries) else None
    return None


def _name_of(node: MappingNode) -> str | None:
    found = _below(node, "name")
    return found[1].value if found and isinstance(found[1], ScalarNode) else None
