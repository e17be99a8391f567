"""Drawings show what the plan says: each device at its height, each cable between the boxes of its ends."""

import dataclasses

import pytest

from podwright.outputs.report.fabric_map import BOXES_IN_ROW, maps
from podwright.outputs.report.rack_drawing import UNIT_HEIGHT_PX, draw
from podwright.outputs.report.racks import ranges, units
from podwright.outputs.report.summary import power_rows
from podwright.outputs.report.tables import fabric_rows
from unit.outputs.small_plan import small_plan


def test_a_device_is_drawn_at_its_rack_units() -> None:
    physical = small_plan().physical
    rack = next(rack for rack in physical.racks if rack.name == "small-u001-r01")
    drawing = draw(rack, [device for device in physical.devices if device.rack == rack.name])
    line_of_unit = {mark.number: mark.line_y for mark in drawing.marks}
    first, second = drawing.boxes
    assert (first.y + first.height, second.y + second.height) == (line_of_unit[1], line_of_unit[10])
    assert first.height == second.height == 8 * UNIT_HEIGHT_PX
    assert first.label == "small-u001-r01-n01"
    assert [mark.number for mark in drawing.marks] == list(range(1, 49))


def test_a_device_without_height_stands_beside_the_units() -> None:
    physical = small_plan().physical
    rack = next(rack for rack in physical.racks if rack.unit == 0)
    drawing = draw(rack, [device for device in physical.devices if device.rack == rack.name])
    [strip] = drawing.strips
    assert strip.label == "p01"
    assert strip.x >= drawing.inside_x + drawing.inside_width
    assert strip.x + strip.width <= drawing.width


def test_a_screen_reader_hears_every_device_of_the_rack() -> None:
    physical = small_plan().physical
    for unit in units(physical, 1):
        for drawn in unit.racks:
            assert all(device.name in drawn.drawing.description for device in physical.devices if device.rack == drawn.rack.name)


def test_a_long_name_is_drawn_without_the_name_of_the_pod_and_told_in_full() -> None:
    physical = small_plan(pod="a-pod-with-a-long-name").physical
    drawing = units(physical, 1)[0].racks[0].drawing
    assert drawing.boxes[0].label == "u001-r01-n01"
    assert drawing.boxes[0].title.startswith("a-pod-with-a-long-name-u001-r01-n01:")


def test_racks_that_look_alike_are_drawn_once_a_unit_and_none_is_lost() -> None:
    physical = small_plan(rack_count=8).physical
    found = units(physical, 1)
    assert [unit.name for unit in found] == ["unit 1", "pod-wide"]
    assert [[len(drawn.alike) for drawn in unit.racks] for unit in found] == [[7], [0]]
    shown = [name for unit in found for drawn in unit.racks for name in (drawn.rack.name, *(alike.rack.name for alike in drawn.alike))]
    assert sorted(shown) == [rack.name for rack in physical.racks]


def test_units_that_look_alike_are_drawn_once_and_all_are_named() -> None:
    physical = small_plan(unit_count=5, rack_count=2).physical
    found = units(physical, 5)
    assert [(unit.name, unit.alike) for unit in found] == [("unit 1", "2 to 5"), ("pod-wide", "")]


def test_units_beyond_the_last_scalable_one_are_zones() -> None:
    physical = small_plan(unit_count=5, rack_count=2).physical
    assert [(unit.name, unit.alike) for unit in units(physical, 3)] == [("unit 1", "2 to 3"), ("zone 4", "5"), ("pod-wide", "")]


@pytest.mark.parametrize(("numbers", "words"), [([], ""), ([2], "2"), ([2, 3, 4, 7, 9, 10], "2 to 4, 7, 9 to 10")])
def test_numbers_are_listed_as_people_list_them(numbers: list[int], words: str) -> None:
    assert ranges(numbers) == words


def test_a_rack_with_one_node_less_is_drawn_by_itself() -> None:
    physical = small_plan(rack_count=3).physical
    without = dataclasses.replace(physical, devices=tuple(device for device in physical.devices if device.name != "small-u001-r02-n02"))
    assert [(drawn.rack.name, len(drawn.alike)) for drawn in units(without, 1)[0].racks] == [("small-u001-r01", 1), ("small-u001-r02", 0)]


def test_a_map_has_spines_above_leaves_above_hosts_and_every_cable_in_a_line() -> None:
    plan = small_plan()
    [drawing] = maps(plan.physical, plan.fabric)
    assert [group.role for group in sorted(drawing.groups, key=lambda group: group.y)] == ["spine", "leaf", "gpu_node"]
    assert sorted(link.title.split(" ")[0] for link in drawing.links) == ["2", "4"]
    assert [caption.text for caption in drawing.captions] == ["2 \N{MULTIPLICATION SIGN} 400 Gb/s", "4 \N{MULTIPLICATION SIGN} 400 Gb/s"]


def test_a_map_of_many_units_stays_narrow() -> None:
    plan = small_plan(unit_count=BOXES_IN_ROW + 1)
    [drawing] = maps(plan.physical, plan.fabric)
    assert len(drawing.groups) == 3
    assert all(group.x >= 0 and group.x + group.width <= drawing.width for group in drawing.groups)


def test_cables_are_counted_by_what_they_join() -> None:
    [row] = fabric_rows(small_plan().fabric)
    assert [(cable.tier, cable.count, cable.rate_gbps, cable.medium) for cable in row.cables] == [
        ("device to leaf", 4, 400, "fibre"),
        ("leaf to spine", 2, 400, "fibre"),
    ]


def test_racks_that_draw_the_same_are_one_row_of_the_power_table() -> None:
    rows = power_rows(small_plan(rack_count=8, node_count=4).physical.racks)
    assert [(row.racks, row.rack_count, row.power_w, row.share_percent) for row in rows] == [
        ("small-u001-r01 to r08", 8, 40_800, 91),
        ("small-u000-r01", 1, 3_600, 8),
    ]


def test_a_rack_over_its_feed_is_marked() -> None:
    [rack, *_] = small_plan().physical.racks
    [row] = power_rows((dataclasses.replace(rack, power_w=45_001),))
    assert row.is_over
    assert row.share_percent == 101
