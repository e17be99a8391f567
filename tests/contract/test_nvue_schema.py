"""NVUE's own schema takes what switches are configured with: every kind of switch, on both sides of the release at which the form broke.

All other releases are asked in the lab's tests. The schema forbids unknown settings.
"""

from pathlib import Path

import pytest

from nvue_judge import Wrong, judged
from unit.outputs.nvue.pods import CONVERGED, TIERED, paired, paired_texts, pod, texts

EXPORTS = Path(__file__).resolve().parents[3] / "shared" / "facts" / "era"
PLANTED = {
    "a misspelt setting": ("hostname:", "hostnaem:", "system.hostnaem"),
    "a form of a later release": ("evpn:\n      enable: on", "evpn:\n      state: enabled", "evpn.state"),
    "a word where a number goes": ("hops: 1", "hops: one", "ttl-security.hops"),
    "a mode that is none": ("mode: lossless", "mode: losless", "qos.roce.mode"),
}


def lay(folder: Path, release: str) -> list[Path]:
    """Return a file of every kind of switch: of a converged pair with all words, of leaves and spines, of those that only bridge, of pairs that hosts take for one."""
    found = {}
    for size, is_told in ((CONVERGED, True), (TIERED, False)):
        plan, written = pod(*size, is_told=is_told), texts(*size, release, is_told=is_told)
        role = {device.name: device.role for device in plan.physical.devices}
        found |= {f"{size[1]}-{row.panel.replace('/', '-')}-{role[row.device]}-{row.is_overlay}": written[row.device] for row in plan.ethernet.switches}
        found |= {f"{size[1]}-pair-{row.priority}": paired_texts(*size, release)[row.device] for row in paired(*size).ethernet.mlag}
    for name, text in found.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return sorted(folder.glob("*.yaml"))


def test_the_schema_takes_every_kind_of_switch(tmp_path: Path) -> None:
    files = lay(tmp_path, "5.15")
    assert len(files) == 10
    assert judged("5.15", files) == []


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="the vendor's exports are not beside this clone")
def test_the_schema_finds_what_is_planted_and_takes_what_the_vendor_exports_and_what_is_written_here(tmp_path: Path) -> None:
    exports = sorted(EXPORTS.glob("*/switches/*.yaml"))
    assert len(exports) == 10
    right = lay(tmp_path, "5.13")
    text = next(text for text in texts(*CONVERGED, "5.13", is_told=True).values() if "mode: lossless" in text)
    for name, (good, wrong, _) in PLANTED.items():
        assert good in text, name
        (tmp_path / f"{name}.yaml").write_text(text.replace(good, wrong, 1), encoding="utf-8")
    found: dict[str, list[Wrong]] = {}
    for row in judged("5.13", [*right, *(tmp_path / f"{name}.yaml" for name in PLANTED), *exports]):
        found.setdefault(row[0].removesuffix(".yaml"), []).append(row)
    assert set(found) == set(PLANTED)
    for name, (_, _, where) in PLANTED.items():
        assert all(where in row[1] for row in found[name]), found[name]
