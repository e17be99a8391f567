"""The catalogue, read from data: only the files that an architecture names."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeGuard, TypeVar

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML

from podwright.catalog.architecture import Architecture, FabricRule, Largest, Layout, RackRule
from podwright.catalog.compatibility import Compatibility
from podwright.catalog.conflicts import Conflict, ConflictFile
from podwright.catalog.cooling import CduKind, CoolingRules, Enclosure, FluidsFile
from podwright.catalog.figure import Row
from podwright.catalog.media import MediaFile
from podwright.catalog.products import SwitchKind, SystemKind
from podwright.catalog.storage import Guideline, GuidelineFile, StorageKind

FOLDER = Path(__file__).resolve().parent
COMPATIBILITY = "2026-11"

Model = TypeVar("Model", bound=Row)


class CatalogError(Exception):
    """A catalogue file that is missing or wrong; the text names the file and every fault."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """What one architecture needs to know of products; systems and switches by name. `layout` is the one that the pod's size asks for."""

    architecture: Architecture
    layout: Layout
    largest: Largest
    systems: dict[str, SystemKind]
    switches: dict[str, SwitchKind]
    media: MediaFile
    compatibility: Compatibility
    fluids: FluidsFile
    cooling: CoolingRules
    cdus: dict[str, CduKind]
    enclosure: Enclosure
    storage: dict[str, StorageKind]
    guidelines: tuple[Guideline, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def racks(self) -> tuple[RackRule, ...]:
        """Return the rack kinds of the layout."""
        return self.layout.racks

    @property
    def fabrics(self) -> tuple[FabricRule, ...]:
        """Return the fabrics of the layout, in an order in which each may seat the switches of earlier ones."""
        return self.layout.fabrics

    def laid_out(self, units: int, *, nodes_per_rack: int | None = None) -> "Catalog":
        """Return the catalogue with the smallest layout that holds so many units; the largest where none does, so that sizing says where it ends.

        Raises: KeyError when no layout has so many nodes a rack.
        """
        wanted = nodes_per_rack or self.architecture.layouts[0].nodes_per_rack
        layouts = [layout for layout in self.architecture.layouts if layout.nodes_per_rack == wanted]
        if not layouts:
            raise KeyError(wanted)
        layout = next((layout for layout in layouts if units <= layout.most_units), layouts[-1])
        return replace(self, layout=layout, largest=layout.largest or self.architecture.largest)


def architecture_names(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the names of all architectures, sorted."""
    return tuple(sorted(path.stem for path in (folder / "architectures").glob("*.yaml")))


def load_catalog(architecture: str, *, folder: Path = FOLDER) -> Catalog:
    """Return the catalogue of one architecture.

    Raises: CatalogError when a file is missing or wrong.
    """
    rule = _read(Architecture, folder / "architectures" / f"{architecture}.yaml")
    systems = {rule.unit.node, rule.management.kind, rule.storage.kind, rule.pdu} | ({rule.ufm.kind} if rule.ufm else set())
    fixtures = [row for layout in rule.layouts for rack in layout.racks for row in rack.fixtures]
    systems |= {row.kind for row in fixtures if row.role != "nvlink_switch"}
    switches = {name for layout in rule.layouts for fabric in layout.fabrics for name in (fabric.leaf, fabric.spine, fabric.core) if name}
    switches |= {row.kind for row in fixtures if row.role == "nvlink_switch"}
    return Catalog(
        architecture=rule,
        layout=rule.layouts[0],
        largest=rule.largest,
        systems={name: _read(SystemKind, folder / "nodes" / f"{name}.yaml") for name in sorted(systems)},
        switches={name: _read(SwitchKind, folder / "switches" / f"{name}.yaml") for name in sorted(switches)},
        media=_read(MediaFile, folder / "media.yaml"),
        compatibility=_read(Compatibility, folder / "compatibility" / f"{COMPATIBILITY}.yaml"),
        fluids=_read(FluidsFile, folder / "fluids.yaml"),
        cooling=_read(CoolingRules, folder / "cooling.yaml"),
        cdus={path.stem: _read(CduKind, path) for path in sorted((folder / "cdus").glob("*.yaml"))},
        enclosure=_read(Enclosure, folder / "rack.yaml"),
        storage={path.stem: _read(StorageKind, path) for path in sorted((folder / "storage").glob("*.yaml"))},
        guidelines=_read(GuidelineFile, folder / "guidelines.yaml").guidelines,
        conflicts=_read(ConflictFile, folder / "conflicts.yaml").conflicts,
    )


def _read(model: type[Model], path: Path) -> Model:
    """Return one catalogue file as its model."""
    try:
        return TypeAdapter(model).validate_python(_tuples(_document(path, ())))
    except ValidationError as error:
        faults = "\n".join(f"{path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise CatalogError(faults) from None


def _document(path: Path, above: tuple[Path, ...]) -> object:
    """Return the document of a file; one that is `like` another of its folder has what that one has, but for what it says itself.

    Raises: CatalogError when the file is missing, or like itself by some way round.
    """
    if not path.is_file():
        raise CatalogError(f"{path}: no such catalogue file. Name one of: {', '.join(sorted(p.stem for p in path.parent.glob('*.yaml')))}.")
    if path in above:
        raise CatalogError(f"{path}: it is like itself, by {' and '.join(place.stem for place in above[above.index(path) :])}. Write one of them out.")
    document = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    if isinstance(document, dict) and "like" in document:
        base = _document(path.with_name(f"{document.pop('like')}.yaml"), (*above, path))
        return _overlaid(base, document)
    return document


def _overlaid(base: object, own: object) -> object:
    """Return the base with what is said of its own: mappings by key, lists of named things by name, all else whole."""
    if isinstance(base, dict) and isinstance(own, dict):
        return base | {key: _overlaid(base[key], value) if key in base else value for key, value in own.items()}
    if _is_named(base) and _is_named(own):
        changes = {item["name"]: item for item in own}
        kept = [_overlaid(item, changes.pop(item["name"], {})) for item in base]
        return [*kept, *changes.values()]
    return own


def _is_named(value: object) -> TypeGuard[list[dict[str, object]]]:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) and "name" in item for item in value)


def _tuples(value: object) -> object:
    """Return the value with every list as a tuple, which is what strict models take."""
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
