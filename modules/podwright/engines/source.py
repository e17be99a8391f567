"""The sources of a Go module that an engine is built from: what it carries beside its code, such as CRDs and stages."""

import subprocess
from pathlib import Path

from podwright.engines.catalog import group_named
from podwright.engines.golang import fit_go, go_environment
from podwright.engines.machine import Machine, here
from podwright.engines.trouble import refusal_of


def module_folder(group: str, module: str, *, machine: Machine | None = None) -> Path:
    """Return the folder of a Go module's sources, in the version that a group's go.mod names; fetched when it is not there.

    Raises: Refused when Go is missing or too old, or the module cannot be fetched; KeyError when no group has the name.
    """
    where, named = machine if machine is not None else here(), group_named(group)
    go, recipe = fit_go(named, where), where.recipes / group

    def run(*arguments: str) -> str:
        command = (str(go.path), *arguments)
        done = subprocess.run(command, cwd=recipe, env=go_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise refusal_of(done.stderr, group, log=None)
        return done.stdout.strip()

    # Go names no folder for a module that is not in its cache.
    folder = run("list", "-m", "-f", "{{.Dir}}", module)
    if not folder:
        run("mod", "download", module)
        folder = run("list", "-m", "-f", "{{.Dir}}", module)
    assert folder, f"Go knows the folder of {module} once it has fetched it"
    return Path(folder)
