"""The root of an image: packages unpacked and configured in a folder, the same each time they are the same versions."""

import shlex
from pathlib import Path

from podwright.engines import bound
from podwright.engines.mounts import clear
from podwright.event import Listener
from podwright.install.image import epoch
from podwright.install.image.recipe import Recipe
from podwright.install.image.settled import BEFORE_PACKAGES, settle

STEP = "image"
EXCLUDED = ("/usr/share/man/*", "/usr/share/doc/*", "/usr/share/info/*", "/usr/share/locale/*", "/usr/share/lintian/*")
"""Nobody reads on a node what a page on the web has; a third of the files."""
KEPT = ("/usr/share/doc/*/copyright", "/usr/share/locale/locale.alias")
MERGED_USR = "/usr/share/mmdebstrap/hooks/merged-usr"
"""`/bin` is a link from the first file on, so that no package has to move it there; that one would bring Perl."""
MERGED = "usr-is-merged"
NO_INITRD = {"INITRD": "No"}
"""A kernel's package makes no initial root of its own: it is made once, when all is configured."""


def make_root(root: Path, recipe: Recipe, *, sources: str, packages: Path, log: Path, on_event: Listener) -> None:
    """Return nothing; the folder holds the image's root, settled. `packages` keeps what was fetched, for the next time.

    Raises: Refused when the mirror does not give what the recipe asks.
    """
    clear(root)
    listed = root.with_suffix(".list")
    listed.write_text(sources, encoding="utf-8")
    (packages / "partial").mkdir(parents=True, exist_ok=True)
    words = (*_command(recipe, packages=packages), recipe.suite, str(root), str(listed))
    bound.run(words, step=STEP, subject=recipe.name, log=log, on_event=on_event, environment=epoch.environment(recipe) | NO_INITRD)
    settle(root, recipe, log=log, on_event=on_event)


def _command(recipe: Recipe, *, packages: Path) -> tuple[str, ...]:
    archives = '"$1"/var/cache/apt/archives'
    lines = " && ".join(
        f'mkdir -p "$1"/{shlex.quote(str(Path(name).parent))} && printf %s {shlex.quote(text)} > "$1"/{name}' for name, text in BEFORE_PACKAGES.items()
    )
    return (
        "mmdebstrap",
        "--mode=root",
        "--format=directory",
        "--variant=apt",
        "--architectures=amd64",
        "--skip=essential/unlink",
        f"--hook-dir={MERGED_USR}",
        "--aptopt=Acquire::Retries 3",
        "--aptopt=APT::Sandbox::User root",
        "--dpkgopt=force-unsafe-io",
        *(f"--dpkgopt=path-exclude={pattern}" for pattern in EXCLUDED),
        *(f"--dpkgopt=path-include={pattern}" for pattern in KEPT),
        f"--include={','.join((MERGED, *recipe.packages, recipe.kernel))}",
        f"--setup-hook=mkdir -p {archives} && mount --bind {shlex.quote(str(packages))} {archives}",
        f"--essential-hook={lines}",
        f"--customize-hook=umount {archives}",
    )
