"""Networks of hosts are set only where somebody says so; where podwright installs the hosts they are looked at."""

from podwright.plan.types.host_network import HostNetworking
from unit.pods import plan

IMAGE = {"kind": "image", "image": "0" * 64}


def test_a_pod_that_says_nothing_leaves_networks_alone() -> None:
    assert plan().host_network == HostNetworking("left", 120)


def test_networks_that_a_seed_laid_are_verified() -> None:
    assert plan(install=IMAGE).host_network.mode == "verified"


def test_the_persons_word_goes_first() -> None:
    assert plan(install=IMAGE, host_network={"mode": "applied", "confirm_s": 30}).host_network == HostNetworking("applied", 30)
