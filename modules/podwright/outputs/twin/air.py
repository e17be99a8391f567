"""The twin as NVIDIA Air imports it."""

import json
from collections.abc import Iterator

from podwright.outputs.twin.model import Interface, Twin
from podwright.plan.types import Device, Role

HOST_SYSTEM = "generic/ubuntu2204"
SWITCH_MEMORY_MIB, HOST_MEMORY_MIB, STORAGE_GIB = 2048, 1024, 10
"""As NVIDIA's own twins of its Enterprise Reference Architectures have them (NVIDIA/enterprise-ras, read 2026-11-21)."""
SONIC, SONIC_MEMORY_MIB = "sonic-vs-202305", 4096
ROWS = {Role.CORE: 0, Role.SPINE: 1, Role.LEAF: 2}
STEP = 275
"""Distance between two drawn nodes."""


def air_topology(twin: Twin) -> str:
    """Return the topology as JSON; switches run Cumulus VX of their release (its first patch if none is told), or the one SONiC that Air has, hosts Ubuntu; all keep
    the MAC addresses that their places decide.

    Shape: a link a line, so that two topologies compare.
    Laws: hosts' interfaces are `eth0` and on, as Air's images call them; switches that run Cumulus Linux keep the plan's, their management port too; a port of one
    that runs SONiC is `eth1` and on by its place in the panel, since `eth0` is the management port.
    Source: the keys are those of NVIDIA/enterprise-ras, Air exports; SONiC's system, its memory and interfaces are those of the example in NVIDIA's guide
    (CumulusNetworks/docs@04aeaff, nvidia-air-v2/Custom-Topology.md); read 2026-11-21.
    """
    system = twin.system
    if system.name == "sonic":
        return "".join(_pieces(twin, SONIC, SONIC_MEMORY_MIB))
    patch = "" if system.release.count(".") > 1 else ".0"
    return "".join(_pieces(twin, f"cumulus-vx-{system.release}{patch}", SWITCH_MEMORY_MIB))


def _pieces(twin: Twin, switch_system: str, memory_mib: int) -> Iterator[str]:
    yield f'{{\n"format": "JSON",\n"title": {json.dumps(twin.pod)},\n"ztp": null,\n"content": {{\n"nodes": {{\n'
    nodes = [*_placed(twin.switches, switch_system, memory_mib), *_placed(twin.hosts, HOST_SYSTEM, HOST_MEMORY_MIB)]
    yield ",\n".join(f"{json.dumps(name)}: {json.dumps(node)}" for name, node in nodes)
    yield '\n},\n"links": [\n'
    yield ",\n".join(json.dumps([_end(link.a), _end(link.b)]) for link in twin.links)
    yield '\n],\n"oob": false,\n"netq": false\n}\n}\n'


def _placed(devices: tuple[Device, ...], system: str, memory_mib: int) -> Iterator[tuple[str, dict[str, object]]]:
    columns: dict[int, int] = {}
    for device in devices:
        row = ROWS.get(device.role, len(ROWS))
        column = columns[row] = columns.get(row, 0) + 1
        yield device.name, _node(system, memory_mib, is_switch=device.role in ROWS, x=column * STEP, y=(row + 1) * STEP)


def _node(system: str, memory_mib: int, *, is_switch: bool, x: int, y: int) -> dict[str, object]:
    return {
        "nic_model": "virtio",
        "cpu": 2 if is_switch else 1,
        "memory": memory_mib,
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
