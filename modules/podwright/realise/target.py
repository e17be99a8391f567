"""Which stack a pod's folder is, and whether its state can be kept at all, before the engine is asked anything."""

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import unquote, urlparse

from ruamel.yaml import YAML

from podwright.realise.unproven import Layer
from podwright.refusal import Refused

PROJECT_FILE = "Pulumi.yaml"


@dataclass(frozen=True, slots=True)
class Target:
    """One stack: its program's folder, its name, the pod's folder, the file of its settings (which may not be there), and the layers it realises."""

    program: Path
    stack: str
    pod: Path
    settings: Path
    layers: tuple[Layer, ...]


def target_of(folder: Path) -> Target:
    """Return the stack that builds the pod of a folder; a stack has its folder's name.

    Raises: Refused when no program stands above the folder, or when the stack of that name builds another pod.
    """
    pod = (folder.parent if folder.is_file() else folder).resolve()
    program = next((parent for parent in pod.parents if (parent / PROJECT_FILE).is_file()), None)
    if program is None:
        raise Refused(str(folder), f"no {PROJECT_FILE} stands in any folder above it", "Make pod and program with `podwright init`")
    settings = settings_folder(program) / f"Pulumi.{pod.name}.yaml"
    named, layers = _setting(settings, "podwright:pod"), _setting(settings, "podwright:layers")
    built = (program / (named if isinstance(named, str) else f"stacks/{pod.name}")).resolve()
    if built != pod:
        raise Refused(str(settings), f"the stack builds {built}, not {pod}", f"Set podwright:pod to {os.path.relpath(pod, program)}")
    return Target(program, pod.name, pod, settings, tuple(layer for layer in Layer if not isinstance(layers, list) or layer in layers))


def settings_folder(program: Path) -> Path:
    """Return the folder that holds the settings of the program's stacks."""
    named = YAML(typ="safe", pure=True).load(program / PROJECT_FILE).get("stackConfigDir")
    return program / named if named else program


def insist_on_state(url: str | None) -> None:
    """Let pass a place for the engine's state that can be written, or one that only the engine can judge.

    Raises: Refused when it is a folder that is not there or may not be written.
    """
    parts = urlparse(url or "")
    if parts.scheme != "file":
        return
    folder = Path(unquote(parts.netloc + parts.path)).expanduser()
    if not folder.is_dir():
        raise Refused(f"state {folder}", "no such folder", f"Make it (mkdir -p {folder}), or name another in PULUMI_BACKEND_URL")
    try:
        with TemporaryFile(dir=folder):
            return
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise Refused(f"state {folder}", f"cannot be written ({reason})", "Own it, or name another in PULUMI_BACKEND_URL") from None


def _setting(settings: Path, key: str) -> object:
    document = YAML(typ="safe", pure=True).load(settings) if settings.is_file() else None
    return ((document or {}).get("config") or {}).get(key)
