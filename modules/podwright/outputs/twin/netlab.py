"""The twin as a netlab topology."""

from collections.abc import Iterator

from podwright.outputs.twin.containerlab import told
from podwright.outputs.twin.model import Twin

NAME_LENGTH = 63
"""netlab takes 16 characters unless it is told otherwise; names of a pod are DNS labels."""
TOPOLOGY_LENGTH = 12
"""Characters of a topology's name that netlab takes."""
FIRST_ADDRESS = 100
"""The first address of a node on netlab's management network."""


def netlab_topology(twin: Twin) -> str:
    """Return `topology.yml`: a node a switch (FRR) and a host (Linux), a link a cable with containerlab's interface names and without addresses.

    Laws: netlab numbers and configures nothing on the links (`prefix: false`); its own management network stands for the management ports of switches.
    Source: netlab 26.10, links and nodes; `defaults.const`; read 2026-11-21.
    """
    return "\n".join((*_lines(twin), ""))


def _lines(twin: Twin) -> Iterator[str]:
    count = len(twin.switches) + len(twin.hosts)
    yield "# Made by podwright; the switches' own configuration is what podwright render writes for them."
    yield from (f"# {sentence}" for sentence in told(twin))
    yield f"name: {twin.pod[:TOPOLOGY_LENGTH].rstrip('-')}"
    yield "provider: clab"
    yield "defaults.device: frr"
    yield f"defaults.const: {{MAX_NODE_ID_LENGTH: {NAME_LENGTH}, MAX_NODE_ID: {max(count, 150)}}}"
    yield f"addressing.mgmt: {{ipv4: 172.20.0.0/16, ipv6: false, start: {FIRST_ADDRESS}}}"
    yield "addressing.loopback: {ipv4: 10.0.0.0/16}"
    yield "nodes:"
    for system, devices in (("frr", twin.switches), ("linux", twin.hosts)):
        yield from (f"  {device.name}: {{device: {system}}}" for device in devices)
    yield "links:"
    for link in twin.links:
        if not link.is_management:
            yield f"- {link.a.device}: {{ifname: {link.a.name}}}"
            yield f"  {link.b.device}: {{ifname: {link.b.name}}}"
            yield "  prefix: false"
