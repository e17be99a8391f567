"""Is against should be: every planted fault is one finding, with its cables, its places and what mends it."""

from dataclasses import replace
from functools import cache

import pytest

from podwright.observe.compare import compare, of_fabrics
from podwright.observe.drift import Action, Comparison, Drift, DriftKind
from podwright.observe.ibnetdiscover import subnet
from podwright.observe.observed import Observed, PortState, Silence, asked, together
from podwright.observe.planned import Where
from podwright.plan.names import DeviceName
from podwright.plan.types import Plan
from podwright.plan.types.hosts import SiteName
from podwright.spec.hardware import HardwareRow
from unit.observe.wire import Tale, discovered, guid, mac, neighbours, plug, scanned, swap, talked, unplug, wires
from unit.pods import plan

INFINIBAND = ("compute", "storage")
LEAF, SPINE = "pod-u000-r01-s01", "pod-u000-r01-s13"
NODE, OTHER = "pod-u001-r01-n01", "pod-u001-r01-n02"


@cache
def pod() -> Plan:
    """One unit of an InfiniBand pod whose speeds are those of the plan."""
    return plan("dgx-superpod-a100", 1)


def found(observed: Observed, given: Plan | None = None, hardware: tuple[HardwareRow, ...] = ()) -> Comparison:
    chosen = given or pod()
    return compare(chosen.physical, chosen.fabric, observed, hardware=hardware)


def one(comparison: Comparison) -> Drift:
    (drift,) = comparison.drifts
    return drift


def places(drift: Drift) -> set[tuple[str, str]]:
    return {(end.device, end.port) for end in drift.ends}


@pytest.mark.parametrize("architecture", ["dgx-superpod-a100", "dgx-superpod-h100", "dgx-superpod-b300-xdr", "starter-h100", "mid-scale"])
def test_a_pod_that_is_wired_as_planned_has_no_drift(architecture: str) -> None:
    chosen = plan(architecture, 1)
    fabrics = [row.name for row in chosen.fabric.fabrics if row.technology == "infiniband"]
    talk = [row.name for row in chosen.fabric.fabrics if row.technology == "ethernet"]
    heard = together([scanned(chosen, wires(chosen, *fabrics)), talked(chosen, wires(chosen, *talk))])
    comparison = found(heard, chosen)
    assert comparison.drifts == ()
    assert comparison.unseen == ()
    assert all(row.planned == row.as_planned for row in comparison.tallies)


def test_a_rail_swap_is_one_finding_that_names_both_cables_and_one_move() -> None:
    drift = one(found(scanned(pod(), swap(wires(pod(), *INFINIBAND), (NODE, "ibp12s0"), (OTHER, "ibp18s0")))))
    assert (drift.kind, drift.aspects) == (DriftKind.SWAPPED, (DriftKind.WRONG_RAIL,))
    assert drift.cables == ("u001-r01-n01/ibp12s0", "u001-r01-n02/ibp18s0")
    (move,) = drift.moves
    assert move.action is Action.EXCHANGE
    assert places(drift) == {(NODE, "ibp12s0"), (OTHER, "ibp18s0"), (LEAF, "1/1"), ("pod-u000-r01-s02", "1/2")}
    assert {(move.from_end.device, move.to_end.device) for move in drift.moves if move.from_end and move.to_end} == {("pod-u000-r01-s02", LEAF)} or {
        (LEAF, "pod-u000-r01-s02")
    }


def test_every_end_is_told_by_rack_u_and_port() -> None:
    drift = one(found(scanned(pod(), unplug(wires(pod(), *INFINIBAND), (NODE, "ibp12s0")))))
    assert drift.ends == (Where(NODE, "ibp12s0", "pod-u001-r01", "U3-8"), Where(LEAF, "1/1", "pod-u000-r01", "U3"))


def test_a_missing_adapter_is_one_missing_cable() -> None:
    drift = one(found(scanned(pod(), unplug(wires(pod(), *INFINIBAND), (NODE, "ibp75s0")))))
    assert (drift.kind, drift.cables, [move.action for move in drift.moves]) == (DriftKind.MISSING, ("u001-r01-n01/ibp75s0",), [Action.LAY])


def test_a_missing_trunk_is_one_missing_cable() -> None:
    drift = one(found(scanned(pod(), unplug(wires(pod(), *INFINIBAND), (LEAF, "1/21")))))
    assert (drift.kind, places(drift)) == (DriftKind.MISSING, {(LEAF, "1/21"), (SPINE, "1/1")})


