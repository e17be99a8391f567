"""From a stack folder to what the compiler takes: the spec, and the catalogue that its architecture names."""

from pathlib import Path

from podwright.catalog.load import Catalog, architecture_names, load_catalog
from podwright.spec.errors import Problem
from podwright.spec.hardware import HardwareRow, load_hardware
from podwright.spec.load import load, pod_file, refuse
from podwright.spec.pod import PodSpec
from podwright.spec.wording import among

OWN_CATALOG = "catalog"


def declared(folder: Path) -> tuple[PodSpec, Catalog]:
    """Return the pod that a stack folder declares, and its catalogue: the built-in one, and what the stack's own adds.

    Raises: SpecErrors, with line and column, also for an architecture that no catalogue has; CatalogError when a file that the pod names is wrong.
    """
    spec, own = load(folder), own_catalog(pod_file(folder).parent)
    names = architecture_names(own=own)
    if spec.architecture not in names:
        remedy = among(spec.architecture, names, elsewhere="podwright catalog list --kind architectures lists them")
        raise refuse(folder, [Problem(("architecture",), f"{spec.architecture} is no architecture", remedy)])
    return spec, load_catalog(spec.architecture, own=own)


def declared_hardware(folder: Path) -> tuple[HardwareRow, ...]:
    """Return what a stack folder knows of its delivered hardware, nothing where it has no such file. Raises: SpecErrors, with line and column."""
    return load_hardware(pod_file(folder).parent)


def own_catalog(folder: Path) -> Path | None:
    """Return the folder of a stack's own catalogue, None where the stack has none."""
    own = folder / OWN_CATALOG
    return own if own.is_dir() else None
