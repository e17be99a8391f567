"""Files that a person asked for: written whole or not at all."""

import os
import tempfile
from pathlib import Path

from podwright.refusal import Refused


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of it.

    Raises: Refused when the folder does not exist or may not be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise Refused(str(path), f"cannot be written ({error.strerror})", f"Make the folder {path.parent}, or name another") from None
    prepared = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        prepared.chmod(0o644)
        prepared.replace(path)
    finally:
        prepared.unlink(missing_ok=True)
