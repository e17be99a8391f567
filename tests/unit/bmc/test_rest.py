"""IPMI, the next boot, power."""

import pytest

from podwright.bmc.asking import asked_of
from podwright.bmc.wish import BootOnce, Power, Wish
from podwright.lab.bmc.documents import documents
from podwright.observe.redfish.shelf import Failed, Shelf
from unit.bmc.told import PROTOCOLS, SYSTEM, WHERE, asked, told
from unit.observe.redfish.racked import GPU, machine

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
