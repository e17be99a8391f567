"""The role that configures switches, on an emulated NVUE endpoint: the API's own difference, commit-confirm, and what is kept."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.fabrics.nvue_endpoint import Nvue, listening
from lab.fabrics.nvue_tree import Tree, at, unspanned
from lab.fabrics.switch_plays import ROOT, Run, command, environment, lay, run
from podwright.declaration import declared
from podwright.outputs.nvue.switch import switch_settings
from podwright.plan.compile import compile_pod
from podwright.plan.types import PortUse
from unit.pods import plan

pytestmark = pytest.mark.lab
POD = plan("dgx-superpod-h100")
LEAF = next(row.device for row in POD.ethernet.ports if row.use is PortUse.ROUTED)
FACTORY: Tree = {
    "interface": {"eth0": {"type": "eth", "ip": {"address": {"dhcp": {}}, "vrf": "mgmt"}}},
    "system": {"aaa": {"user": {"cumulus": {"hashed-password": "$6$kept"}}}, "api": {"state": "enabled"}, "hostname": "cumulus"},
}


def wanted() -> Tree:
    """Return the plan's settings of the leaf."""
    found = switch_settings(POD.ethernet, POD.hosts, LEAF)
    assert found is not None
    return json.loads(json.dumps(found))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a certificate of loopback that vouches for itself, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=switch", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2")
    subprocess.run((*made, "-keyout", folder / "key.pem", "-out", folder / "cert.pem"), check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


class Bench:
    """One emulated switch, and runs of the playbook on it."""

    def __init__(self, nvue: Nvue, api: str, trusted: Path) -> None:
        self.nvue, self.api, self.trusted = nvue, api, trusted

    def play(self, *words: str, settings: Tree | None = None, **values: object) -> Run:
        """Return a run with these settings, the plan's unless others are given."""
        return run(lay(self.nvue.folder, {LEAF: self.values(settings) | values}), *words)

    def values(self, settings: Tree | None = None) -> dict[str, object]:
        """Return what the inventory says of the switch."""
        return {
            "switch_config_way": "nvue",
            "switch_config_wanted": json.dumps(wanted() if settings is None else settings),
            "switch_config_api": self.api,
            "switch_config_user": self.nvue.user,
            "switch_config_password": self.nvue.password,
            "switch_config_plane": "",
            "switch_config_neighbours": [row.port for row in POD.ethernet.ports if row.device == LEAF and row.use in (PortUse.ROUTED, PortUse.PEER)],
            "switch_config_ca_file": str(self.trusted),
            "switch_config_settle_s": 8,
        }


@pytest.fixture
def bench(tmp_path: Path, certificate: tuple[Path, Path]) -> Iterator[Bench]:
    """Yield a switch as it comes from the factory."""
    nvue = Nvue(POD.ethernet.system.release, tmp_path, "cumulus", "a-password", json.loads(json.dumps(FACTORY)))
    with listening(nvue, *certificate) as api:
        yield Bench(nvue, api, certificate[0])


def as_planned(bench: Bench) -> None:
    """Make the switch run what the plan says, without the role."""
    bench.nvue.applied = unspanned(wanted())
    at(bench.nvue.applied, "system").update({name: value for name, value in at(FACTORY, "system").items() if name != "hostname"})
    bench.nvue.started = json.loads(json.dumps(bench.nvue.applied))


def test_a_check_shows_the_difference_and_a_run_applies_confirms_and_saves_it(bench: Bench) -> None:
    checked = bench.play("--check", "--diff")
    assert checked.status == 0, checked.text
    assert f'"hostname": "{LEAF}"' in checked.text
    assert '"hostname": "cumulus"' in checked.text
    assert checked.changes[LEAF] > 0
    assert bench.nvue.applied == FACTORY
    assert bench.nvue.states == {}, "no revision is left"
    bench.nvue.is_saving = False
    first = bench.play()
    assert first.status == 0, first.text
    assert list(bench.nvue.states.values()) == ["applied"]
    assert at(bench.nvue.applied, "system", "aaa") == at(FACTORY, "system", "aaa"), "the password is the one that was there, not its stars"
    assert bench.nvue.started == bench.nvue.applied
    ran = bench.nvue.applied
    second = bench.play()
    assert second.status == 0, second.text
    assert second.changes == {LEAF: 0}
    assert bench.nvue.applied == ran
    assert bench.nvue.asked.index("GET /vrf/default/router/bgp/neighbor") > 0
    assert "a-password" not in checked.text + first.text + second.text


def test_drift_is_reported_by_a_check_and_mended_by_a_run(bench: Bench) -> None:
    as_planned(bench)
    planned = json.loads(json.dumps(bench.nvue.applied))
    at(bench.nvue.applied, "interface", "swp20")["description"] = "By hand"
    bench.nvue.applied["mlag"] = {"peer-ip": "linklocal"}
    del at(bench.nvue.applied, "interface")["swp21"]
    checked = bench.play("--check")
    assert checked.changes[LEAF] > 0, checked.text
    assert all(word in checked.text for word in ("By hand", "mlag", "swp21"))
    mended = bench.play()
    assert mended.status == 0, mended.text
    assert bench.nvue.applied == planned


def test_what_neighbours_do_not_confirm_is_taken_back(bench: Bench) -> None:
    as_planned(bench)
    before, bad = json.loads(json.dumps(bench.nvue.applied)), wanted()
    at(bad, "vrf", "default", "router", "bgp", "peer-group", *list(at(bad, "vrf", "default", "router", "bgp", "peer-group"))[:1])["remote-as"] = "internal"
    failed = bench.play(settings=bad)
    assert failed.status != 0
    assert "goes back to what it ran before" in failed.text
    assert "Not established: swp1, swp10, " in failed.text
    assert bench.nvue.applied == before == bench.nvue.started
    assert list(bench.nvue.states.values()) == ["confirm_fail"]


def test_a_switch_that_no_longer_answers_goes_back_by_itself(bench: Bench) -> None:
    as_planned(bench)
    before, bad = json.loads(json.dumps(bench.nvue.applied)), wanted()
    at(bad, "interface", "eth0", "ip").pop("gateway")
    bench.nvue.after_apply = 503
    failed = bench.play(settings=bad)
    assert failed.status != 0
    assert "does so by itself within 600 s" in " ".join(failed.text.split())
    assert bench.nvue.applied != before
    bench.nvue.expire()
    assert bench.nvue.applied == before == bench.nvue.started


def test_what_nvue_does_not_know_is_refused_and_no_revision_is_left(bench: Bench) -> None:
    pytest.importorskip("nvueschema")
    refused = bench.play(settings={**wanted(), "brigde": {"domain": {}}})
    assert refused.status != 0
    assert "brigde" in refused.text
    assert bench.nvue.applied == FACTORY
    assert bench.nvue.states == {}


def test_a_switch_whose_certificate_nobody_vouches_for_is_not_asked(bench: Bench) -> None:
    refused = bench.play(switch_config_ca_file="")
    assert refused.status != 0
    assert bench.nvue.asked == []


@pytest.mark.parametrize("planes", [("", ""), ("compute/0", "compute/1")], ids=["a fabric of one plane", "two planes"])
def test_no_two_switches_are_changed_at_once_whose_neighbours_need_one_of_them(planes: tuple[str, str], bench: Bench) -> None:
    rows = {f"switch{index}": bench.values() | {"switch_config_plane": plane} for index, plane in enumerate(planes)}
    refused = run(lay(bench.nvue.folder, rows), "-e", "switches_at_once=2")
    assert refused.status != 0
    assert "Limit the run to one plane" in refused.text
    assert bench.nvue.asked == []


def test_several_switches_of_one_plane_are_changed_at_once(bench: Bench) -> None:
    as_planned(bench)
    rows = {f"switch{index}": bench.values() | {"switch_config_plane": "compute/0"} for index in range(2)}
    made = run(lay(bench.nvue.folder, rows), "-e", "switches_at_once=2", "--check")
    assert made.status == 0, made.text
    assert made.text.count("PLAY [Switches]") == 1


def test_the_pods_own_inventory_gives_all_that_is_needed(bench: Bench) -> None:
    (bench.nvue.folder / "switch-password").write_text(bench.nvue.password)
    pod = compile_pod(*declared(ROOT / "stacks" / "lab"))
    name = pod.ethernet.switches[0].device
    told = {"PODWRIGHT_POD": str(ROOT / "stacks" / "lab"), "CREDENTIALS_DIRECTORY": str(bench.nvue.folder), "PYTHONPATH": str(ROOT / "modules")}
    words = ("--limit", name, "--check", "-e", json.dumps({"switch_config_api": bench.api, "switch_config_ca_file": str(bench.trusted)}))
    own = environment(bench.nvue.folder) | told | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command(ROOT / "inventory/pod.py", *words), cwd=ROOT, env=own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f'"hostname": "{name}"' in done.stdout
    assert bench.nvue.password not in done.stdout + done.stderr
