"""One control plane for all tests here: the repository's own superpod, 31 simulated nodes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.control_plane.cluster import Cluster, Stack, new_stack, plan_of
from podwright.lab.control_plane import PARTS
from podwright.lab.state import LabState


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A control plane that runs."""
    if os.geteuid() != 0:
        pytest.skip("a network namespace needs root")
    lab = Cluster(plan_of("superpod"), LabState(root=tmp_path_factory.mktemp("lab"), pod="superpod"))
    try:
        lab.start()
        yield lab
    finally:
        lab.remove()


@pytest.fixture
def stack(cluster: Cluster, tmp_path: Path) -> Iterator[Stack]:
    """A stack that is taken down when the test ends, whatever the test did to it."""
    fresh = new_stack(cluster, tmp_path)
    yield fresh
    if set(cluster.pids()) != set(PARTS):
        cluster.start()
    fresh.pulumi("destroy", "--yes", "--skip-preview")
