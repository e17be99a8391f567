"""What the chips of Ethernet switches set: the lanes that they keep for each cage, and the buffer that all ports share."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from podwright.catalog.load import Catalog
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.types.switching import SwitchPanel
from podwright.spec.ethernet import SwitchOs


class Chip(NamedTuple):
    """One family of chips; `buffer_bytes` is 0 where no source has it."""

    lanes_per_cage: int
    buffer_bytes: int


CHIPS: Mapping[str, Chip] = {"spectrum": Chip(4, 0), "spectrum-3": Chip(8, 60_817_392), "spectrum-4": Chip(8, 158_229_504)}
"""Lanes: sonic-net/sonic-buildimage, device/mellanox, port_config.ini of ACS-SN2201 (lane 4 is the second cage's, which has one), platform.json of msn4600 and
msn4600c (lane 8 is the second cage's, which has four), port_config.ini of Mellanox-SN5600-O128. Buffer: buffers_defaults_t1.j2 of ACS-MSN4700 and ACS-SN5600,
egress_lossless_pool_size. All read 2026-11-21."""


def switch_panels(system: SwitchOs, catalog: Catalog, kinds: Mapping[str, str]) -> tuple[SwitchPanel, ...]:
    """Return every panel with what its chip sets, by panel; `kinds` are the kinds of switch by panel.

    Raises: Infeasible when switches run SONiC and nobody knows their lanes, which SONiC must be told.
    """
    if system is SwitchOs.SONIC:
        trouble = tuple(_without_lanes(catalog, dict.fromkeys(kinds.values())))
        if trouble:
            raise Infeasible(trouble)
    chips = {panel: CHIPS.get(catalog.switches[kind].asic or "", Chip(0, 0)) for panel, kind in kinds.items()}
    return tuple(SwitchPanel(panel, chips[panel].lanes_per_cage, chips[panel].buffer_bytes) for panel in sorted(chips))


def _without_lanes(catalog: Catalog, kinds: Iterable[str]) -> Iterator[Finding]:
    for kind in kinds:
        chip = catalog.switches[kind].asic
        if chip not in CHIPS:
            has = f"has the chip {chip}" if chip else "has a chip that its catalogue entry does not name"
            what = f"{kind} {has}, and SONiC must be told which lanes lead to which cage; known are {', '.join(CHIPS)}"
            yield Finding("P419", "fabrics.ethernet.os", what, f"Take cumulus, or an architecture without {kind}")