def test_a_node_that_is_gone_is_one_finding_a_fabric() -> None:
    ends = wires(pod(), *INFINIBAND)
    comparison = found(scanned(pod(), unplug(ends, *(end for end in ends if end[0] == NODE))))
    assert [(drift.kind, len(drift.cables)) for drift in comparison.drifts] == [(DriftKind.ABSENT_DEVICE, 8), (DriftKind.ABSENT_DEVICE, 2)]
    assert all(NODE in drift.what for drift in comparison.drifts)


def test_a_leaf_to_leaf_cable_is_a_wrong_tier_and_a_missing_cable() -> None:
    ends, other = wires(pod(), *INFINIBAND), ("pod-u000-r01-s02", "1/21")
    drift = one(found(scanned(pod(), plug(unplug(ends, (LEAF, "1/21"), other), (LEAF, "1/21"), other))))
    assert (drift.kind, drift.aspects) == (DriftKind.WRONG_TIER, (DriftKind.MISSING,))
    assert [move.action for move in drift.moves] == [Action.MOVE, Action.LAY]
    assert drift.cables == ("u000-r01-s01/1/21", "u000-r01-s02/1/21")


def test_a_plug_in_a_free_port_of_the_right_switch_is_a_wrong_port_and_one_move() -> None:
    ends, free = wires(pod(), *INFINIBAND), ("pod-u000-r01-s13", "1/38")
    assert free not in ends
    drift = one(found(scanned(pod(), plug(unplug(ends, (LEAF, "1/21")), (LEAF, "1/21"), free))))
    assert (drift.kind, drift.aspects) == (DriftKind.WRONG_PORT, ())
    (move,) = drift.moves
    assert (move.action, move.cable, move.from_end and move.from_end.port, move.to_end and move.to_end.port) == (
        Action.MOVE,
        "u000-r01-s01/1/21",
        "1/38",
        "1/1",
    )


def test_a_plug_in_another_fabric_or_unit_is_told_as_such() -> None:
    two = plan("dgx-superpod-h100", 2)
    ends = wires(two, *INFINIBAND)
    here, there = ("pod-u001-r01-n01", "ibp24s0"), ("pod-u002-r01-n01", "ibp24s0")
    drift = one(found(scanned(two, swap(ends, here, there)), two))
    assert (drift.kind, drift.aspects) == (DriftKind.SWAPPED, (DriftKind.ACROSS_UNITS,))
    drift = one(found(scanned(two, swap(ends, here, ("pod-u001-r01-n01", "ibp170s0f0"))), two))
    assert (drift.kind, drift.aspects) == (DriftKind.SWAPPED, (DriftKind.WRONG_FABRIC,))


def test_three_cables_in_a_circle_are_one_finding_in_an_order_that_can_be_followed() -> None:
    ends = wires(pod(), *INFINIBAND)
    first, second, third = (NODE, "ibp12s0"), (NODE, "ibp18s0"), (NODE, "ibp75s0")
    drift = one(found(scanned(pod(), swap(swap(ends, first, second), second, third))))
    assert drift.kind is DriftKind.ROTATED
    assert [move.action for move in drift.moves] == [Action.LIFT, Action.MOVE, Action.MOVE, Action.SET]


def test_a_cable_that_nobody_planned_is_found() -> None:
    ends = wires(pod(), *INFINIBAND)
    drift = one(found(scanned(pod(), plug(ends, (SPINE, "1/38"), ("pod-u000-r01-s14", "1/38")))))
    assert (drift.kind, drift.cables, [move.action for move in drift.moves]) == (DriftKind.UNPLANNED, (), [Action.REMOVE])


@pytest.mark.parametrize(("speed", "kind"), [("4xEDR", DriftKind.SLOW), ("2xHDR", DriftKind.NARROW), ("1xHDR", DriftKind.NARROW), ("2xEDR", DriftKind.SLOW)])
def test_a_slow_link_is_told_with_its_rate_and_a_dead_lane_as_such(speed: str, kind: DriftKind) -> None:
    drift = one(found(scanned(pod(), wires(pod(), *INFINIBAND), Tale(speeds={(NODE, "ibp12s0"): speed}))))
    assert (drift.kind, drift.cables, drift.moves) == (kind, ("u001-r01-n01/ibp12s0",), ())
    assert "200 Gb/s is planned" in drift.what


