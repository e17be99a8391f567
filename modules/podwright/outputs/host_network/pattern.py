"""Texts of many hosts that differ in addresses alone: written once for hosts of one kind and unit, then with each host's addresses in their places."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from podwright.plan.host_network import HostNetwork, Link, addressed

PLACE = re.compile(r"(255\.255\.255\.1\d\d|ffff:ffff::1\d{3})")
"""What stands for an address while the text is written: none of a plan is in these (class E and beyond 2000::/3 and fc00::/7)."""
Render = Callable[[HostNetwork], str]


def quickly(render: Render) -> Render:
    """Return a renderer that gives the same texts, each from the pattern of its kind and unit."""
    patterns: dict[tuple[str, int], list[str]] = {}

    def rendered(network: HostNetwork) -> str:
        key = network.kind, network.unit
        if key not in patterns:
            patterns[key] = PLACE.split(render(replace(network, links=tuple(_stood_for(link, index) for index, link in enumerate(network.links)))))
        pieces, known = patterns[key].copy(), _addresses(network)
        pieces[1::2] = [known[place] for place in pieces[1::2]]
        return "".join(pieces)

    return rendered


def _stood_for(link: Link, index: int) -> Link:
    v4, v6 = _places(index)
    return addressed(link, f"{v4}/{link.addresses[0].partition('/')[2]}", f"{v6}/{link.addresses[1].partition('/')[2]}")


def _places(index: int) -> tuple[str, str]:
    return f"255.255.255.1{index:02d}", f"ffff:ffff::1{index:03d}"


def _addresses(network: HostNetwork) -> Mapping[str, str]:
    pairs = (pair for index, link in enumerate(network.links) for pair in zip(_places(index), link.addresses, strict=True))
    return {place: address.partition("/")[0] for place, address in pairs}
