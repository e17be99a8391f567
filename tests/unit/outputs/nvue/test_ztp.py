"""The provisioning script, run: what it applies, what it refuses, and that a second run applies nothing. The switch's programs are stand-ins that keep a log."""

import os
import subprocess
from pathlib import Path

import pytest

from podwright.outputs.nvue.ztp import MARKER, known_by, laid, ztp_script
from podwright.plan.types import SiteName
from unit.outputs.nvue.pods import CONVERGED, pod, texts

PLAN = pod(*CONVERGED, is_told=False)
DEVICE = PLAN.ethernet.switches[0].device
ADDRESS = PLAN.ethernet.switches[0].management_v4
STANDINS = {
    "hostname": 'echo "$HOST"',
    "ip": 'echo "2: eth0    inet $ADDRESS/25 brd 192.0.2.255 scope global eth0"',
    "nv": """
echo "nv $*" >> "$LOG"
case "$1 $2" in
    "config patch") cmp --silent "$3" "$STATE" || cp "$3" "$STATE.pending" ;;
    "config diff") [ ! -f "$STATE.pending" ] || echo changes ;;
    "config apply") mv "$STATE.pending" "$STATE" ;;
esac
""",
}


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Return a folder with every file of the pod's switches, and the switch's programs in `bin`."""
    names = known_by(PLAN.ethernet, PLAN.hosts)
    files = texts(*CONVERGED)
    for device, text in files.items():
        (tmp_path / f"{device}.yaml").write_text(text, encoding="utf-8")
    script = ztp_script("pod", "5.14", "http://192.0.2.10/ztp/cumulus-ztp", [laid(device, text, names) for device, text in files.items()])
    (tmp_path / "cumulus-ztp").write_text(script, encoding="utf-8")
    (tmp_path / "lsb-release").write_text("DISTRIB_ID=Cumulus\nDISTRIB_RELEASE=5.14.0\n", encoding="utf-8")
    (tmp_path / "bin").mkdir()
    for name, text in STANDINS.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/bash\n{text}\n", encoding="utf-8")
        (tmp_path / "bin" / name).chmod(0o755)
    return tmp_path


def run(stick: Path, *, host: str = DEVICE, address: str = "192.0.2.7") -> tuple[int, str, list[str]]:
    """Return exit status, what was said, and what NVUE was asked."""
    log = stick / "log"
    log.unlink(missing_ok=True)
    words = {"PATH": f"{stick / 'bin'}:{os.environ['PATH']}", "HOST": host, "ADDRESS": address, "LOG": str(log), "STATE": str(stick / "state")}
    words |= {"ZTP_USB_MOUNTPOINT": str(stick), "PODWRIGHT_RELEASE_FILE": str(stick / "lsb-release")}
    done = subprocess.run(["bash", str(stick / "cumulus-ztp")], env=words, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr, log.read_text(encoding="utf-8").splitlines() if log.exists() else []


def test_a_switch_takes_its_own_configuration_and_a_second_run_applies_nothing(stick: Path) -> None:
    status, said, asked = run(stick)
    assert (status, [line.split()[2] for line in asked]) == (0, ["patch", "diff", "apply", "save"]), said
    assert (stick / "state").read_text(encoding="utf-8") == texts(*CONVERGED)[DEVICE]
    status, said, asked = run(stick)
    assert (status, [line.split()[2] for line in asked]) == (0, ["patch", "diff", "detach"]), said
    assert "applied already" in said


def test_a_switch_without_a_name_is_known_by_its_address(stick: Path) -> None:
    status, said, _ = run(stick, host="cumulus", address=ADDRESS)
    assert status == 0, said
    assert (stick / "state").read_text(encoding="utf-8") == texts(*CONVERGED)[DEVICE]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("stranger", "has no switch cumulus"),
        ("file", "checksum differs"),
        ("missing", "is not there"),
        ("release", "runs Cumulus Linux 5.9.1, its configuration is for 5.14"),
        ("near-release", "runs Cumulus Linux 5.1.4, its configuration is for 5.14"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_applied(stick: Path, fault: str, message: str) -> None:
    file = stick / f"{DEVICE}.yaml"
    if fault == "file":
        file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    if fault == "missing":
        file.unlink()
    if "release" in fault:
        found = "5.9.1" if fault == "release" else "5.1.4"
        (stick / "lsb-release").write_text(f"DISTRIB_RELEASE={found}\n", encoding="utf-8")
    status, said, asked = run(stick, host="cumulus" if fault == "stranger" else DEVICE)
    assert (status, asked) == (1, [])
    assert message in said


def test_the_script_holds_the_word_that_switches_look_for_and_fetches_beside_itself(stick: Path) -> None:
    text = (stick / "cumulus-ztp").read_text(encoding="utf-8")
    assert MARKER in text
    assert "ZTP_USB_MOUNTPOINT:-http://192.0.2.10/ztp}" in text


def test_a_switch_is_known_by_the_name_that_the_site_gives_it() -> None:
    from dataclasses import replace

    names = known_by(PLAN.ethernet, replace(PLAN.hosts, site_names=(SiteName(DEVICE, "core-01"),)))
    assert names[DEVICE] == (DEVICE, "core-01", ADDRESS)
