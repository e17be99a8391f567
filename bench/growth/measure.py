"""Addresses that change when a leaf-spine of 2 spines and 4 leaves grows by a leaf, and by a spine; what is gone counts as changed."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.peers.measure import Peers, stack
from bench.place import Place
from bench.row import Row
from bench.timing import Took, took

HERE = Path(__file__).parent
BEFORE = (2, 4)
STEPS = (("leaf", (2, 5)), ("spine", (3, 4)))
"""What is added, and the spines and leaves after it."""
RESERVED, WIDER, OFFSET = 4, 8, 16
"""Uplinks of a leaf that pyavd is told to reserve, those it is told later, and how far behind the spines its leaves' loopbacks begin."""
NETLAB = """\
plugin: [ fabric ]
provider: clab
defaults.device: frr
addressing:
  p2p: {{ ipv4: 10.128.0.0/16, prefix: 31 }}
module: [ bgp ]
bgp.as: 65000
fabric:
  spines: {spines}
  leafs: {leaves}
"""


def growth(place: Place, _runs: int) -> Iterator[Row]:
    """Yield how many addresses change with each step of each of the three; once, since none of them draws lots."""
    others = Peers(place.folder / "growth")
    others.folder.mkdir(exist_ok=True)
    makers = {"podwright": (_ours, place), "netlab": (_netlab, others), "pyavd": (_avd, others)}
    for name, (maker, where) in makers.items():
        before = maker(where, *BEFORE)
        for added, after in STEPS:
            yield _row(f"growth-{added}-{name}", f"{name}: a {added} added", before, maker(where, *after), bar=0 if name == "podwright" else None)
    before = _avd(others, *BEFORE, RESERVED, OFFSET)
    what = f"pyavd: a spine added, {RESERVED} uplinks a leaf and {OFFSET} spines reserved from the start"
    yield _row("growth-spine-pyavd-reserved", what, before, _avd(others, *STEPS[1][1], RESERVED, OFFSET))
    what = f"pyavd: the reserve raised from {RESERVED} to {WIDER} uplinks"
    yield _row("growth-reserve-pyavd", what, before, _avd(others, *BEFORE, WIDER, OFFSET))


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Return whose address is another afterwards, or gone."""
    return [name for name, address in before.items() if after.get(name) != address]


def _row(name: str, what: str, before: Mapping[str, str], after: Mapping[str, str], bar: float | None = None) -> Row:
    lost = changed(before, after)
    assert len(after) >= len(before) > 0, f"{what}: it has grown"
    note = f"{len(before)} addresses before, {len(after)} after" + (f"; {lost[0]} first: {before[lost[0]]}, then {after.get(lost[0], 'gone')}" if lost else "")
    return Row(name, f"{what}: addresses that change", "", bar, (float(len(lost)),), note)


def _ours(place: Place, spines: int, leaves: int) -> dict[str, str]:
    """Return podwright's addresses by device, interface and version, from a catalogue of the stack's own."""
    folder = stack(place.folder / "growth" / f"ours-{spines}-{leaves}", spines, leaves)
    return _told(place.run("python", "-m", "bench.growth.ours_worker", str(folder)))


def _avd(others: Peers, *words: int) -> dict[str, str]:
    """Return pyavd's addresses by device and interface."""
    return _told(took([str(others.bin["pyavd"] / "python"), str(HERE / "avd_worker.py"), *map(str, words)], folder=others.folder))


def _netlab(others: Peers, spines: int, leaves: int) -> dict[str, str]:
    """Return netlab's addresses by device and interface."""
    work = others.folder / f"netlab-growth-{spines}-{leaves}"
    work.mkdir(exist_ok=True)
    (work / "topology.yml").write_text(NETLAB.format(spines=spines, leaves=leaves), encoding="utf-8")
    took([str(others.bin["netlab"] / "netlab"), "create", "-q", "-o", "json=told.json"], folder=work)
    found: dict[str, str] = {}
    for name, node in json.loads((work / "told.json").read_text(encoding="utf-8"))["nodes"].items():
        found |= {f"{name} {where}": node[where]["ipv4"] for where in ("loopback", "mgmt")}
        found |= {f"{name} {row['ifname']}": row["ipv4"] for row in node["interfaces"] if row.get("ipv4")}
    return found


def _told(done: Took) -> dict[str, str]:
    answer: dict[str, str] = json.loads(done.text.strip().splitlines()[-1])["addresses"]
    return answer
