"""The twin as a containerlab topology."""

from collections.abc import Iterator

from podwright.outputs.twin.model import Twin

SWITCH_IMAGE = "quay.io/frrouting/frr:10.7.1"
HOST_IMAGE = "python:3.13-alpine"
"""Images that a site may replace by an environment variable; those that netlab 26.10 takes for FRR and for Linux hosts."""


def containerlab_topology(twin: Twin) -> str:
    """Return `topology.clab.yml`: a container a switch and a host, a link a cable; interfaces are called as in the plan, switches' as in their `frr.conf`.

    Laws: no interface is called eth0, which containerlab keeps for its own management network; that one stands for the management ports of switches.
    Source: containerlab, topology definition file (name, topology.groups, nodes, links with endpoints); read 2026-11-21.
    """
    return "\n".join((*_head(twin), *_body(twin), ""))


def told(twin: Twin) -> Iterator[str]:
    """Yield what the twin leaves out, a sentence each."""
    if twin.without:
        yield f"Without a twin: {', '.join(f'{count} {kind}' for kind, count in twin.without)}."
    if twin.fabrics_without:
        yield f"InfiniBand has none here: {', '.join(twin.fabrics_without)}."


def _head(twin: Twin) -> Iterator[str]:
    yield "# Made by podwright; the switches' own configuration is what podwright render writes for them."
    yield from (f"# {sentence}" for sentence in told(twin))
    yield f"name: {twin.pod}"
    yield "topology:"
    yield "  groups:"
    yield f"    switch: {{kind: linux, image: '${{PODWRIGHT_SWITCH_IMAGE:={SWITCH_IMAGE}}}'}}"
    yield f"    host: {{kind: linux, image: '${{PODWRIGHT_HOST_IMAGE:={HOST_IMAGE}}}'}}"


def _body(twin: Twin) -> Iterator[str]:
    yield "  nodes:"
    for group, devices in (("switch", twin.switches), ("host", twin.hosts)):
        yield from (f"    {device.name}: {{group: {group}, labels: {{role: {device.role}, kind: {device.kind}, rack: {device.rack}}}}}" for device in devices)
    yield "  links:"
    for link in twin.links:
        if not link.is_management:
            yield f'    - endpoints: ["{link.a.device}:{link.a.name}", "{link.b.device}:{link.b.name}"]'
