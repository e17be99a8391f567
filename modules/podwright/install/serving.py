"""What a boot server is given: the settings of its service, and the service's own program."""

import json
from collections.abc import Iterator
from pathlib import Path

from podwright.plan.types import Plan

SERVICE = Path(__file__).with_name("service")
STATE, PROGRAM = "/var/lib/podwright-boot", "/usr/local/lib/podwright-boot"
PACKAGES = ("podwright", "podwright/install", "podwright/install/service")


def settings_text(plan: Plan, server: str) -> str:
    """Return the settings of one boot server as JSON; it knows every host of the pod that a boot server installs, by the address that is reserved for it."""
    install = plan.install
    address = next(row.v4 for row in install.servers if row.host == server)
    told = {
        "pod": plan.header.pod,
        "server": server,
        "address": address,
        "port": install.port,
        "state": STATE,
        "boot": f"{PROGRAM}/boot",
        "hosts": {row.host: row.v4 for row in install.hosts},
        "arguments": f"console={install.console}",
    }
    return json.dumps(told, indent=1) + "\n"


def program() -> Iterator[tuple[str, str]]:
    """Yield the files of the boot service's program, by their paths on a boot server; the packages around it are empty there."""
    yield from ((f"{PROGRAM}/{name}/__init__.py", "") for name in PACKAGES[:-1])
    yield from ((f"{PROGRAM}/{PACKAGES[-1]}/{path.name}", path.read_text(encoding="utf-8")) for path in sorted(SERVICE.glob("*.py")))
