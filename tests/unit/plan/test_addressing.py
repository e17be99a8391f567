"""Addresses by place: checked by hand from the formula, and by another library."""

import ipaddress
import itertools

import pytest

from podwright.plan.addressing import point_to_point_offsets
from podwright.plan.finding import Infeasible
from podwright.spec.site import Addresses
from unit.pods import SUPERPOD, plan


def address(pod: object, device: str, fabric: str, lane: int = 0) -> tuple[str, str]:
    return next((row.v4, row.v6) for row in pod.fabric.addresses if (row.device, row.fabric, row.lane) == (device, fabric, lane))


def test_an_address_reads_as_its_place() -> None:
    pod = plan(SUPERPOD, 3)
    assert address(pod, "pod-u003-r05-n02", "in_band") == ("10.8.3.82", "fd70:6f64:8:3::5:2")  # 3 x 256 + 5 x 16 + 2
    assert address(pod, "pod-u003-r05-n02", "compute", 7) == ("10.35.131.82", "fd70:6f64:20:703::5:2")  # + 7 x 32768
    assert address(pod, "pod-u003-r09-s08", "out_of_band") == ("10.16.25.40", "fd70:6f64:10:3::9:8")  # 3 x 2048 + 9 x 32 + 8 = 6440 = 25 x 256 + 40


def test_every_address_lies_in_its_block_and_blocks_do_not_meet() -> None:
    pod = plan(SUPERPOD, 8)
    blocks = {(row.fabric, row.device_class.value, row.lane): row for row in pod.fabric.blocks}
    class_of = {device.name: device.device_class.value for device in pod.physical.devices}
    for row in pod.fabric.addresses:
        block = blocks[row.fabric, class_of[row.device], row.lane]
        assert ipaddress.ip_address(block.v4_first) <= ipaddress.ip_address(row.v4) <= ipaddress.ip_address(block.v4_last)
        assert ipaddress.ip_address(block.v6_first) <= ipaddress.ip_address(row.v6) <= ipaddress.ip_address(block.v6_last)
    for family in ("v4", "v6"):
        spans = sorted((ipaddress.ip_address(getattr(b, f"{family}_first")), ipaddress.ip_address(getattr(b, f"{family}_last"))) for b in pod.fabric.blocks)
        assert all(left[1] < right[0] for left, right in itertools.pairwise(spans))


def test_text_is_as_the_standard_library_writes_it() -> None:
    for row in plan(SUPERPOD, 1).fabric.addresses:
        assert str(ipaddress.ip_address(row.v4)) == row.v4
        assert str(ipaddress.ip_address(row.v6)) == row.v6


def test_hosts_of_a_unit_share_a_subnet_and_no_host_is_its_gateway() -> None:
    pod = plan(SUPERPOD, 2)
    for host in pod.hosts.hosts:
        for interface in host.interfaces:
            network = str(ipaddress.ip_interface(interface.v4).network)
            subnet = next(row for row in pod.fabric.subnets if row.v4 == network and row.fabric == interface.fabric)
            assert subnet.gateway_v4 == str(ipaddress.ip_network(network)[1]) != interface.v4.partition("/")[0]


@pytest.mark.parametrize("family", ["v4", "v6"])
def test_a_pool_that_ends_too_soon_is_named_with_both_numbers(family: str) -> None:
    small = {"v4": "10.8.0.0/24", "v6": "fd00::/48"} if family == "v4" else {"v4": "10.8.0.0/16", "v6": "fd00::/64"}
    with pytest.raises(Infeasible) as caught:
        plan(SUPERPOD, 1, addresses=Addresses.model_validate({"pools": {"in_band": small}}))
    (finding,) = caught.value.findings
    assert (finding.code, finding.where) == ("P203", f"addresses.pools.in_band.{family}")
    assert "512" in finding.what or str(1 << 65) in finding.what


def test_every_pool_that_ends_too_soon_is_named_at_once() -> None:
    pools = {name: {"v4": f"10.{n}.0.0/24", "v6": f"fd00:{n}::/48"} for n, name in enumerate(("in_band", "storage", "compute"))}
    with pytest.raises(Infeasible) as caught:
        plan(SUPERPOD, 1, addresses=Addresses.model_validate({"pools": pools}))
    assert {finding.where for finding in caught.value.findings} == {f"addresses.pools.{name}.v4" for name in pools}


def test_numbered_links_have_a_stride_of_their_own() -> None:
    seen = [offset for leaf in range(4) for uplink in range(64) for offset in point_to_point_offsets(leaf, uplink)]
    assert seen == list(range(4 * 64 * 2))