def test_a_switch_with_the_name_of_another_is_found_by_its_cables() -> None:
    drift = one(found(scanned(pod(), wires(pod(), *INFINIBAND), Tale(names={LEAF: "pod-u000-r01-s02"}))))
    assert drift.kind is DriftKind.MISNAMED
    assert f"what stands at {LEAF} calls itself pod-u000-r01-s02; it is {LEAF} by 40 of its 40 cables" in drift.what


def test_switches_that_nothing_manages_are_known_by_their_cables_tier_by_tier() -> None:
    nameless = {device.name: "Quantum Mellanox Technologies" for device in pod().physical.devices if device.kind == "qm8790"}
    ends = wires(pod(), *INFINIBAND)
    assert len(nameless) == 19
    assert found(scanned(pod(), ends, Tale(names=nameless))).drifts == ()
    wrong = swap(ends, (LEAF, "1/21"), ("pod-u000-r01-s02", "1/22"))
    assert one(found(scanned(pod(), wrong, Tale(names=nameless)))) == one(found(scanned(pod(), wrong)))


def test_two_switches_that_have_each_others_names_are_two_findings_and_no_cable() -> None:
    names = {LEAF: "pod-u000-r01-s02", "pod-u000-r01-s02": LEAF}
    comparison = found(scanned(pod(), wires(pod(), *INFINIBAND), Tale(names=names)))
    assert [drift.kind for drift in comparison.drifts] == [DriftKind.MISNAMED, DriftKind.MISNAMED]


def test_a_switch_that_lies_in_its_frames_is_found_by_who_was_asked() -> None:
    ends = wires(pod(), "in_band")
    liar, victim = "pod-u000-r01-s23", "pod-u000-r01-s24"
    talk = talked(pod(), ends, names={liar: victim})
    said = Observed(nodes=(talk.nodes[0]._replace(key=asked(liar), name=victim, ids=(f"mac:{mac(liar).replace(':', '')}",)),))
    comparison = of_fabrics(found(together([said, talk])), pod().fabric, ("in_band",))
    assert [(drift.kind, {end.device for end in drift.ends}) for drift in comparison.drifts] == [(DriftKind.MISNAMED, {liar, victim})]


def test_hardware_ids_beat_names() -> None:
    rows = (HardwareRow(LEAF, "1/1", None, f"0x{guid(pod(), (LEAF, '1/1'))}", None),)
    drift = one(found(scanned(pod(), wires(pod(), *INFINIBAND), Tale(names={LEAF: "pod-u000-r01-s02"})), hardware=rows))
    assert (drift.kind, "by its hardware ids" in drift.what) == (DriftKind.MISNAMED, True)


def test_a_device_may_call_itself_by_the_name_that_the_site_gave_it() -> None:
    names = {LEAF: "ams1-leaf-01", NODE: "ams1-gpu-001"}
    observed = scanned(pod(), wires(pod(), *INFINIBAND), Tale(names=names))
    assert found(observed).drifts != ()
    given = tuple(SiteName(DeviceName(device), name) for device, name in names.items())
    assert compare(pod().physical, pod().fabric, observed, site_names=given).drifts == ()


@pytest.mark.parametrize(
    "adapters",
    [
        {},
        {"ibp12s0": "mlx5_0", "ibp18s0": "mlx5_1", "ibp75s0": "mlx5_2", "ibp84s0": "mlx5_3", "ibp141s0": "mlx5_6"},
        {"ibp12s0": "HCA-1", "ibp18s0": "HCA-2"},
    ],
)
def test_an_adapter_is_known_by_each_name_that_a_kernel_may_give_it(adapters: dict[str, str]) -> None:
    assert found(scanned(pod(), wires(pod(), *INFINIBAND), Tale(adapters=adapters))).drifts == ()


def test_an_adapter_is_known_by_the_guid_that_its_host_tells() -> None:
    ends = wires(pod(), *INFINIBAND)
    nameless = Tale(adapters={end[1]: "unnamed" for end in ends})
    told = Observed(
        states=tuple(
            PortState(asked(end[0]), end[1], is_up=True, address=f"guid:{guid(pod(), end)}") for end in ends if not end[0].rpartition("-")[2].startswith("s")
        )
    )
    assert found(scanned(pod(), ends, nameless)).drifts != ()
    assert found(together([scanned(pod(), ends, nameless), told])).drifts == ()


