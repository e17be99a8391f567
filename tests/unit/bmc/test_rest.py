"""IPMI, the next boot, power, and who starts beside whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.bmc.asking import asked_of
from podwright.bmc.power import starters, waves
from podwright.bmc.wish import BootOnce, Power, Wish
from podwright.lab.bmc.documents import documents
from podwright.observe.redfish.shelf import Failed, Shelf
from podwright.plan.types import KindPower, RackPower
from unit.bmc.told import PROTOCOLS, SYSTEM, WHERE, asked, told
from unit.observe.redfish.racked import GPU, machine, pod

IPMI = Wish(WHERE, is_ipmi_off=True)


def power(wanted: Power, state: str = "On", allowed: list[str] | None = None, *, is_forced: bool = False) -> list[tuple[str, str | None]]:
    found = told()
    found[SYSTEM]["PowerState"] = state
    if allowed is not None:
        found[f"{SYSTEM}/ResetActionInfo"]["Parameters"] = [{"Name": "ResetType", "AllowableValues": allowed}]
    answer = asked(Wish(WHERE, power=wanted, is_forced=is_forced), found)
    if answer.findings:
        return [(answer.findings[0].code, answer.findings[0].remedy)]
    return [(str(one.request.body["ResetType"]), str(one.forced.body["ResetType"]) if one.forced else None) for one in answer.settings]


def test_ipmi_goes_off_where_it_is_on_and_only_there() -> None:
    one = asked(IPMI).settings[0]
    assert (one.request.path, one.request.body) == (PROTOCOLS, {"IPMI": {"ProtocolEnabled": False}})
    for value in ({"ProtocolEnabled": False}, None, {}):
        found = told()
        found[PROTOCOLS]["IPMI"] = value
        assert asked(IPMI, found).settings == ()


def test_a_document_that_cannot_be_had_is_a_finding() -> None:
    answer = asked_of(Shelf({**told(), PROTOCOLS: Failed("answers 500")}), "host", IPMI, "")
    assert (answer.settings, [finding.code for finding in answer.findings]) == ((), ["P548"])


@pytest.mark.parametrize(("once", "target"), [(BootOnce.NETWORK, "Pxe"), (BootOnce.DISK, "Hdd")])
def test_the_next_boot_is_written_where_the_settings_object_tells_it(once: BootOnce, target: str) -> None:
    one = asked(Wish(WHERE, boot=once)).settings[0]
    assert one.request.path == f"{SYSTEM}/SD"
    assert one.request.body == {"Boot": {"BootSourceOverrideEnabled": "Once", "BootSourceOverrideTarget": target, "BootSourceOverrideMode": "UEFI"}}


def test_without_a_settings_object_the_system_itself_has_the_next_boot() -> None:
    found = told()
    del found[SYSTEM]["@Redfish.Settings"]
    one = asked(Wish(WHERE, boot=BootOnce.NETWORK), found).settings[0]
    assert (one.request.path, "BootSourceOverrideMode" in str(one.request.body)) == (SYSTEM, False)


def test_http_stands_in_for_pxe_and_where_neither_is_offered_that_is_a_finding() -> None:
    found = told()
    boot = found[f"{SYSTEM}/SD"]["Boot"]
    assert isinstance(boot, dict)
    boot["BootSourceOverrideTarget@Redfish.AllowableValues"] = ["None", "UefiHttp", "Hdd"]
    assert asked(Wish(WHERE, boot=BootOnce.NETWORK), found).settings[0].changes[0].after == "once from network (UefiHttp)"
    boot["BootSourceOverrideTarget@Redfish.AllowableValues"] = ["None", "Cd"]
    assert [finding.code for finding in asked(Wish(WHERE, boot=BootOnce.NETWORK), found).findings] == ["P545"]


def test_power_goes_the_way_that_the_bmc_offers() -> None:
    assert power(Power.OFF) == [("GracefulShutdown", None)]
    assert power(Power.OFF, is_forced=True) == [("GracefulShutdown", "ForceOff")]
    assert power(Power.OFF, allowed=["On", "ForceOff"], is_forced=True) == [("ForceOff", None)]
    assert power(Power.RESTART) == [("GracefulShutdown", None), ("On", None)]
    assert power(Power.RESTART, state="Off") == power(Power.ON, state="Off") == [("On", None)]
    assert power(Power.ON) == power(Power.OFF, state="Off") == []
    assert power(Power.OFF, allowed=["On", "ForceOff"]) == [("P546", "Do it by hand; --force cuts the power instead")]
    assert power(Power.ON, state="Off", allowed=["ForceOff"]) == [("P546", "Do it by hand")]


def test_every_wish_together_asks_for_every_document_that_the_emulated_bmc_has() -> None:
    whole = Wish(WHERE, is_ipmi_off=True, boot=BootOnce.NETWORK, power=Power.RESTART)
    assert [one.name for one in asked(whole, documents(machine(GPU))).settings] == ["IPMI over LAN", "next boot", "power off", "power on"]


def rack(headroom_w: int) -> RackPower:
    return RackPower("r", 1, 20_000, 15_000, 22_000, headroom_w, 2, 1, 10_000, 20_000, 22_000, 0, None)  # type: ignore[arg-type]


def kind(nominal_w: int, peak_w: int) -> KindPower:
    return KindPower("k", nominal_w, nominal_w, peak_w, None, None)


def test_so_many_start_at_once_as_their_peaks_go_into_what_the_feeds_carry() -> None:
    assert starters(rack(2_500), [kind(10_200, 11_000)]) == 3
    assert starters(rack(100), [kind(10_200, 11_000)]) == 1
    assert starters(rack(-5_000), [kind(10_200, 11_000)]) == 1
    assert starters(rack(25_000), [kind(10_200, 10_200)]) == 2, "no peak is published: one that starts counts as a machine more"


def test_racks_of_a_plan_have_starters() -> None:
    kinds = [row for row in pod().power.kinds if row.kind == "dgx-h100"]
    assert all(starters(one, kinds) >= 1 for one in pod().power.racks)


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=40), st.integers(1, 5), st.integers(1, 5), st.integers(1, 5))
def test_waves_hold_every_host_once_in_order_and_never_too_many_of_a_rack(racks: list[str], a: int, b: int, c: int) -> None:
    hosts = [f"h{number:02d}" for number in range(len(racks))]
    rack_of, limits = dict(zip(hosts, racks, strict=True)), {"a": a, "b": b, "c": c}
    found = waves(hosts, rack_of, limits)
    assert sorted(host for wave in found for host in wave) == hosts
    for name, limit in limits.items():
        of_rack = [[host for host in wave if rack_of[host] == name] for wave in found]
        assert all(len(rows) <= limit for rows in of_rack)
        assert [host for rows in of_rack for host in rows] == [host for host in hosts if rack_of[host] == name]
