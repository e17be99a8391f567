"""Simulated hardware addresses are nobody's, are all different, and stay when the pod grows."""

from hypothesis import given
from hypothesis import strategies as st

from podwright.catalog.load import load_catalog
from podwright.plan.names import DeviceName, PortName
from podwright.plan.simulation import known_macs, port_number, simulated_macs
from podwright.plan.types import Plan
from unit.pods import SUPERPOD, plan

EVERY_KIND_OF_NAME = ("dgx-superpod-b300-spectrum", "nvl72-ai-factory-gb300", "rtx-pro-2-8-5-200")
"""Architectures whose systems between them name ports in every way that the catalogue knows."""


def macs(pod: Plan) -> dict[tuple[DeviceName, PortName], str]:
    return simulated_macs(pod.physical.devices, ((row.device, row.name) for row in pod.fabric.ports))


def test_every_address_is_one_ports_alone_and_no_registered_one() -> None:
    found = macs(plan(SUPERPOD))
    assert len(set(found.values())) == len(found)
    assert {int(mac[:2], 16) & 0b11 for mac in found.values()} == {0b10}


def test_growth_changes_none() -> None:
    small, large = macs(plan(SUPERPOD, 1, growth={"scalable_units": 3})), macs(plan(SUPERPOD, 3))
    assert {place: large[place] for place in small} == small


def test_no_two_ports_of_a_product_meet_in_one_number() -> None:
    for name in EVERY_KIND_OF_NAME:
        catalog = load_catalog(name)
        for kind in catalog.systems.values():
            names = {row.name for row in kind.ports} | {row.ethernet_name for row in kind.ports if row.ethernet_name}
            assert len({port_number(one) for one in names}) == len(names), kind.name
        for switch in catalog.switches.values():
            names = {one for profile in (None, *switch.profiles) for one, _, _ in switch.ports(profile)}
            assert len({port_number(one) for one in names}) == len(names), switch.name


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 98)), min_size=2, max_size=2, unique=True))
def test_counted_ports_never_meet(places: list[tuple[int, int]]) -> None:
    one, other = (port_number(f"swp{cage}s{lane}") for cage, lane in places)
    assert one != other
    assert port_number(f"swp{places[0][0]}") not in (one, other)


def test_what_is_declared_stands_before_what_is_simulated() -> None:
    pod = plan()
    device, port = pod.fabric.ports[0].device, pod.fabric.ports[0].name
    found = known_macs({(device, port): "b8:ce:f6:00:00:01"}, pod.physical.devices, ((row.device, row.name) for row in pod.fabric.ports))
    assert found[device, port] == "b8:ce:f6:00:00:01"
    assert sum(mac.startswith("b8") for mac in found.values()) == 1
