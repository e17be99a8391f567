"""Bars of power, cooling and storage say what the plan says, against what is given."""

import pytest

from podwright.outputs.report import render
from podwright.outputs.report.supply import Bar, supply
from podwright.spec.site import Site
from podwright.spec.storage import Storage
from unit.pods import SUPERPOD, plan


def bars(**words: object) -> dict[str, Bar]:
    return {bar.what: bar for bar in supply(plan(SUPERPOD, 1, **words)).bars}


def test_a_pod_is_held_against_what_the_site_feeds() -> None:
    site = Site.model_validate({"domain": "pod.example", "power": {"pod_kw": 300.0}})
    pod = plan(SUPERPOD, 1, site=site)
    bar = bars(site=site)["pod, nominal power"]
    assert bar.is_over
    assert bar.limit == "300.0 kW"
    assert bar.share_percent == -(-100 * pod.power.nominal_w // 300_000)


def test_what_is_not_declared_is_not_judged() -> None:
    bar = bars()["pod, nominal power"]
    assert (bar.limit, bar.share_percent, bar.is_over) == ("not declared", None, False)


def test_the_fullest_rack_of_a_kind_stands_for_all_of_them() -> None:
    pod = plan(SUPERPOD, 1)
    fullest_w = max(rack.power_w for rack in pod.physical.racks if rack.kind == "compute")
    assert bars()["fullest compute rack, nominal power"].amount == f"{fullest_w / 1000:.1f} kW"


@pytest.mark.parametrize("level", ["good", "better", "best"])
def test_storage_is_told_against_what_the_system_gives(level: str) -> None:
    words = {"workload": {"level": level}, "system": {"kind": "ddn-ai400x2", "capacity": "250tb"}}
    storage = Storage.model_validate(words)
    section = plan(SUPERPOD, 1, storage=storage).storage
    assert section.system
    assert section.system.read_gbyte_s
    assert section.guideline
    asked = next(row.read_gbyte_s for row in section.guideline.levels if row.name == level)
    bar = bars(storage=storage)["storage, read"]
    assert bar.limit == f"{section.system.read_gbyte_s:,.1f} GB/s"
    assert bar.share_percent == -(-100 * asked // section.system.read_gbyte_s)


def test_the_page_has_the_bars_and_the_bill() -> None:
    page = render(plan(SUPERPOD, 1), ())
    assert "Power, cooling, storage" in page
    assert "system/dgx-h100" in page
