"""The twin as NVIDIA Air imports it."""

import json
from collections.abc import Iterator

from podwright.outputs.twin.model import Interface, Twin
from podwright.plan.types import Device, Role

HOST_SYSTEM = "generic/ubuntu2204"
SWITCH_MEMORY_MIB, HOST_MEMORY_MIB, STORAGE_GIB = 2048, 1024, 10
"""As NVIDIA's own twins of its Enterprise Reference Architectures have them (NVIDIA/enterprise-ras, read 2026-11-21)."""
ROWS = {Role.CORE: 0, Role.SPINE: 1, Role.LEAF: 2}
STEP = 275
"""Distance between two drawn nodes."""


def air_topology(twin: Twin, *, release: str) -> str:
    """Return the topology as JSON; switches run Cumulus VX of a release (its first patch if none is told), hosts Ubuntu, and both keep the MAC addresses that their places decide.

    Shape: a link a line, so that two topologies compare.
    Laws: hosts' interfaces are `eth0` and on, as Air's images call them; switches keep the plan's, their management port too.
    Source: the keys are those of NVIDIA/enterprise-ras, Air exports; read 2026-11-21.
    """
    patch = "" if release.count(".") > 1 else ".0"
    return "".join(_pieces(twin, f"cumulus-vx-{release}{patch}"))


def _pieces(twin: Twin, switch_system: str) -> Iterator[str]:
    yield f'{{\n"format": "JSON",\n"title": {json.dumps(twin.pod)},\n"ztp": null,\n"content": {{\n"nodes": {{\n'
    nodes = [*_placed(twin.switches, switch_system), *_placed(twin.hosts, HOST_SYSTEM)]
    yield ",\n".join(f"{json.dumps(name)}: {json.dumps(node)}" for name, node in nodes)
    yield '\n},\n"links": [\n'
    yield ",\n".join(json.dumps([_end(link.a), _end(link.b)]) for link in twin.links)
    yield '\n],\n"oob": false,\n"netq": false\n}\n}\n'


def _placed(devices: tuple[Device, ...], system: str) -> Iterator[tuple[str, dict[str, object]]]:
    columns: dict[int, int] = {}
    for device in devices:
        row = ROWS.get(device.role, len(ROWS))
        column = columns[row] = columns.get(row, 0) + 1
        yield device.name, _node(system, is_switch=device.role in ROWS, x=column * STEP, y=(row + 1) * STEP)


def _node(system: str, *, is_switch: bool, x: int, y: int) -> dict[str, object]:
    return {
        "nic_model": "virtio",
        "cpu": 2 if is_switch else 1,
        "memory": SWITCH_MEMORY_MIB if is_switch else HOST_MEMORY_MIB,
        "storage": STORAGE_GIB,
        "positioning": {"x": x, "y": y},
        "os": system,
        "features": {"uefi": False, "tpm": False},
        "pxehost": False,
        "secureboot": False,
        "oob": False,
        "emulation_type": None,
        "network_pci": {},
    }


def _end(interface: Interface) -> dict[str, str | None]:
    return {"interface": interface.machine_name, "node": interface.device, "mac": interface.mac, "network_pci": None}
