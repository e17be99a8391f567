"""The floor on the page: everything that stands there is drawn once a kind of row, and told in words."""

from functools import cache

from podwright.outputs.report.floor_plan import CELL_WIDTH_PX, NAMES_WIDTH_PX, floor_plan, floor_words
from podwright.outputs.report.racks import legend
from podwright.plan.types import Plan, Role
from unit.outputs.small_plan import small_plan
from unit.pods import SUPERPOD, plan
from unit.wet_pods import wet_plan


@cache
def stored() -> Plan:
    return plan(SUPERPOD, 2, storage={"system": {"kind": "ddn-ai400x2", "blocks": 12}})


def test_rows_that_are_alike_are_drawn_once_and_a_storage_rack_stands_before_the_pods_own() -> None:
    found = floor_plan(stored().floor, stored().physical)
    assert found is not None
    assert [name for name, _ in found.rows] == ["pod's own row", "rows 1 to 2"]
    own = [(cell.label, cell.role, cell.x) for cell in found.cells if cell.y == 0]
    assert own[:3] == [
        ("62", Role.STORAGE_APPLIANCE, NAMES_WIDTH_PX),
        ("63", Role.STORAGE_APPLIANCE, NAMES_WIDTH_PX + CELL_WIDTH_PX),
        ("01", Role.SPINE, NAMES_WIDTH_PX + 2 * CELL_WIDTH_PX),
    ]


def test_a_distribution_unit_of_the_room_is_drawn_and_in_the_legend() -> None:
    pod = wet_plan()
    found = floor_plan(pod.floor, pod.physical)
    assert found is not None
    assert [(cell.label, cell.title) for cell in found.cells if cell.role == Role.CDU] == [
        ("c01", "pod-u000-c01: distribution unit of loop pod"),
        ("c02", "pod-u000-c02: distribution unit of loop pod"),
    ]
    assert Role.CDU in legend(pod)


def test_the_floor_in_words_names_what_stands_and_the_area() -> None:
    assert floor_words(stored().floor) == "22 racks in 3 rows of up to 7.2 m: 63 m² with the aisles"


def test_a_plan_without_positions_has_no_drawing() -> None:
    pod = small_plan()
    assert floor_plan(pod.floor, pod.physical) is None