def test_a_guid_that_is_there_twice_is_found_with_its_holders() -> None:
    text = discovered(pod(), wires(pod(), *INFINIBAND))
    one_guid, other = guid(pod(), (NODE, "ibp12s0")), guid(pod(), (OTHER, "ibp12s0"))
    broken = text.replace(f"({other})", f"({one_guid})")
    comparison = found(subnet(broken, device=NODE, source="scan"))
    drift = one(comparison)
    assert (drift.kind, places(drift)) == (DriftKind.REPEATED_ID, {(NODE, "ibp12s0"), (OTHER, "ibp12s0")})
    assert f"GUID 0x{one_guid}" in drift.what


def test_something_foreign_is_one_finding_with_all_its_cables() -> None:
    ends = wires(pod(), "in_band")
    leaf = "pod-u000-r01-s23"
    pulled = unplug(ends, (leaf, "swp1"), (leaf, "swp2"))
    foreign = plug(plug(plug(pulled, (leaf, "swp1"), ("printer", "lan0")), (leaf, "swp2"), ("printer", "lan1")), (leaf, "swp48"), ("printer", "lan2"))
    comparison = of_fabrics(found(talked(pod(), foreign, asked=sorted({end[0] for end in ends}))), pod().fabric, ("in_band",))
    drift = one(comparison)
    assert (drift.kind, drift.aspects) == (DriftKind.UNKNOWN_DEVICE, (DriftKind.MISSING,))
    assert "printer" in drift.what
    assert {end.port for end in drift.ends if end.device == leaf} == {"swp1", "swp2", "swp48"}


def test_a_name_from_the_wire_cannot_write_into_a_terminal() -> None:
    ends, leaf = wires(pod(), "in_band"), "pod-u000-r01-s23"
    foreign = plug(unplug(ends, (leaf, "swp1")), (leaf, "swp1"), ("x\x1b[2Jy", "p\n0"))
    drift = one(of_fabrics(found(talked(pod(), foreign, asked=sorted({end[0] for end in ends}))), pod().fabric, ("in_band",)))
    assert drift.kind is DriftKind.UNKNOWN_DEVICE
    assert drift.what.isprintable()
    assert all((end.device + end.port).isprintable() for end in drift.ends)


def test_what_nobody_could_tell_is_unseen_and_never_missing() -> None:
    comparison = found(talked(pod(), wires(pod(), "in_band"), asked=[NODE]))
    assert [drift for drift in comparison.drifts if drift.kind is not DriftKind.MISSING] == []
    seen = {cable.label for cable in pod().fabric.cables if NODE in (cable.a_device, cable.b_device) and cable.fabric in ("in_band",)}
    assert not seen & set(comparison.unseen)
    assert {row.fabric: row.unseen for row in comparison.tallies}["compute"] == 320


def test_where_the_other_cable_of_a_swap_leads_is_not_guessed_while_nobody_told() -> None:
    chosen = plan("starter-h100", 1)
    ends = swap(wires(chosen, "in_band"), (NODE, "enp41s0f1np1"), (OTHER, "enp41s0f1np1"))
    drift = one(of_fabrics(found(talked(chosen, ends, asked=[NODE]), chosen), chosen.fabric, ("in_band",)))
    assert (drift.kind, drift.aspects) == (DriftKind.WRONG_PORT, ())
    assert drift.what.endswith("; nobody told what is plugged to pod-u001-r01-s03/swp34 and pod-u001-r01-n02/enp41s0f1np1")
    assert drift.remedy.startswith("Ask pod-u001-r01-n02 and pod-u001-r01-s03 too")
    drift = one(of_fabrics(found(talked(chosen, ends, asked=[NODE, OTHER]), chosen), chosen.fabric, ("in_band",)))
    assert drift.kind is DriftKind.SWAPPED


def test_a_port_that_is_up_and_hears_nobody_is_unseen() -> None:
    ends = wires(pod(), "in_band")
    silent = unplug(ends, ("pod-u000-r01-s23", "swp1"))
    assert [drift.kind for drift in in_band(silent, ()).drifts] == [DriftKind.MISSING]
    up = (PortState(asked("pod-u000-r01-s23"), "swp1", is_up=True),)
    assert in_band(silent, up).drifts == ()
    down = (PortState(asked("pod-u000-r01-s23"), "swp1", is_up=False),)
    assert "swp1 is down" in one(in_band(silent, down)).what


def in_band(ends: dict[tuple[str, str], tuple[str, str]], states: tuple[PortState, ...]) -> Comparison:
    heard = talked(pod(), ends, asked=sorted({end[0] for end in wires(pod(), "in_band")}))
    return of_fabrics(found(replace(heard, states=states)), pod().fabric, ("in_band",))


