"""From a stack folder to what the compiler takes: the spec, and the catalogue that its architecture names."""

from pathlib import Path

from podwright.catalog.load import Catalog, architecture_names, load_catalog
from podwright.spec.errors import Problem
from podwright.spec.load import load, refuse
from podwright.spec.pod import PodSpec
from podwright.spec.wording import among


def declared(folder: Path) -> tuple[PodSpec, Catalog]:
    """Return the pod that a stack folder declares, and its catalogue.

    Raises: SpecErrors, with line and column, also for an architecture that no catalogue has.
    """
    spec, names = load(folder), architecture_names()
    if spec.architecture not in names:
        remedy = among(spec.architecture, names, elsewhere="podwright init --help lists them")
        raise refuse(folder, [Problem(("architecture",), f"{spec.architecture} is no architecture", remedy)])
    return spec, load_catalog(spec.architecture)
