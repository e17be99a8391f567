"""The lab's own copies of the stacks' settings: Pulumi writes its salt there, never into the user's file, whose salt belongs to another passphrase."""

import io
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from ruamel.yaml import YAML

from podwright.lab.state import LabState

FOLDER = "stacks"
FILES = "Pulumi.*.yaml"
OF_A_PASSPHRASE = ("encryptionsalt", "secretsprovider", "encryptedkey")
ENCRYPTED = "secure"


def lay_out(state: LabState) -> tuple[tuple[Path, Path], ...]:
    """Return each copy with the file that it stands over inside the lab; a copy is made anew only when the user's file has changed."""
    return tuple(_copies(state))


def without_secrets(text: str) -> str:
    """Return settings without what only the user's passphrase opens."""
    yaml = YAML()
    document = yaml.load(text) or {}
    for key in OF_A_PASSPHRASE:
        document.pop(key, None)
    config = document.get("config") or {}
    for key in [key for key, value in config.items() if isinstance(value, dict) and ENCRYPTED in value]:
        del config[key]
    written = io.StringIO()
    yaml.dump(document, written)
    return written.getvalue()


def _copies(state: LabState) -> Iterator[tuple[Path, Path]]:
    folder = state.folder / "settings"
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted((state.root / FOLDER).glob(FILES)):
        text = file.read_text(encoding="utf-8")
        copy, seen = folder / file.name, folder / f"{file.name}.of"
        digest = sha256(text.encode()).hexdigest()
        if not copy.is_file() or not seen.is_file() or seen.read_text(encoding="utf-8") != digest:
            copy.write_text(without_secrets(text), encoding="utf-8")
            seen.write_text(digest, encoding="utf-8")
        yield copy, file
