"""Boot servers in Ansible's inventory: their group, and the values of the roles that make them; pure.

What names every machine of the pod is not here: a lookup compiles it where it is asked for.
"""

from typing import TypeAlias

from podwright.outputs.kea_boot import LOADERS, SHIM
from podwright.plan.names import DeviceName
from podwright.plan.types import Plan
from podwright.plan.types.install import Install

Value: TypeAlias = "str | int | bool | list[Value] | dict[str, Value]"
Values: TypeAlias = dict[str, Value]

BOOT_SERVERS = "boot_servers"
"""The group of management nodes that serve DHCP, boot files, images and seeds; always there, empty where the pod does not install its hosts."""


def boot_groups(plan: Plan) -> dict[str, list[DeviceName]]:
    """Return the group and its hosts, the one that answers first before the other."""
    return {BOOT_SERVERS: [row.host for row in plan.install.servers]}


def boot_values(plan: Plan, host: str) -> Values:
    """Return what a boot server has alone, nothing for any other host."""
    row = next((row for row in plan.install.servers if row.host == host), None)
    if row is None:
        return {}
    return {
        "dhcp_server_is_pair": len(plan.install.servers) > 1,
        "boot_server_address": row.v4,
        "boot_server_port": plan.install.port,
        "boot_server_loaders": [{"name": name, "package": package, "path": path} for name, package, path in _loaders(plan.install)],
    }


def _loaders(install: Install) -> tuple[tuple[str, str, str], ...]:
    """Return what firmware fetches: its name, the package of Debian and Ubuntu that has it, and where in it."""
    if install.is_secure:
        return (
            (SHIM, "shim-signed", "/usr/lib/shim/shimx64.efi.signed"),
            ("grubx64.efi", "grub-efi-amd64-signed", "/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed"),
        )
    name = LOADERS[install.firmware]
    return ((name, "ipxe", f"/usr/lib/ipxe/{name}"),)
