"""Where an image's packages come from: what its recipe declares, else what this machine's own apt uses."""

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from podwright.install.image.recipe import Distribution, Recipe
from podwright.refusal import Refused

TARGETS = "$(ORIGIN)\t$(CODENAME)\t$(RELEASE)\t$(COMPONENT)\t$(REPO_URI)"
KEYRINGS = {
    Distribution.DEBIAN: ("/usr/share/keyrings/debian-archive-keyring.gpg", "debian-archive-keyring"),
    Distribution.UBUNTU: ("/usr/share/keyrings/ubuntu-archive-keyring.gpg", "ubuntu-keyring"),
}
"""By distribution: who signs its packages, and the package that brings that file to a Debian machine and lays it into every root."""
ORIGINS = {Distribution.DEBIAN: "Debian", Distribution.UBUNTU: "Ubuntu"}
POCKETS = ("", "-updates", "-security")


class Target(NamedTuple):
    """One package index that this machine's apt knows; origin and code name are empty while it was not fetched."""

    origin: str
    codename: str
    release: str
    component: str
    address: str


def sources(recipe: Recipe) -> str:
    """Return apt's sources for an image, one a line.

    Raises: Refused when the recipe declares none and this machine has none of its suite, or nobody's key for it is here.
    """
    keyring, package = KEYRINGS[recipe.distribution]
    if not Path(keyring).is_file():
        raise Refused("image", f"{keyring}, by which packages of {recipe.distribution} are known, is not there", f"Get it with apt-get install --yes {package}")
    declared = recipe.mirror or of_machine(told_by_apt(), recipe)
    if not declared:
        remedy = f"Declare mirror: in a recipe that is like: {recipe.name}, such as `mirror: [http://mirror.example/{recipe.distribution} {recipe.suite} main]`"
        raise Refused("image", f"this machine's apt has no source of {recipe.distribution} {recipe.suite}", remedy)
    return "".join(f"deb [signed-by={keyring}] {source}\n" for source in declared)


def of_machine(told: str, recipe: Recipe) -> tuple[str, ...]:
    """Return the sources of a recipe's suite among those that a machine's apt tells, in its order, none twice.

    Laws: a source that is not the suite's own (another release, another distribution, somebody's additions) is never taken.
    """
    wanted = {f"{recipe.suite}{pocket}" for pocket in POCKETS}
    targets = [Target(*line.split("\t")) for line in told.splitlines()]
    rows = [
        f"{target.address} {target.codename if target.codename in wanted else target.release} {target.component}"
        for target in targets
        if target.component in ("main", "universe" if recipe.distribution is Distribution.UBUNTU else "main")
        and target.origin in ("", ORIGINS[recipe.distribution])
        and wanted & {target.codename, target.release}
    ]
    return tuple(dict.fromkeys(rows))


def told_by_apt() -> str:
    """Return what this machine's apt says of its package indexes; nothing where there is no apt."""
    if shutil.which("apt-get") is None:
        return ""
    asked = ("apt-get", "indextargets", "--format", TARGETS, "Identifier: Packages")
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout
