"""The Go toolchain of this machine."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from podwright.engines.catalog import EngineGroup
from podwright.engines.machine import Machine
from podwright.refusal import Refused

# With these the same sources give the same bytes; Go fetches no other toolchain, and no workspace around a clone has a say.
BUILD_ENVIRONMENT = {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOFLAGS": "-trimpath", "GOWORK": "off"}

# What a user may have set to build for another machine.
FOREIGN_VARIABLES = ("GOOS", "GOARCH", "GOAMD64", "GOARM64", "GOEXPERIMENT")


@dataclass(frozen=True, slots=True)
class Go:
    """A Go toolchain: the program and its version, such as `1.26.8`."""

    path: Path
    version: str


def find_go(machine: Machine) -> Go | None:
    """Return the Go toolchain of this machine, of whatever version; None when there is none that runs."""
    path = shutil.which("go", path=machine.go_search_path)
    if path is None:
        return None
    try:
        done = subprocess.run((path, "env", "GOVERSION"), capture_output=True, text=True, check=False, env=go_environment(), cwd="/", timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = re.search(r"go(\d[\w.]*)", done.stdout)
    return Go(Path(path), version.group(1)) if version is not None else None


def go_environment(temporary: Path | None = None) -> dict[str, str]:
    """Return the environment to run Go in: the user's own (proxy, module cache), and what makes builds the same everywhere."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN_VARIABLES}
    return {**kept, **BUILD_ENVIRONMENT, **({"GOTMPDIR": str(temporary)} if temporary is not None else {})}


def least_version(group: EngineGroup, machine: Machine) -> str:
    """Return the oldest Go that builds a group, as its go.mod says."""
    stated = re.search(r"^go (\d[\d.]*)$", (machine.recipes / group.name / "go.mod").read_text(), re.MULTILINE)
    assert stated is not None, f"tools/{group.name}/go.mod names a Go version"
    return stated.group(1)


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a Go version, for comparison: `1.27rc1` counts as 1.27."""
    stated = re.match(r"\d+(\.\d+)*", version)
    assert stated is not None, "a Go version begins with a number"
    return tuple(int(part) for part in stated.group(0).split("."))


def fit_go(group: EngineGroup, machine: Machine) -> Go:
    """Return a Go toolchain that can build a group.

    Raises: Refused when Go is missing or too old.
    """
    go, least = find_go(machine), least_version(group, machine)
    names = ", ".join(program.name for program in group.programs)
    remedy = f"Install Go {least} or newer (go.dev/dl) and put it on PATH, or put {names} {group.version} on PATH"
    if go is None:
        raise Refused(f"engine {group.name}", f"Go is not on PATH, and {names} {group.version} must be built with it", remedy)
    if numbers(go.version) < numbers(least):
        raise Refused(str(go.path), f"this is Go {go.version}, and {group.name} {group.version} needs Go {least} or newer", remedy)
    return go
