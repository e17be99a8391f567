"""The small pod, one for all tests of this folder; each test gets it new."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.provider.small_pod import SmallPod, build, take_down
from podwright import engines

NEEDED = ("ip", "nsenter", "unshare", "sshd", "ssh")


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallPod]:
    lacking = [name for name in NEEDED if shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin") is None]
    if os.geteuid() != 0 or lacking or engines.find("pulumi") is None:
        pytest.skip(f"needs root, {', '.join(NEEDED)} and the engine pulumi; lacks {', '.join(lacking) or 'root or pulumi'}")
    folder = Path(tmp_path_factory.mktemp("small-pod"))
    pod = build(folder, f"podwright-small-{os.getpid()}")
    try:
        yield pod
    finally:
        take_down(pod)


@pytest.fixture
def pod(network: SmallPod) -> SmallPod:
    network.reset()
    return network
