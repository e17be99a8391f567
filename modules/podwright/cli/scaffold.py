"""The files of a new pod, and of the program around it, written whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from podwright.refusal import Refused
from podwright.spec.reference import written_files

PROGRAM = ("Pulumi.yaml", "__main__.py", "ansible.cfg", "site.yml", "inventory", "lookup_plugins", "roles")
"""What stands around the pods: the program, the playbook, and what they read."""

OURS = {
    "Pulumi.yaml": ("./modules/podwright/provider", "./provider"),
    "inventory/pod.py": ('"stacks" / "lab"', '"stacks" / "{stack}"'),
}
"""What differs in a repository of the user's own: its provider is a door to the installed one, and its inventory is of its own first pod."""

PLUGIN = "provider/pulumi-resource-podwright"

PLUGIN_TEXT = """\
#!/bin/sh
# The plugin that Pulumi.yaml names: podwright's provider, under the Python that has podwright: the active environment's, else this repository's, else PATH's.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
for python in "${VIRTUAL_ENV:-/nonexistent}/bin/python" "$here/.venv/bin/python" "$(command -v python3)"; do
    if [ -x "$python" ] && "$python" -c "import podwright" 2>/dev/null; then
        exec "$python" -m podwright.provider "$@"
    fi
done
echo "pulumi-resource-podwright: no Python here has podwright. Activate the environment that it is installed in." >&2
exit 1
"""

IGNORED = """\
# The lab's state: hosts, keys, Pulumi's state of lab pods.
/.lab/
/.venv/
__pycache__/
"""

STACK_TEXT = """\
config:
  podwright:pod: stacks/{stack}
  # Which layers this stack realises: the playbook on the hosts, the objects in the cluster.
  podwright:layers:
    - hosts
    - cluster
"""


@dataclass(frozen=True, slots=True)
class NewFile:
    """One file to be written, its path below the root of the repository."""

    path: Path
    content: bytes
    is_executable: bool = False


def pod_files(stack: str, *, text: str) -> tuple[NewFile, ...]:
    """Return the files of one pod: the pod, and the settings of its stack."""
    settings = NewFile(Path(f"stacks/Pulumi.{stack}.yaml"), STACK_TEXT.format(stack=stack).encode())
    return NewFile(Path(f"stacks/{stack}/pod.yaml"), text.encode()), settings


def program_files(share: Path, *, stack: str) -> tuple[NewFile, ...]:
    """Return the files around the pods in a repository of the user's own, sorted by path.

    Raises: Refused when the installation lacks one of them.
    """
    copies = [NewFile(path, _content(share, path, stack=stack), os.access(share / path, os.X_OK)) for path in _paths(share)]
    made = [NewFile(Path("stacks") / name, text.encode()) for name, text in written_files().items()]
    own = [NewFile(Path(PLUGIN), PLUGIN_TEXT.encode(), is_executable=True), NewFile(Path(".gitignore"), IGNORED.encode())]
    return tuple(sorted((*copies, *made, *own), key=lambda file: file.path))


def write_all(root: Path, files: tuple[NewFile, ...]) -> None:
    """Write every file below the root, or none: they are made beside it and then moved into place, and moved back if one cannot be.

    Raises: Refused when the machine does not allow it; what was there before is untouched then.
    """
    ground = next(folder for folder in (root, *root.parents) if folder.is_dir())
    try:
        workshop = Path(tempfile.mkdtemp(prefix=".podwright-init-", dir=ground))
    except OSError as error:
        raise _refused(ground, error) from None
    placed: list[Path] = []
    try:
        targets = [(root / file.path).relative_to(ground) for file in files]
        for file, target in zip(files, targets, strict=True):
            _write(workshop / target, file)
        for top in dict.fromkeys(_first_missing(ground, target) for target in targets):
            (workshop / top).rename(ground / top)
            placed.append(top)
    except BaseException as error:
        for top in reversed(placed):
            (ground / top).rename(workshop / top)
        raise _refused(root, error) if isinstance(error, OSError) else error from None
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _paths(share: Path) -> Iterator[Path]:
    for name in PROGRAM:
        if not (share / name).exists():
            raise Refused(str(share / name), "missing from this installation of podwright", "Install podwright again")
        found = sorted((share / name).rglob("*")) if (share / name).is_dir() else [share / name]
        yield from (path.relative_to(share) for path in found if path.is_file() and "__pycache__" not in path.parts)


def _content(share: Path, path: Path, *, stack: str) -> bytes:
    content = (share / path).read_bytes()
    ours, theirs = OURS.get(str(path), ("", ""))
    return content.replace(ours.encode(), theirs.format(stack=stack).encode()) if ours else content


def _write(path: Path, file: NewFile) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.content)
    if file.is_executable:
        path.chmod(path.stat().st_mode | 0o111)


def _first_missing(ground: Path, target: Path) -> Path:
    """Return the shallowest part of the path that does not exist yet, so that whole folders move at once."""
    return next(part for part in (*reversed(target.parents), target) if not (ground / part).exists())


def _refused(where: Path, error: OSError) -> Refused:
    return Refused(
        str(where), f"cannot be written ({(error.strerror or 'unknown reason').lower()}), nothing was changed", "Name a folder that you may write to"
    )
