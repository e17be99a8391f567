"""Names that tell a PCI place, and those that tell none. Expected by hand, from systemd.net-naming-scheme(7) and the remarks of rdma-core's naming rules."""

import pytest

from podwright.plan.pci_names import pci_place, rdma_name

PATHS = {
    "ibp24s0": "pci-0000:18:00.0",
    "enp170s0f1np1": "pci-0000:aa:00.1",
    "enP22p1s0f0np0": "pci-0016:01:00.0",
    "enP5p9s0": "pci-0005:09:00.0",
}


@pytest.mark.parametrize("name", PATHS)
def test_a_name_by_pci_place_tells_the_place(name: str) -> None:
    place = pci_place(name)
    assert place is not None
    assert place.path == PATHS[name]


@pytest.mark.parametrize("name", ["eno1", "ens2np0", "eth_p0_r0", "bond0", "bmc", "enp24s0x"])
def test_other_names_tell_no_place(name: str) -> None:
    assert pci_place(name) is None
    assert rdma_name(name, technology="ethernet") is None


@pytest.mark.parametrize(
    ("name", "technology", "adapter"),
    [("ibp0s12f4", "infiniband", "ibp0s12f4"), ("ibP2p3s0", "infiniband", "ibP2p3s0"), ("enP18p3s0f1np1", "ethernet", "roceP18p3s0f1")],
)
def test_an_adapter_is_named_by_the_place_of_its_port(name: str, technology: str, adapter: str) -> None:
    assert rdma_name(name, technology=technology) == adapter
