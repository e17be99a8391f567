"""Growth of every architecture: what stands does not move, unless the difference says so."""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from podwright.catalog.architecture import Layout
from podwright.catalog.load import architecture_names, load_catalog
from podwright.plan.difference import Cost, diff
from podwright.plan.types import Plan
from podwright.spec.pod import Growth
from unit.pods import plan, wide_pools

MOST_NODES = 400
"""Pods are built for about so many nodes here: the laws are the same beyond."""
QUICK_NODES = 150
"""Layouts whose smallest pods have more nodes than this are tried in the soak."""

ARCHITECTURES = {name: load_catalog(name).architecture for name in architecture_names()}


def layouts() -> Iterator[object]:
    """Yield every layout of every architecture; all but the quick ones for the soak."""
    for name, rule in ARCHITECTURES.items():
        for layout in rule.layouts:
            is_quick = layout is rule.layouts[0] and rule.unit.node_count.value * 2 <= QUICK_NODES
            yield pytest.param(name, layout.name, marks=() if is_quick else pytest.mark.soak, id=f"{name}-{layout.name}")


def layout_of(architecture: str, name: str) -> tuple[Layout, int]:
    """Return a layout, and the fewest units that ask for it."""
    layouts = ARCHITECTURES[architecture].layouts
    chosen = next(layout for layout in layouts if layout.name == name)
    smaller = [layout.most_units for layout in layouts if layout.nodes_per_rack == chosen.nodes_per_rack and layout.most_units < chosen.most_units]
    return chosen, max(smaller, default=0) + 1


@cache
def built(architecture: str, layout: str, units: int, node_count: int | None) -> Plan:
    """Return a pod of so many units whose upper layers are built for the layout's largest size that is quick to compile."""
    chosen, _ = layout_of(architecture, layout)
    words = {"racks": {"nodes_per_rack": chosen.nodes_per_rack}, "addresses": wide_pools()}
    return plan(architecture, units, growth=Growth(scalable_units=target(architecture, layout)), node_count=node_count, **words)


def target(architecture: str, layout: str) -> int:
    """Return the units that a pod of the layout is built for here."""
    chosen, fewest = layout_of(architecture, layout)
    per_unit = ARCHITECTURES[architecture].unit.node_count.value
    return min(chosen.most_units, max(fewest, MOST_NODES // per_unit))


def standing(pod: Plan) -> dict[object, object]:
    """Return what must not move: places, addresses, far ends of cables, numbers of networks and switches, LIDs; what bridges may carry one VLAN more."""
    return (
        {device.name: (device.rack, device.lowest_u, device.kind, device.role) for device in pod.physical.devices}
        | {(row.device, row.interface, row.fabric): (row.v4, row.v6) for row in pod.fabric.addresses}
        | {cable.label: (cable.b_device, cable.b_port, cable.length_m) for cable in pod.fabric.cables}
        | {("network", row.name): (row.vlan_id, row.vni, row.vrf, row.v4, row.v6) for row in pod.ethernet.networks}
        | {("switch", row.device): row for row in pod.ethernet.switches}
        | {("vlan", row.device, row.vlan_id, row.v6): row.v4 for row in pod.ethernet.interfaces}
        | {
            ("port", row.device, row.port): row._replace(tagged=(), untagged=row.untagged if row.fabric != "out_of_band" else 0, use="")
            for row in pod.ethernet.ports
        }
        | {("lid", row.subnet, row.device, row.port): row.lid for row in pod.infiniband.lids}
    )


@pytest.mark.parametrize(("architecture", "layout"), list(layouts()))
@hypothesis_settings(max_examples=2, deadline=None)
@given(data=st.data())
def test_a_pod_that_is_built_for_its_size_grows_in_silence(architecture: str, layout: str, data: st.DataObject) -> None:
    most, per_unit = target(architecture, layout), ARCHITECTURES[architecture].unit.node_count.value
    sequence = sorted(data.draw(st.lists(st.integers(1, min(most, max(1, MOST_NODES // per_unit))), min_size=2, max_size=3)))
    pods = [built(architecture, layout, units, None) for units in sequence]
    for before, after in pairwise(pods):
        assert standing(before).items() <= standing(after).items()
        assert all(row.change == "added" and row.cost is Cost.LIVE for row in diff(before, after) if row.kind in ("rack", "device", "cable", "address", "host"))


@pytest.mark.parametrize("architecture", [name for name, rule in ARCHITECTURES.items() if 2 < rule.unit.node_count.value <= QUICK_NODES // 2])
@hypothesis_settings(max_examples=2, deadline=None)
@given(data=st.data())
def test_appended_nodes_change_nothing_that_stands(architecture: str, data: st.DataObject) -> None:
    rule = ARCHITECTURES[architecture]
    places = rule.unit.node_count.value - 1
    few = data.draw(st.integers(1, places - 1))
    before, after = (standing(plan(architecture, 1, node_count=count, addresses=wide_pools())) for count in (few, data.draw(st.integers(few + 1, places))))
    assert before.items() <= after.items()
