"""The role that configures switches, on real FRR in network namespaces: what differs is shown, mended, proven; what breaks neighbours does not stay."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.fabrics.routers import Switches, lacking, running, until
from lab.fabrics.switch_plays import ROOT, command, environment, lay, run
from podwright.outputs.frr.config import frr_configs
from podwright.plan.types import PortUse
from unit.pods import plan

RELOAD = Path("/usr/lib/frr/frr-reload.py")
LACKING = (*lacking(), *(() if RELOAD.is_file() else (f"{RELOAD}, of frr-pythontools",)))
pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(LACKING), reason=f"this machine lacks {', '.join(LACKING)}")]
SETTLE = {"switch_config_settle_s": 20, "switch_config_confirm_s": 40}


@pytest.fixture(scope="module")
def fabric() -> Iterator[Switches]:
    """Yield a leaf and one of its spines, with their session up."""
    pod = plan("dgx-superpod-h100")
    leaf = next(row for row in pod.ethernet.ports if row.use is PortUse.ROUTED)
    with running(pod, (leaf.device, leaf.peer), is_thin=True) as switches:
        until(lambda: is_up(switches), "BGP is up")
        yield switches


def is_up(switches: Switches) -> bool:
    """Return whether every planned session is established."""
    wanted = {name: {row.port for row in switches.ports(name)} for name in switches.names}
    return all({port for port, state in switches.neighbours(name).items() if state == "Established"} >= wanted[name] for name in switches.names)


def inventory(switches: Switches, folder: Path, **bad: object) -> Path:
    """Return the inventory of the switches that run, each with the plan's `frr.conf`; `bad` is another one, for the first of them."""
    texts = dict(frr_configs(switches.plan.ethernet))
    rows: dict[str, dict[str, object]] = {}
    for name in switches.names:
        there = {row.port for row in switches.ports(name)}
        every = [row.port for row in switches.plan.ethernet.ports if row.device == name and row.use in (PortUse.ROUTED, PortUse.PEER)]
        rows[name] = {
            "switch_config_way": "frr",
            "switch_config_wanted": texts[name],
            "switch_config_api": "",
            "switch_config_user": "",
            "switch_config_password": "",
            "switch_config_plane": "",
            "switch_config_neighbours": every,
            "switch_config_neighbours_away": [port for port in every if port not in there],
            "switch_config_frr_file": str(switches.folder / name / "frr.conf"),
            "switch_config_frr_socket": str(switches.folder / name),
            **SETTLE,
        }
    rows[switches.names[0]] |= bad
    return lay(folder, rows)


def broken(switches: Switches) -> str:
    """Return a configuration that FRR takes and that ends every session of the first switch: its neighbours would have to be of its own system."""
    text = dict(frr_configs(switches.plan.ethernet))[switches.names[0]]
    assert "neighbor fabric remote-as external" in text
    return text.replace("neighbor fabric remote-as external", "neighbor fabric remote-as internal")


def shown(switches: Switches, name: str) -> str:
    """Return the running configuration of a switch."""
    return switches.inside(name, "vtysh", "--vty_socket", str(switches.folder / name), "-c", "show running-config no-header")


def left(switches: Switches) -> list[str]:
    """Return what is left of a change that was not confirmed."""
    return sorted(path.name for path in switches.folder.glob("*/*.unconfirmed-podwright"))


def by_hand(switches: Switches, *lines: str) -> None:
    """Configure the first switch by hand."""
    words = [word for line in ("configure terminal", *lines) for word in ("-c", line)]
    switches.inside(switches.names[0], "vtysh", "--vty_socket", str(switches.folder / switches.names[0]), *words)


def test_a_second_run_changes_nothing_and_every_switch_is_taken_by_itself(fabric: Switches, tmp_path: Path) -> None:
    first, second = (run(inventory(fabric, tmp_path)) for _ in range(2))
    assert (first.status, second.status) == (0, 0), first.text + second.text
    assert second.changes == dict.fromkeys(fabric.names, 0), second.text
    assert second.text.count("PLAY [Switches]") == len(fabric.names), "a batch a switch"
    assert is_up(fabric)


def test_a_check_reports_drift_as_frr_says_it_and_a_run_mends_it(fabric: Switches, tmp_path: Path) -> None:
    name, other = fabric.names
    asn = next(row.asn for row in fabric.plan.ethernet.switches if row.device == name)
    before = shown(fabric, name)
    by_hand(fabric, f"router bgp {asn}", "address-family ipv4 unicast", "network 198.51.100.0/24")
    drifted = shown(fabric, name)
    checked = run(inventory(fabric, tmp_path), "--check", "--diff")
    assert checked.status == 0, checked.text
    assert "Lines To Delete" in checked.text
    assert "no network 198.51.100.0/24" in checked.text
    assert checked.changes[name] > 0
    assert shown(fabric, name) == drifted, "a check changes nothing"
    mended = run(inventory(fabric, tmp_path))
    assert mended.status == 0, mended.text
    assert mended.changes[name] > 0
    assert mended.changes[other] == 0
    assert shown(fabric, name) == before
    assert left(fabric) == []


def test_a_change_that_breaks_neighbours_is_taken_back_and_ends_the_play(fabric: Switches, tmp_path: Path) -> None:
    name = fabric.names[0]
    before, file = shown(fabric, name), (fabric.folder / name / "frr.conf").read_text()
    failed = run(inventory(fabric, tmp_path, switch_config_wanted=broken(fabric), switch_config_settle_s=6))
    assert failed.status != 0
    assert "Every planned neighbour is established" in failed.text
    assert "The change is taken back" in failed.text
    assert f"Not established: {fabric.ports(name)[0].port}." in failed.text
    assert set(failed.changes) == {name}, "the next switch is not touched"
    assert shown(fabric, name) == before
    assert (fabric.folder / name / "frr.conf").read_text() == file, "FRR would start from what ran before"
    until(lambda: is_up(fabric), "neighbours are back")
    assert left(fabric) == []


def test_what_frr_does_not_take_is_refused_before_anything_is_changed(fabric: Switches, tmp_path: Path) -> None:
    before = shown(fabric, fabric.names[0])
    refused = run(inventory(fabric, tmp_path, switch_config_wanted="router bgp 65001\n neighbour swp1 external\n"))
    assert refused.status != 0
    assert shown(fabric, fabric.names[0]) == before


def test_a_switch_whose_run_was_killed_before_it_confirmed_goes_back_by_itself(fabric: Switches, tmp_path: Path) -> None:
    name = fabric.names[0]
    before = shown(fabric, name)
    laid = inventory(fabric, tmp_path, switch_config_wanted=broken(fabric), switch_config_confirm_s=15, switch_config_settle_s=120)
    with (tmp_path / "killed.log").open("wb") as log:
        killed = subprocess.Popen(command(laid), cwd=ROOT, env=environment(tmp_path), stdout=log, stderr=log, start_new_session=True)
    try:
        until(lambda: "remote-as internal" in shown(fabric, name), "the change is applied")
    finally:
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()
    until(lambda: shown(fabric, name) == before, "the switch went back")
    until(lambda: is_up(fabric), "neighbours are back")
    until(lambda: left(fabric) == [], "the mark is gone")
