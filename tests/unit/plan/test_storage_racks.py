"""Where storage systems stand: the published heights and powers counted from the racks, places that never move, each watt once."""

import json
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from podwright.catalog.load import load_catalog
from podwright.catalog.storage import StorageKind
from podwright.checks.judge import judge
from podwright.outputs.bill import Group, bill
from podwright.plan.difference import diff
from podwright.plan.finding import Infeasible
from podwright.plan.placing import place_devices
from podwright.plan.sizing import laid_out, size
from podwright.plan.types import Device, Physical, Plan, Role
from unit.pods import STARTER, SUPERPOD, plan, spec

FACTS = Path(__file__).resolve().parents[4] / "shared" / "facts" / "reference-architectures.json"
ROWS = json.loads(FACTS.read_text()) if FACTS.is_file() else []
SCALING = [row for row in ROWS if row["table"] == "storage_scaling"]
SERVERS = [row for row in ROWS if row["row"] == "WEKApod server"]
PRINTED_WRONG = {8: 132}
"""Rack units by SU where the table contradicts its own rule, as in test_published_storage.py."""
CATALOG, SUPERPOD_CATALOG = load_catalog(STARTER), load_catalog(SUPERPOD)
KINDS = [kind for kind in CATALOG.storage.values() if kind.height]
STORED = (Role.STORAGE_APPLIANCE, Role.STORAGE_SWITCH)
FEED_W = 22_000
"""What two three-phase feeds of 32 A at 400 V carry when one has failed, which the catalogue's choices name: 400 V x 32 A x the root of 3 is 22.2 kW."""

needs_facts = pytest.mark.skipif(not ROWS, reason="the facts file is not beside this clone")


def physical(units: int = 1, **system: object) -> Physical:
    """Return what stands in a superpod with such storage, without the rest of the plan."""
    words = spec(SUPERPOD, units, storage={"system": system})
    sized = laid_out(words, SUPERPOD_CATALOG)
    return place_devices(words, sized, size(words, sized))


def stored(found: Physical) -> list[Device]:
    return [device for device in found.devices if device.role in STORED]


@cache
def ddn() -> Plan:
    return plan(SUPERPOD, storage={"system": {"kind": "ddn-ai400x2", "blocks": 12}})


@needs_facts
@pytest.mark.parametrize("row", SCALING, ids=lambda row: str(row["row"]))
def test_racks_hold_and_draw_what_nva_1175_prints(row: dict[str, int]) -> None:
    devices = stored(physical(row["su"], kind="netapp-nva-1175"))
    roles = Counter(device.role for device in devices)
    assert (roles[Role.STORAGE_APPLIANCE], roles[Role.STORAGE_SWITCH]) == (row["a90_systems"], row["cluster_switches"])
    assert sum(device.height_u for device in devices) == PRINTED_WRONG.get(row["su"], row["rack_units"])
    assert sum(device.power_w for device in devices) == round(row["kw"] * 1000)


@needs_facts
def test_a_wekapod_server_is_as_high_as_is_printed() -> None:
    (row,) = SERVERS
    assert {kind.height.value for kind in KINDS if kind.name.startswith("wekapod") and kind.height} == {row["u"]}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_more_blocks_move_none_that_stand(kind: StorageKind) -> None:
    most = min(kind.most_blocks.value if kind.most_blocks else 64, 64)
    sizes = [stored(physical(kind=kind.name, blocks=count)) for count in (1, 9, most)]
    for small, large in pairwise(sizes):
        assert set(small) <= set(large)
    filled = [(device.rack, u) for device in sizes[-1] for u in range(device.lowest_u, device.lowest_u + device.height_u)]
    assert len(filled) == len(set(filled))
    assert {u for _, u in filled} <= set(range(3, 43))


def test_more_units_move_no_block_and_more_blocks_move_nothing_else() -> None:
    one, four = (physical(units, kind="ddn-ai400x2", blocks=12) for units in (1, 4))
    assert stored(one) == stored(four)
    bare = plan(SUPERPOD)
    assert {(row.kind, row.change) for row in diff(bare, ddn())} == {
        ("rack", "added"),
        ("device", "added"),
        ("storage block", "added"),
        ("power", "added"),
        ("heat", "added"),
    }
    assert ddn().fabric == bare.fabric


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_rack_of_blocks_is_fed_by_what_the_choice_names(kind: StorageKind) -> None:
    assert kind.per_rack is not None
    assert kind.per_rack.value * (kind.power.value if kind.power else 0) <= FEED_W


def test_every_watt_of_a_storage_system_counts_once_in_rack_row_feed_and_pod() -> None:
    bare, pod = plan(SUPERPOD), ddn()
    assert pod.power.nominal_w - bare.power.nominal_w == 12 * 2200
    racks = {rack.name: rack for rack in pod.power.racks}
    assert [(racks[name].nominal_w, racks[name].feed_count) for name in ("pod-u000-r63", "pod-u000-r62")] == [(22_000, 2), (4_400, 2)]
    row, bare_row = pod.power.rows[0], bare.power.rows[0]
    assert (row.row, row.nominal_w - bare_row.nominal_w) == (0, 12 * 2200)
    assert pod.cooling.air_w - bare.cooling.air_w == 12 * 2200
    pdus = {
        rack: [device.name for device in pod.physical.devices if device.role is Role.PDU and device.rack == rack] for rack in ("pod-u000-r63", "pod-u000-r62")
    }
    assert pdus == {rack: [f"{rack}-p01", f"{rack}-p02"] for rack in pdus}
    (block,) = (line for line in bill(pod) if line.group is Group.STORAGE)
    assert (block.part, block.quantity) == ("ddn-ai400x2-120tb", 12)


def test_a_mass_that_is_not_published_is_told_where_the_floor_has_a_limit() -> None:
    site = {"domain": "pod.example", "floor": {"rack_kg": 3000}}
    pod = plan(SUPERPOD, site=site, storage={"system": {"kind": "ddn-ai400x2", "blocks": 2}})
    told = [finding.what for finding in judge(pod) if finding.code == "P308"]
    assert any("ddn-ai400x2-120tb" in what for what in told)


def test_without_a_height_blocks_have_no_place_and_a_quoted_one_gives_it() -> None:
    airi = {"kind": "airi-flashblade-s500", "blocks": 9}
    bare, quoted = (plan(STARTER, storage={"system": airi | words}) for words in ({}, {"block_height_u": 5, "block_power_kw": 4.5}))
    assert not stored(bare.physical)
    assert [finding.severity for finding in judge(bare) if finding.code == "P510"] == ["warning"]
    assert not [finding for finding in judge(quoted) if finding.code == "P510"]
    assert Counter(device.rack for device in stored(quoted.physical)) == {"pod-u000-r63": 8, "pod-u000-r62": 1}
    assert quoted.power.nominal_w - bare.power.nominal_w == 9 * 4500


def test_a_quoted_height_that_is_not_the_published_one_is_refused() -> None:
    with pytest.raises(Infeasible, match=r"P509 storage.system.block_height_u: 3 U are quoted, ddn-ai400x2 has 2 U"):
        physical(kind="ddn-ai400x2", block_height_u=3)


def test_storage_racks_that_meet_the_pods_own_are_refused() -> None:
    with pytest.raises(Infeasible, match=r"P103 storage_appliance: 62 racks are asked for, the pod's own row has 61 free"):
        physical(kind="wekapod-nitro", blocks=62 * 24)
