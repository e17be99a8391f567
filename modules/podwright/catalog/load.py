"""The catalogue, read from data: only the files that an architecture names."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML

from podwright.catalog.architecture import Architecture
from podwright.catalog.compatibility import Compatibility
from podwright.catalog.figure import Row, Source
from podwright.catalog.products import MediumKind, SwitchKind, SystemKind

FOLDER = Path(__file__).resolve().parent
COMPATIBILITY = "2026-11"

Model = TypeVar("Model", bound=Row)


class CatalogError(Exception):
    """A catalogue file that is missing or wrong; the text names the file and every fault."""


class MediaFile(Row):
    """The media rules, whole."""

    media: tuple[MediumKind, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Catalog:
    """What one architecture needs to know of products; systems and switches by name."""

    architecture: Architecture
    systems: dict[str, SystemKind]
    switches: dict[str, SwitchKind]
    media: tuple[MediumKind, ...]
    compatibility: Compatibility


def architecture_names(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the names of all architectures, sorted."""
    return tuple(sorted(path.stem for path in (folder / "architectures").glob("*.yaml")))


def load_catalog(architecture: str, *, folder: Path = FOLDER) -> Catalog:
    """Return the catalogue of one architecture.

    Raises: CatalogError when a file is missing or wrong.
    """
    rule = _read(Architecture, folder / "architectures" / f"{architecture}.yaml")
    systems = {rule.unit.node, rule.management.kind, rule.storage.kind, rule.pdu} | ({rule.ufm.kind} if rule.ufm else set())
    switches = {name for fabric in rule.fabrics for name in (fabric.leaf, fabric.spine) if name}
    return Catalog(
        architecture=rule,
        systems={name: _read(SystemKind, folder / "nodes" / f"{name}.yaml") for name in sorted(systems)},
        switches={name: _read(SwitchKind, folder / "switches" / f"{name}.yaml") for name in sorted(switches)},
        media=_read(MediaFile, folder / "media.yaml").media,
        compatibility=_read(Compatibility, folder / "compatibility" / f"{COMPATIBILITY}.yaml"),
    )


def _read(model: type[Model], path: Path) -> Model:
    """Return one catalogue file as its model."""
    if not path.is_file():
        raise CatalogError(f"{path}: no such catalogue file. Name one of: {', '.join(sorted(p.stem for p in path.parent.glob('*.yaml')))}.")
    try:
        return TypeAdapter(model).validate_python(_tuples(YAML(typ="safe").load(path.read_text(encoding="utf-8"))))
    except ValidationError as error:
        faults = "\n".join(f"{path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise CatalogError(faults) from None


def _tuples(value: object) -> object:
    """Return the value with every list as a tuple, which is what strict models take."""
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