def test_a_port_that_hears_two_neighbours_is_found() -> None:
    ends = wires(pod(), "in_band")
    heard = talked(pod(), ends)
    second = heard.links[0]._replace(b_node="name:hub", b_port="1")
    comparison = of_fabrics(found(replace(heard, links=(*heard.links, second))), pod().fabric, ("in_band",))
    assert [drift.kind for drift in comparison.drifts] == [DriftKind.CROWDED]


def test_a_fibre_that_leads_one_way_is_found() -> None:
    ends = wires(pod(), "in_band")
    heard = talked(pod(), ends)
    deaf = next(link for link in heard.links if link.a_node == asked("pod-u000-r01-s23") and link.a_port == "swp1")
    comparison = of_fabrics(found(replace(heard, links=tuple(link for link in heard.links if link != deaf))), pod().fabric, ("in_band",))
    assert [(drift.kind, len(drift.ends)) for drift in comparison.drifts] == [(DriftKind.ONE_WAY, 2)]


@pytest.mark.parametrize(
    ("state", "kind", "word"),
    [
        (PortState(asked("pod-u000-r01-s23"), "swp1", rate_gbps=100.0, lanes=2), DriftKind.NARROW, "100 Gb/s on 2 lanes"),
        (PortState(asked("pod-u000-r01-s23"), "swp1", rate_gbps=25.0), DriftKind.SLOW, "25 Gb/s, 200 Gb/s is planned"),
        (PortState(asked("pod-u000-r01-s23"), "swp1", fec="off"), DriftKind.FEC, "no FEC at 200 Gb/s"),
        (PortState(asked("pod-u000-r01-s23"), "swp1", counters=(("rx_crc_errors_phy", 11),)), DriftKind.ERRORS, "rx_crc_errors_phy 11 (limit 10)"),
        (PortState(asked("pod-u000-r01-s23"), "swp1", alarms=("Laser rx power low alarm",)), DriftKind.OPTICS, "Laser rx power low alarm"),
    ],
)
def test_a_link_that_works_badly_is_found(state: PortState, kind: DriftKind, word: str) -> None:
    drift = one(in_band(wires(pod(), "in_band"), (state,)))
    assert (drift.kind, word in drift.what) == (kind, True), drift.what


def test_counters_at_their_limit_are_no_drift() -> None:
    at = PortState(asked("pod-u000-r01-s23"), "swp1", counters=(("rx_crc_errors_phy", 10), ("rx_bytes", 10**12)))
    assert in_band(wires(pod(), "in_band"), (at,)).drifts == ()


def test_who_said_nothing_is_kept() -> None:
    silence = Silence(NODE, "no route to host")
    assert found(Observed(silences=(silence,))).silences == (silence,)


def test_nothing_heard_is_nothing_missing() -> None:
    comparison = found(Observed())
    assert comparison.drifts == ()
    assert len(comparison.unseen) == len(pod().fabric.cables)


def test_neighbours_of_one_device_are_read_from_its_own_words() -> None:
    assert "swp1" in neighbours(wires(pod(), "in_band"), "pod-u000-r01-s23")


def test_uplinks_that_are_all_plugged_one_port_further_are_mended_at_the_one_switch_that_has_them() -> None:
    ends = wires(pod(), *INFINIBAND)
    uplinks = [end for end in sorted(ends) if end[0] == LEAF and ends[end][0].startswith("pod-u000-r01-s1")]
    tops = [ends[end] for end in uplinks]
    wrong = unplug(ends, *uplinks)
    for end, top in zip(uplinks, tops[1:] + tops[:1], strict=True):
        wrong = plug(wrong, end, top)
    drift = one(found(scanned(pod(), wrong)))
    assert (drift.kind, len(drift.moves)) == (DriftKind.ROTATED, len(uplinks) + 1)
    assert {move.from_end.device for move in drift.moves if move.from_end} == {LEAF}


def test_a_controller_is_taken_for_the_one_that_should_be_there_unless_its_id_is_known_to_be_another() -> None:
    chosen, switch, node = plan("starter-h100", 1), "pod-u001-r01-s04", "pod-u001-r01-n01"
    talk = talked(chosen, wires(chosen, "out_of_band"), asked=[switch], names={node: "AMI043F7200", "pod-u001-r01-p01": "px3-5000"})
    assert found(talk, chosen).drifts == ()
    rows = (HardwareRow(node, "bmc", "04:3f:72:00:00:01", None, None),)
    drift = one(found(talk, chosen, hardware=rows))
    assert (drift.kind, "AMI043F7200" in drift.what) == (DriftKind.UNKNOWN_DEVICE, True)
