"""The bill counts everything that the plan holds, once, and every row can be traced."""

import csv
import io
import json
from collections import Counter
from dataclasses import replace

import pytest

from podwright.catalog.load import architecture_names, load_catalog
from podwright.catalog.media import MediaFile, PartRule
from podwright.checks.cabling import every_cable_can_be_bought, media_rules_have_no_gap
from podwright.outputs.bill import COLUMNS, BillRow, Group, bill, bill_csv, bill_json, trace
from podwright.plan.parts import parts_of
from podwright.plan.types import Plan, Role
from unit.pods import STARTER, SUPERPOD, plan

OF_DEVICES = (Group.SYSTEM, Group.SWITCH, Group.PDU, Group.POWER_SHELF, Group.CDU)


@pytest.fixture(scope="module")
def pod() -> Plan:
    return plan(SUPERPOD, 4)


@pytest.fixture(scope="module")
def rows(pod: Plan) -> tuple[BillRow, ...]:
    return bill(pod)


def quantity(rows: tuple[BillRow, ...], *groups: Group) -> int:
    return sum(row.quantity for row in rows if row.group in groups)


def named(rows: tuple[BillRow, ...], name: str) -> BillRow:
    return next(row for row in rows if row.row == name)


def test_every_device_rack_and_cable_is_bought_once(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    assert quantity(rows, *OF_DEVICES) == len(pod.physical.devices)
    assert quantity(rows, Group.RACK) == len(pod.physical.racks)
    assert quantity(rows, Group.CABLE) == len(pod.fabric.cables)


def test_four_units_have_the_published_components(rows: tuple[BillRow, ...]) -> None:
    """DGX SuperPOD RA, DGX H100, RA-11333-001 V11, table 7: 127 systems, 48 + 16 InfiniBand, 8 + 8 Ethernet switches, 4 UFM appliances, 38 racks."""
    quantities = {row.row: row.quantity for row in rows}
    assert (quantities["system/dgx-h100"], quantities["switch/qm9700"]) == (127, 64)
    assert (quantities["switch/sn4600c"], quantities["switch/sn2201"], quantities["system/ufm-appliance-3.1"]) == (8, 8, 4)
    assert quantity(rows, Group.RACK) == 38


def test_ports_of_a_plug_share_a_transceiver(pod: Plan) -> None:
    """A DGX H100 has 8 rails in 4 twin-port plugs, a QM9700 64 ports in 32: with all its ports in use it takes 32 transceivers."""
    flat = trace(pod, "transceiver/mma4z00-ns-flt")
    of_nodes = Counter(plug.rsplit("/", 1)[0] for plug in flat)
    nodes = [device.name for device in pod.physical.devices if device.role is Role.GPU_NODE]
    assert {of_nodes[name] for name in nodes} == {4}
    of_switches = Counter(plug.split("/", 1)[0] for plug in trace(pod, "transceiver/mma4z00-ns"))
    leaf = next(device.name for device in pod.physical.devices if device.role is Role.LEAF and device.fabric == "compute" and device.place.unit == 2)
    assert of_switches[leaf] == 32


def test_a_row_says_what_it_serves_and_its_trace_has_as_many(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    assert named(rows, "switch/qm9700").serves == ("compute/leaf", "compute/spine", "storage/leaf", "storage/spine")
    for row in rows:
        items = trace(pod, row.row)
        per_item = 8 if row.group is Group.LICENCE else 1
        assert len(set(items)) == len(items)
        assert len(items) * per_item == row.quantity
    assert trace(pod, "cable/nothing/1m") == ()


def test_the_traces_of_cables_are_all_labels(pod: Plan, rows: tuple[BillRow, ...]) -> None:
    traced = sorted(item for row in rows if row.group is Group.CABLE for item in trace(pod, row.row))
    assert traced == sorted(cable.label for cable in pod.fabric.cables)


def test_a_cable_that_splits_is_one_cable_as_long_as_its_longest_leg() -> None:
    pod = plan(STARTER)
    first, second = (next(i for i, row in enumerate(pod.fabric.cables) if row.a_port == port) for port in ("ibp24s0", "ibp64s0"))
    cables = list(pod.fabric.cables)
    cables[first], cables[second] = cables[first]._replace(leg=1), cables[second]._replace(leg=2, length_m=5.0)
    parts = (*pod.fabric.parts, *(replace(row, length_m=5.0) for row in pod.fabric.parts if row.medium == "ndr-mpo"))
    split = replace(pod, fabric=replace(pod.fabric, cables=tuple(cables), parts=parts))
    before, after = bill(pod), bill(split)
    assert quantity(after, Group.CABLE) == quantity(before, Group.CABLE) - 1
    assert (named(after, "cable/mfp7e10/5m").quantity, named(after, "cable/mfp7e10/3m").quantity) == (1, named(before, "cable/mfp7e10/3m").quantity - 2)
    assert quantity(after, Group.TRANSCEIVER) == quantity(before, Group.TRANSCEIVER)


def test_a_storage_system_and_units_beside_the_racks_are_bought() -> None:
    stored = plan(SUPERPOD, storage={"system": {"kind": "ddn-ai400x2", "blocks": 3}})
    row = next(row for row in bill(stored) if row.group is Group.STORAGE)
    assert (row.part.split("-")[0], row.quantity, row.serves) == ("ddn", 3, ("storage",))
    cables = named(bill(stored), "cable/storage-200g/20m")
    assert (cables.quantity, cables.serves) == (3 * 8, ("storage",))
    assert len(trace(stored, cables.row)) == 3 * 8


def test_a_cable_without_a_part_is_named_by_its_medium() -> None:
    pod = plan(STARTER)
    parts = tuple(replace(row, part=None, title="", a_module=None, b_module=None) if row.medium == "ndr-mpo" else row for row in pod.fabric.parts)
    row = named(bill(replace(pod, fabric=replace(pod.fabric, parts=parts))), "cable/ndr-mpo/3m")
    assert (row.quantity, row.what) == (16, "ndr-mpo, no part named")


def test_the_csv_reads_back_as_the_bill(rows: tuple[BillRow, ...]) -> None:
    read = list(csv.DictReader(io.StringIO(bill_csv(rows))))
    assert list(read[0]) == list(COLUMNS)
    assert [(row["ROW"], int(row["QUANTITY"]), tuple(row["SERVES"].split())) for row in read] == [(row.row, row.quantity, row.serves) for row in rows]


def test_the_json_has_a_row_each(rows: tuple[BillRow, ...]) -> None:
    read = json.loads(bill_json(rows))
    assert [(row["row"], row["quantity"], row["length_m"]) for row in read] == [(row.row, row.quantity, row.length_m) for row in rows]


@pytest.mark.parametrize("architecture", architecture_names())
def test_of_every_architecture_all_can_be_bought_and_no_plug_takes_two_modules(architecture: str) -> None:
    pod = plan(architecture)
    rows = bill(pod)
    assert [*every_cable_can_be_bought(pod), *media_rules_have_no_gap(pod)] == []
    assert quantity(rows, *OF_DEVICES) - sum(loop.cdu_count for loop in pod.cooling.loops if loop.cdu_standing is None) == len(pod.physical.devices)
    assert quantity(rows, Group.CABLE) == sum(cable.leg <= 1 for cable in pod.fabric.cables)
    plugs = [plug for row in rows if row.group is Group.TRANSCEIVER for plug in trace(pod, row.row)]
    assert len(set(plugs)) == len(plugs)


def test_a_unit_that_is_added_makes_no_row_smaller() -> None:
    small, large = ({row.row: row.quantity for row in bill(plan(SUPERPOD, units, growth={"scalable_units": 4}))} for units in (2, 3))
    assert {row: count for row, count in small.items() if large.get(row, 0) < count} == {}


def bought(lengths: tuple[float, ...], media: MediaFile, medium: str) -> list[str | None]:
    """Return the parts for uplinks of these lengths."""
    pod = plan(SUPERPOD)
    uplink = next(row for row in pod.fabric.cables if row.tier == "leaf_spine" and row.fabric == "compute")
    cables = [uplink._replace(length_m=length, medium=medium) for length in lengths]
    return [row.part for row in parts_of(media, cables, pod.physical.devices)]


def test_of_the_parts_the_first_that_is_long_enough_is_bought() -> None:
    media = load_catalog(SUPERPOD).media
    assert bought((3.0, 5.0, 7.0, 100.0, 150.0), media, "100g-qsfp28") == ["mcp1600", "mcp1600", "mfa1a00", "mfa1a00", "lc-duplex-100g"]
    assert bought((5000.0,), media, "100g-qsfp28") == [None]


def test_where_ports_share_a_module_a_tier_takes_one_kind_of_fibre() -> None:
    media = load_catalog(SUPERPOD).media
    assert bought((10.0, 50.0), media, "ndr-mpo") == ["mfp7e10", "mfp7e10"]
    assert bought((10.0, 70.0), media, "ndr-mpo") == ["mfp7e30", "mfp7e30"]
    assert bought((10.0, 9000.0), media, "ndr-mpo") == ["mfp7e10", None]


def test_a_length_in_a_gap_has_no_part() -> None:
    media = load_catalog(SUPERPOD).media
    rule = next(part for part in media.parts if part.name == "mfa1a00")
    gap = media.model_copy(update={"parts": (rule.model_copy(update={"shortest_m": 5.0}), *(p for p in media.parts if p.name == "lc-duplex-100g"))})
    late = gap.model_copy(update={"parts": (gap.parts[0], gap.parts[1].model_copy(update={"shortest_m": 150.0}))})
    assert bought((3.0, 7.0), gap, "100g-qsfp28") == ["lc-duplex-100g", "mfa1a00"]
    assert bought((3.0, 7.0, 120.0), late, "100g-qsfp28") == [None, "mfa1a00", None]


@pytest.mark.parametrize("change", [{"a_module": None}, {"shortest_m": 60.0}, {"kind": "dac"}])
def test_a_part_that_contradicts_itself_does_not_load(change: dict[str, object]) -> None:
    rule = load_catalog(SUPERPOD).media.parts[0]
    with pytest.raises(ValueError, match="part mfp7e10"):
        PartRule.model_validate(rule.model_dump() | change)
