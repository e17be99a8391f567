"""The twin is taken by netlab itself, whose own containerlab file then has the links of ours.

Nothing is booted: that needs containers of the switches' operating system.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from podwright.outputs.twin.containerlab import containerlab_topology
from podwright.outputs.twin.model import twin_of
from podwright.outputs.twin.netlab import netlab_topology
from unit.pods import SUPERPOD, plan

NETLAB = "networklab==26.10"
LIMIT_S = 600


@pytest.fixture(scope="module")
def netlab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return netlab, installed where it goes away with the test."""
    room = tmp_path_factory.mktemp("netlab")
    subprocess.run([sys.executable, "-m", "venv", room], check=True, timeout=LIMIT_S)
    got = subprocess.run([room / "bin" / "pip", "install", "--quiet", NETLAB], capture_output=True, text=True, check=False, timeout=LIMIT_S)
    if got.returncode:
        pytest.skip(f"{NETLAB} cannot be had from a package index: {got.stderr.strip().splitlines()[-1]}")
    return room / "bin" / "netlab"


@pytest.mark.lab
@pytest.mark.soak
@pytest.mark.parametrize(
    ("architecture", "units", "os"),
    [("starter-h100", 1, "cumulus"), ("era-2-8-9-400", 1, "cumulus"), ("era-2-8-9-400", 1, "sonic"), ("era-2-8-9-800", 1, "cumulus"), (SUPERPOD, 2, "cumulus")],
)
def test_netlab_takes_the_topology_and_makes_the_links_of_our_containerlab_file(netlab: Path, tmp_path: Path, architecture: str, units: int, os: str) -> None:
    pod = plan(architecture, units, fabrics={"ethernet": {"os": os}})
    twin = twin_of(pod.header.pod, pod.physical, pod.fabric, pod.ethernet)
    (tmp_path / "topology.yml").write_text(netlab_topology(twin), encoding="utf-8")
    path = f"{netlab.parent}:/usr/bin:/bin"
    made = subprocess.run(
        [netlab, "create"], cwd=tmp_path, env={"PATH": path, "HOME": str(tmp_path)}, capture_output=True, text=True, check=False, timeout=LIMIT_S
    )
    assert made.returncode == 0, made.stdout + made.stderr
    theirs: dict[str, Any] = yaml.safe_load((tmp_path / "clab.yml").read_text(encoding="utf-8"))
    ours: dict[str, Any] = yaml.safe_load(containerlab_topology(twin))
    assert {frozenset(link["endpoints"]) for link in theirs["topology"]["links"]} == {frozenset(link["endpoints"]) for link in ours["topology"]["links"]}
    assert set(theirs["topology"]["nodes"]) == set(ours["topology"]["nodes"])
    assert {node["image"] for node in theirs["topology"]["nodes"].values()} == {
        group["image"].partition(":=")[2].removesuffix("}") for group in ours["topology"]["groups"].values()
    }
