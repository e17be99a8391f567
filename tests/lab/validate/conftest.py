"""A pod that stands, for breaking: the one that the demo left, or another that PODWRIGHT_TEST_STACK names."""

import os
from pathlib import Path

import pytest

from lab.validate.standing import Pod, is_whole, pod_of

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def pod() -> Pod:
    """The pod; every test leaves it as it was."""
    folder = Path(os.environ.get("PODWRIGHT_TEST_STACK", REPOSITORY / "stacks" / "lab"))
    found = pod_of(folder)
    if os.geteuid() != 0 or not is_whole(found):
        pytest.skip(f"needs root and the pod of {folder} standing with hosts and cluster: run .ci/demo, or podwright lab up and podwright up")
    return found
