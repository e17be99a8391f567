"""Configurations of all switches, NVUE for Cumulus Linux and SONiC's tables: podwright on the leaf-spine that pyavd and netlab configure, and on large pods."""

from collections.abc import Iterator

from bench.peers.measure import Peers, stack, told
from bench.place import Place
from bench.row import Row

SPINES, LEAVES = 4, 60
LARGE = (("dgx-superpod-b300-spectrum", 8), ("era-2-8-9-400", 32), ("era-2-8-9-400", 3))
"""A pod of leaves and spines, one of each kind of switch, and the smallest with the longest configurations: a converged pair."""
BAR_MS = 1.0


def switch_config(place: Place, runs: int) -> Iterator[Row]:
    """Yield the time a switch: podwright's from the plan to the text, the peers' from their inputs to the text, which is all that they do."""
    others = Peers(place.folder / "switch-config")
    others.folder.mkdir()
    folder = stack(others.folder / "ours", SPINES, LEAVES)
    ours = [told(place.run("python", "-m", "bench.switch_config.worker", "cumulus", str(folder))) for _ in range(runs)]
    count = SPINES + LEAVES
    yield Row(
        f"switch-config-{count}", f"podwright: configuration of {count} switches and those that manage them, a switch", "ms", BAR_MS, tuple(map(_ms, ours))
    )
    for name, measured in (("pyavd", others.avd(SPINES, LEAVES)), ("netlab", others.netlab(SPINES, LEAVES))):
        yield Row(f"switch-config-{name}", f"{name}: inputs to configurations, {count} switches, a switch", "ms", None, (_ms(measured),))
    sonic = [told(place.run("python", "-m", "bench.switch_config.worker", "sonic", str(folder))) for _ in range(runs)]
    yield Row(f"switch-config-sonic-{count}", "podwright: the same switches for SONiC, FRR's file included, a switch", "ms", BAR_MS, tuple(map(_ms, sonic)))
    for architecture, units in LARGE:
        for system, mark in (("cumulus", ""), ("sonic", "sonic-")):
            done = [told(place.run("python", "-m", "bench.switch_config.worker", system, architecture, str(units))) for _ in range(runs)]
            what = f"podwright: configuration of {done[0]['switches']:.0f} switches of {architecture} with {units} units for {system}, a switch"
            yield Row(f"switch-config-{mark}{architecture}-{units}", what, "ms", BAR_MS, tuple(map(_ms, done)))


def _ms(one: dict[str, float]) -> float:
    return one["elapsed_s"] / one["switches"] * 1000
