"""A new pod gets what its architecture needs beyond the defaults, each with its reason; what a person chose stays."""

import ipaddress
from itertools import combinations
from pathlib import Path

import pytest

from podwright.catalog.card import most_units
from podwright.catalog.load import architecture_names, load_catalog
from podwright.cli.fitting import fitting, put
from podwright.spec.load import judge_words
from unit.pods import spec

HUNGRY = """\
name: mine
like: starter-h100
layouts:
  - name: one-rack
    racks:
      - name: starter
        fixtures:
          - {role: power_shelf, kind: heater, first_slot: 10, count: 1, lowest_u: 50, step_u: 1}
    fabrics:
      - name: out_of_band
        seats:
          - {holds: management_node, first: 0, count: 8}
          - {holds: compute/leaf, first: 24, count: 1}
          - {holds: storage/leaf, first: 25, count: 1}
          - {holds: in_band/leaf, first: 26, count: 1}
          - {holds: gpu_node, first: 36, per_unit: 2, unit_stride: 8}
          - {holds: power_shelf/unit, first: 40, per_unit: 1, unit_stride: 8}
"""
HEATER = """\
name: heater
like: rack-pdu
power: {value: 31000, unit: W, source: "a data sheet", date: 2026-11-21, evidence: primary}
height: {value: 3, unit: U, source: "a data sheet", date: 2026-11-21, evidence: primary}
"""
WIDE = """\
name: mine
like: starter-h100
largest: {scalable_units: 64, racks_per_unit: 15, nodes_per_rack: 255, pod_racks: 63, devices_per_rack: 31}
"""


def own(folder: Path, **files: str) -> Path:
    """Return a stack's own catalogue: an architecture `mine`, and nodes by name."""
    for name, text in files.items():
        path = folder / ("architectures" if name == "mine" else "nodes") / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", architecture_names())
def test_what_one_unit_of_an_architecture_needs_is_a_pod_that_holds(name: str) -> None:
    needed = fitting(spec(name), load_catalog(name))
    value = {"version": 1, "name": "pod", "architecture": name, "scalable_units": 1, "site": {"domain": "pod.example"}}
    assert judge_words(put(value, needed))[1] == ()
    assert needed.values.keys() == needed.notes.keys()


@pytest.mark.parametrize("name", architecture_names())
def test_what_the_largest_pod_of_an_architecture_needs_is_enough(name: str) -> None:
    catalog = load_catalog(name)
    units = most_units(catalog.architecture)
    value = {"version": 1, "name": "pod", "architecture": name, "scalable_units": units, "site": {"domain": "pod.example"}}
    written, problems = judge_words(put(value, fitting(spec(name, units), catalog)))
    assert problems == ()
    assert written is not None
    assert fitting(written, catalog).values == {}


def test_a_pod_that_fits_the_defaults_needs_nothing() -> None:
    assert fitting(spec(), load_catalog("starter-h100")).values == {}


def test_racks_are_fed_with_a_tenth_to_spare_and_as_high_as_they_are_filled(tmp_path: Path) -> None:
    catalog = load_catalog("mine", own=own(tmp_path, mine=HUNGRY, heater=HEATER))
    needed = fitting(spec("mine"), catalog)
    assert needed.values[("site", "racks", "height_u")] == 52, "3 U from U50 on"
    drawn_w = sum(catalog.systems[kind].power.value * count for kind, count in {"dgx-h100": 2, "storage-x86": 1, "management-x86": 1, "heater": 1}.items())
    drawn_w += sum(catalog.switches[kind].power.value * count for kind, count in {"qm9700": 1, "sn4600c": 2, "sn2201": 1}.items())
    feed_kw = needed.values[("site", "racks", "feed_kw")]
    assert isinstance(feed_kw, int)
    assert feed_kw * 900 >= drawn_w > (feed_kw - 1) * 900
    assert f"draws {drawn_w / 1000:.1f} kW" in needed.notes[("site", "racks", "feed_kw")]


def test_what_a_person_chose_stays(tmp_path: Path) -> None:
    catalog = load_catalog("mine", own=own(tmp_path, mine=HUNGRY, heater=HEATER))
    chosen = spec("mine", site={"domain": "pod.example", "racks": {"feed_kw": 40.0, "height_u": 47}})
    assert fitting(chosen, catalog).values == {}


def test_pools_are_widened_where_they_are_too_narrow_and_never_meet(tmp_path: Path) -> None:
    catalog = load_catalog("mine", own=own(tmp_path, mine=WIDE))
    needed = fitting(spec("mine"), catalog)
    # A host's stride is 7 + 4 + 8 bits. Eight rails, the last from 7 x 2^19 on: a /10. Two paths, the second from 2^19 on: a /12.
    # Out of band, three classes of 7 + 6 + 5 bits and two lanes of hosts, the second from 3 x 2^18 + 2^19 on: a /11.
    networks = {at[-1]: value["v4"] for at, value in needed.values.items() if isinstance(value, dict)}
    assert networks == {"compute": "10.128.0.0/10", "out_of_band": "10.32.0.0/11", "storage": "10.16.0.0/12"}
    assert needed.notes["addresses", "pools", "compute"] == "The default 10.32.0.0/13 is too narrow for 1 unit of mine."
    value = {"version": 1, "name": "pod", "architecture": "mine", "scalable_units": 1, "site": {"domain": "pod.example"}}
    written, problems = judge_words(put(value, needed))
    assert problems == ()
    assert written is not None
    pools = written.addresses.pools
    held = [ipaddress.ip_network(getattr(pools, name).v4) for name in type(pools).model_fields]
    assert not [pair for pair in combinations(held, 2) if pair[0].overlaps(pair[1])]
    assert fitting(written, catalog).values == {}, "what was widened is wide enough"


def test_a_pool_that_a_person_chose_is_left_to_the_judge(tmp_path: Path) -> None:
    catalog = load_catalog("mine", own=own(tmp_path, mine=WIDE))
    chosen = spec("mine", addresses={"pools": {"compute": {"v4": "10.32.0.0/16", "v6": "fd70:6f64:20::/48"}}})
    assert ("addresses", "pools", "compute") not in fitting(chosen, catalog).values
