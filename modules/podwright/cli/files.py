"""Files that a person asked for: written whole or not at all."""

import os
import tempfile
from pathlib import Path

from podwright.refusal import Refused


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of it.

    Raises: Refused when the folder does not exist or may not be written.
    """
    prepared = prepare(path, text)
    try:
        prepared.replace(path)
    finally:
        prepared.unlink(missing_ok=True)


def prepare(path: Path, text: str) -> Path:
    """Return a file beside the path that holds the text, ready to take its place.

    Raises: Refused when the folder does not exist or may not be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise Refused(str(path), f"cannot be written ({error.strerror})", f"Make the folder {path.parent}, or name another") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(name, 0o644)  # noqa: PTH101 - mkstemp gives a name; a plain file is readable by all, as the umask would have it
        return Path(name)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
