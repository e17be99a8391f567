"""The software of GPUs follows from the person's words and the kind of node; a driver and its fabric manager are one version."""

from dataclasses import replace

import pytest

from podwright.checks.versions import versions_go_together
from podwright.outputs.inventory_accelerators import accelerator_groups, accelerator_host_values, accelerator_values
from podwright.plan.types import Plan
from podwright.plan.types.accelerators import Accelerators
from podwright.spec.load import judge_words
from unit.pods import plan

KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n"
MIRROR = {"uri": "https://mirror.example/nvidia", "key": KEY}
INSTALLED = {"software": "installed", "mirror": MIRROR, "driver_version": "580.10.01"}
POD = {"version": 1, "name": "lab", "architecture": "starter-h100", "scalable_units": 1, "site": {"domain": "lab.example"}}


def packages(made: Plan) -> dict[str, str]:
    """Return the version of each package."""
    return {row.name: row.version for row in made.accelerators.packages}


def test_a_pod_that_says_nothing_leaves_the_software_alone() -> None:
    made = plan()
    assert made.accelerators == Accelerators()
    assert accelerator_groups(made) == {"accelerators": []}
    assert "gpu-driver" not in {row.component for row in made.versions}


def test_the_fabric_manager_has_the_version_of_the_driver() -> None:
    found = packages(plan(accelerators=INSTALLED))
    assert found["nvidia-open"] == found["nvidia-fabricmanager"] == "580.10.01"
    assert not list(versions_go_together(plan(accelerators=INSTALLED)))


def test_a_fabric_manager_of_another_version_is_refused() -> None:
    made = plan(accelerators=INSTALLED)
    rows = tuple(replace(row, version="570.0.0") if row.component == "fabric-manager" else row for row in made.versions)
    needs = tuple(
        replace(row, requires=tuple(replace(need, at_least="595.91.07", below="595.91.08") for need in row.requires))
        if row.component == "fabric-manager"
        else row
        for row in rows
    )
    assert [(one.code, one.where) for one in versions_go_together(replace(made, versions=needs))] == [("P901", "versions/fabric-manager")]


def test_a_node_without_nvswitch_has_no_fabric_manager() -> None:
    made = plan("nvl72-ai-factory-gb300", accelerators={"software": "verified"})
    assert "nvidia-fabricmanager" not in packages(made)
    assert accelerator_values(made)["fabric_manager_mode"] == "left"
    assert accelerator_values(made)["gpu_driver_mode"] == "verified"


def test_the_exporter_listens_on_the_in_band_address() -> None:
    made = plan(accelerators=INSTALLED)
    hosts = {host.name: host for host in made.hosts.hosts}
    node = hosts[made.accelerators.hosts[0]]
    assert accelerator_host_values(made, node) == {"dcgm_listen_address": f"{node.in_band_v4}:9400"}
    other = next(host for host in made.hosts.hosts if not host.gpu_count)
    assert accelerator_host_values(made, other) == {}


@pytest.mark.parametrize(
    "words",
    [
        {"software": "installed"},
        {"software": "some"},
        {"software": "installed", "mirror": {**MIRROR, "key": "hello"}},
        {"software": "installed", "mirror": {**MIRROR, "uri": "ftp://mirror.example"}},
        {"driver_version": "latest"},
    ],
    ids=lambda words: " ".join(words),
)
def test_words_that_no_host_could_obey_are_refused(words: dict[str, object]) -> None:
    assert judge_words({**POD, "accelerators": words})[1]  # type: ignore[dict-item]
