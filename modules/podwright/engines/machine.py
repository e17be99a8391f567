"""Where this machine looks for programs and where it keeps what it builds."""

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

from podwright.refusal import Refused
from podwright.share import share_folder

# Where Go's own installer puts it; sudo's PATH commonly lacks this folder.
GO_FOLDER = "/usr/local/go/bin"


@dataclass(frozen=True, slots=True)
class Machine:
    """The folders that choosing and building read: PATH, Go's PATH, the user's cache, the recipes (`tools/`), and the platform."""

    search_path: str
    go_search_path: str
    cache: Path
    recipes: Path
    platform: str

    @property
    def engines(self) -> Path:
        """The folder that holds one folder an engine group that was built."""
        return self.cache / "engines"

    @property
    def roots(self) -> Path:
        """The folder that holds one folder a root image of the lab."""
        return self.cache / "roots"


def here() -> Machine:
    """Return this machine as its environment describes it.

    Raises: Refused when there is neither a cache folder nor a home folder.
    """
    search_path = os.environ.get("PATH", os.defpath)
    return Machine(
        search_path=search_path,
        go_search_path=os.pathsep.join((search_path, GO_FOLDER)),
        cache=cache_folder(),
        recipes=share_folder() / "tools",
        platform=f"{sys.platform}-{platform.machine()}",
    )


def cache_folder() -> Path:
    """Return the user's cache folder of podwright: `$XDG_CACHE_HOME/podwright`, or `~/.cache/podwright`.

    Raises: Refused when there is neither.
    Source: XDG Base Directory Specification: a path that is not absolute is to be ignored; read 2026-11-21.
    """
    stated = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if stated.is_absolute():
        return stated / "podwright"
    try:
        return Path.home() / ".cache" / "podwright"
    except RuntimeError as error:
        raise Refused("cache folder", "neither XDG_CACHE_HOME nor HOME is set", "Set XDG_CACHE_HOME to a folder with 14 GiB free") from error
