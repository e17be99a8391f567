"""podwright beside pyavd and netlab on the same leaf-spine of 64 and 256 switches, in the same run."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench.place import Place
from bench.row import Row
from bench.timing import Took, took

HERE = Path(__file__).parent
SIZES = ((4, 60), (16, 240))
"""Spines and leaves: 64 and 256 switches."""
PINS = {"pyavd": "pyavd==6.4.0", "netlab": "networklab==26.10"}
NETLAB = """\
plugin: [ fabric ]
provider: clab
defaults.device: cumulus_nvue
defaults.const.MAX_NODE_ID: 4000
addressing:
  mgmt: {{ ipv4: 10.200.0.0/16, start: 10 }}
  loopback: {{ ipv4: 10.0.0.0/16 }}
  p2p: {{ ipv4: 10.128.0.0/9, prefix: 31 }}
module: [ bgp ]
bgp.as: 65000
fabric:
  spines: {spines}
  leafs: {leaves}
  spine.bgp.as: 65100
  leaf.bgp.as: '{{ 65200 + count }}'
"""
POD = """\
version: 1
name: pod
architecture: {name}
scalable_units: {leaves}
site: {{domain: pod.example}}
addresses:
  pools:
    loopback: {{v4: 10.0.0.0/8, v6: "fd70:6f64:0::/48"}}
    in_band: {{v4: 11.0.0.0/8, v6: "fd70:6f64:8::/48"}}
    storage: {{v4: 12.0.0.0/8, v6: "fd70:6f64:c::/48"}}
    out_of_band: {{v4: 13.0.0.0/8, v6: "fd70:6f64:10::/48"}}
    compute: {{v4: 14.0.0.0/8, v6: "fd70:6f64:20::/48"}}
    point_to_point: {{v4: 15.0.0.0/8, v6: "fd70:6f64:40::/48"}}
"""


@dataclass
class Peers:
    """The peers, each in an environment of its own."""

    folder: Path

    @cached_property
    def bin(self) -> dict[str, Path]:
        """The programs of each peer's environment, installed from the package index."""
        for name, pin in PINS.items():
            took([sys.executable, "-m", "venv", str(self.folder / name)], folder=self.folder)
            took([str(self.folder / name / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", pin], folder=self.folder)
        return {name: self.folder / name / "bin" for name in PINS}

    def avd(self, spines: int, leaves: int) -> dict[str, float]:
        """Return what pyavd took."""
        return told(took([str(self.bin["pyavd"] / "python"), str(HERE / "avd_worker.py"), str(spines), str(leaves)], folder=self.folder))

    def netlab(self, spines: int, leaves: int) -> dict[str, float]:
        """Return what `netlab create` took, process and all: it has no other door."""
        work = self.folder / f"netlab-{spines}-{leaves}"
        work.mkdir(exist_ok=True)
        (work / "topology.yml").write_text(NETLAB.format(spines=spines, leaves=leaves), encoding="utf-8")
        done = took([str(self.bin["netlab"] / "netlab"), "create", "-q"], folder=work)
        return {"elapsed_s": done.elapsed_s, "peak_mb": done.peak_mb, "switches": spines + leaves}


def peers(place: Place, runs: int) -> Iterator[Row]:
    """Yield time and memory of all three, a switch."""
    others = Peers(place.folder / "peers")
    others.folder.mkdir()
    for spines, leaves in SIZES:
        count, folder = spines + leaves, stack(place.folder / "peers" / f"ours-{spines}-{leaves}", spines, leaves)
        ours = [told(place.run("python", "-m", "bench.peers.ours.worker", str(folder))) for _ in range(runs)]
        assert (ours[0]["switches"], ours[0]["links"]) == (count, spines * leaves), "the same leaf-spine"
        mine_ms, mine_mb = _per_switch_ms(ours), max(one["peak_mb"] for one in ours)
        yield Row(f"ours-{count}", f"podwright: declaration, read, to cable sheet, {count} switches, a switch", "ms", None, tuple(map(_ms, ours)))
        yield Row(f"ours-{count}-memory", f"podwright: the same, peak resident size of {count} switches", "MB", None, (mine_mb,))
        for name, measured in (("pyavd", others.avd(spines, leaves)), ("netlab", others.netlab(spines, leaves))):
            yield Row(f"{name}-{count}", f"{name}: inputs to configurations and links, {count} switches, a switch", "ms", None, (_ms(measured),))
            time_pct, memory_pct = mine_ms / _ms(measured) * 100, mine_mb / measured["peak_mb"] * 100
            yield Row(f"{name}-{count}-share", f"podwright against {name}, {count} switches: share of its time a switch", "%", 1, (time_pct,))
            yield Row(f"{name}-{count}-memory", f"podwright against {name}, {count} switches: share of its memory", "%", 100, (memory_pct,))


def stack(folder: Path, spines: int, leaves: int) -> Path:
    """Return the folder of a pod that is the leaf-spine, its catalogue beside it."""
    name = f"leaf-spine-{spines + leaves}"
    for kind, file, text in (
        ("architectures", f"{name}.yaml", (HERE / "ours" / "leaf-spine.yaml").read_text(encoding="utf-8").format(name=name, spines=spines, leaves=leaves)),
        ("nodes", "bench-server.yaml", (HERE / "ours" / "bench-server.yaml").read_text(encoding="utf-8")),
        ("", "media.yaml", (HERE / "ours" / "media.yaml").read_text(encoding="utf-8")),
    ):
        (folder / "catalog" / kind).mkdir(parents=True, exist_ok=True)
        (folder / "catalog" / kind / file).write_text(text, encoding="utf-8")
    (folder / "pod.yaml").write_text(POD.format(name=name, leaves=leaves), encoding="utf-8")
    return folder


def told(done: Took) -> dict[str, float]:
    """Return what a worker printed last."""
    answer: dict[str, float] = json.loads(done.text.strip().splitlines()[-1])
    return answer


def _ms(one: dict[str, float]) -> float:
    return one["elapsed_s"] / one["switches"] * 1000


def _per_switch_ms(runs: list[dict[str, float]]) -> float:
    return sorted(map(_ms, runs))[len(runs) // 2]
