"""What a boot server is told in its settings file; a file that says anything else is refused before anybody is served."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

HOST_NAME = re.compile(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?")


class WrongSettings(Exception):
    """The settings file cannot be obeyed: why, in a line."""


@dataclass(frozen=True)
class Settings:
    """Where it listens, where it keeps its state, whom it knows (reserved address by host), and how an installer is started."""

    pod: str
    server: str
    address: str
    port: int
    state: Path
    boot: Path
    hosts: Mapping[str, str]
    arguments: str = ""

    @property
    def url(self) -> str:
        """Return where it is met."""
        return f"http://{self.address}:{self.port}"

    @cached_property
    def host_at(self) -> Mapping[str, str]:
        """Return the host that each reserved address is for."""
        return {address: host for host, address in self.hosts.items()}


def load_settings(path: Path) -> Settings:
    """Return the settings of a file. Raises: WrongSettings."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        strange = told.keys() - {field.name for field in fields(Settings)}
        found = Settings(**{**told, "state": Path(told["state"]), "boot": Path(told["boot"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WrongSettings(f"{path}: {type(error).__name__}: {error}") from None
    if strange or not all(HOST_NAME.fullmatch(host) for host in found.hosts) or len(found.host_at) != len(found.hosts):
        raise WrongSettings(f"{path}: a name that is none, or one address for two hosts")
    return found
