"""The catalogue, read from data: only the files that an architecture names."""

from dataclasses import dataclass, replace
from pathlib import Path

from podwright.catalog.architecture import Architecture, FabricRule, Largest, Layout, RackRule
from podwright.catalog.compatibility import Compatibility
from podwright.catalog.conflicts import Conflict, ConflictFile
from podwright.catalog.cooling import CduKind, CoolingRules, Enclosure, FluidsFile
from podwright.catalog.laws import faults_of
from podwright.catalog.media import MediaFile
from podwright.catalog.products import SwitchKind, SystemKind
from podwright.catalog.reader import Reader
from podwright.catalog.references import switches_of, systems_of
from podwright.catalog.storage import Guideline, GuidelineFile, StorageKind
from podwright.catalog.subject import Subject

FOLDER = Path(__file__).resolve().parent
COMPATIBILITY = "2026-11"


@dataclass(frozen=True, slots=True)
class Catalog:
    """What one architecture needs to know of products; systems and switches by name. `layout` is the one that the pod's size asks for, `storage_rack` the kind of rack
    that the pod's storage system stands in.
    """

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
    storage_rack: RackRule | None = None

    @property
    def racks(self) -> tuple[RackRule, ...]:
        """Return the rack kinds of the layout, and that of a storage system where the pod has one with places."""
        return (*self.layout.racks, self.storage_rack) if self.storage_rack else self.layout.racks

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


def architecture_names(folder: Path = FOLDER, *, own: Path | None = None) -> tuple[str, ...]:
    """Return the names of all architectures, sorted, those of a stack's own catalogue among them."""
    return Reader(folder, own).names("architectures")


def load_catalog(architecture: str, *, folder: Path = FOLDER, own: Path | None = None) -> Catalog:
    """Return the catalogue of one architecture; `own` is the folder of a stack's own catalogue, which adds to the built-in one and must keep its laws.

    Raises: CatalogError, with every fault of the architecture; when it has none, of all that it names; when these have none, of how they go together.
    """
    reader = Reader(folder, own)
    catalog = catalog_of(architecture, reader)
    if own is not None:
        reader.faults += faults_of(Subject(catalog.architecture, catalog.systems, catalog.switches, catalog.media), reader)
        reader.settle()
    return catalog


def catalog_of(architecture: str, reader: Reader) -> Catalog:
    """Return the catalogue of one architecture as a reader finds it, which reads no file twice.

    Raises: CatalogError, as `load_catalog` does.
    """
    rule = reader.named(Architecture, "architectures", architecture)
    reader.settle()
    assert rule is not None, "what was read without a fault is there"
    systems = {name: system for name, at in systems_of(rule).items() if (system := reader.named(SystemKind, "nodes", name, asked_by=(rule.name, at)))}
    switches = {name: switch for name, at in switches_of(rule).items() if (switch := reader.named(SwitchKind, "switches", name, asked_by=(rule.name, at)))}
    for index, step in enumerate(rule.grows_into):
        reader.has("architectures", step.name, asked_by=(rule.name, ("grows_into", index, "name")))
    media = reader.media()
    reader.settle()
    return Catalog(
        architecture=rule,
        layout=rule.layouts[0],
        largest=rule.largest,
        systems=systems,
        switches=switches,
        media=media,
        compatibility=reader.whole(Compatibility, f"compatibility/{COMPATIBILITY}.yaml"),
        fluids=reader.whole(FluidsFile, "fluids.yaml"),
        cooling=reader.whole(CoolingRules, "cooling.yaml"),
        cdus=reader.every(CduKind, "cdus"),
        enclosure=reader.whole(Enclosure, "rack.yaml"),
        storage=reader.every(StorageKind, "storage"),
        guidelines=reader.whole(GuidelineFile, "guidelines.yaml").guidelines,
        conflicts=reader.whole(ConflictFile, "conflicts.yaml").conflicts,
    )
