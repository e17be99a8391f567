"""BIOS attributes against the BMC's own registry: what is to change, what waits, what cannot be."""

import pytest

from podwright.bmc.setting import AT_RESET, Change
from podwright.bmc.wish import Wish
from podwright.lab.bmc.settable import REGISTRY
from podwright.observe.redfish.shelf import ROOT
from unit.bmc.told import BIOS, SYSTEM, asked, bios, told


def test_what_differs_is_written_to_the_settings_object_in_one_request_and_waits_for_a_reset() -> None:
    one = asked(bios(("SRIOVEnable", "Enable"), ("VTdSupport", "Enable"), ("PxeBootWaitTime", "5"), ("ConsoleRedirectionEnable0", "false"))).settings
    assert [(row.request.method, row.request.path, row.effect) for row in one] == [("PATCH", f"{BIOS}/SD", AT_RESET)]
    assert one[0].request.body == {"Attributes": {"SRIOVEnable": "Enable", "PxeBootWaitTime": 5, "ConsoleRedirectionEnable0": False}}
    assert one[0].request.etag == told()[f"{BIOS}/SD"]["@odata.etag"]
    assert Change("BIOS PxeBootWaitTime", "0", "5") in one[0].changes


def test_what_is_written_already_waits_and_is_not_written_again() -> None:
    documents = told()
    documents[f"{BIOS}/SD"]["Attributes"] = {"SRIOVEnable": "Enable"}
    answer = asked(bios(("SRIOVEnable", "Enable")), documents)
    assert (answer.settings, answer.waiting) == ((), ("SRIOVEnable: written, and takes effect at the next reset",))
    documents[BIOS]["Attributes"] = {"SRIOVEnable": "Enable"}
    assert asked(bios(("SRIOVEnable", "Enable")), documents).waiting == ()


def test_a_setting_that_waits_and_is_no_longer_wanted_is_taken_back() -> None:
    documents = told()
    documents[f"{BIOS}/SD"]["Attributes"] = {"SRIOVEnable": "Enable"}
    assert asked(bios(("SRIOVEnable", "Disable")), documents).settings[0].request.body == {"Attributes": {"SRIOVEnable": "Disable"}}


WRONG = [
    (("SRIOVEnabled", "Enable"), "the BMC's registry knows no BIOS attribute SRIOVEnabled", "Did you mean SRIOVEnable"),
    (("SRIOVEnable", "On"), "BIOS attribute SRIOVEnable is one of Disable, Enable, and 'On' is declared", "Correct machines.bios"),
    (("PxeBootWaitTime", "51"), "BIOS attribute PxeBootWaitTime is 0 to 50 in steps of 1, and 51 is declared", "Correct machines.bios"),
    (("PxeBootWaitTime", "five"), "BIOS attribute PxeBootWaitTime is a whole number, and 'five' is declared", "Correct machines.bios"),
    (("ConsoleRedirectionEnable0", "Enable"), "BIOS attribute ConsoleRedirectionEnable0 is true or false, and 'Enable' is declared", "Correct machines.bios"),
    (("BiosTag", "far too long"), "BIOS attribute BiosTag has 1 to 8 letters, and 'far too long' is declared", "Correct machines.bios"),
    (("AdminPassword", "xyz"), "BIOS attribute AdminPassword is a password", "Drop it from machines.bios: a pod file holds none"),
    (("SystemLanguage", "en"), "BIOS attribute SystemLanguage cannot be changed", "Drop it from machines.bios"),
]


@pytest.mark.parametrize(("row", "what", "remedy"), WRONG)
def test_what_the_registry_does_not_allow_is_a_finding_and_nothing_is_written(row: tuple[str, str], what: str, remedy: str) -> None:
    answer = asked(bios(("VTdSupport", "Disable"), row))
    assert answer.settings == ()
    assert [(finding.code, finding.what, finding.remedy) for finding in answer.findings] == [("P544", what, remedy)]


def test_a_bios_that_lists_when_it_takes_values_is_told_when() -> None:
    documents = told()
    settings = documents[BIOS]["@Redfish.Settings"]
    assert isinstance(settings, dict)
    settings["SupportedApplyTimes"] = ["OnReset", "AtMaintenanceWindowStart"]
    body = asked(bios(("SRIOVEnable", "Enable")), documents).settings[0].request.body
    assert body == {"Attributes": {"SRIOVEnable": "Enable"}, "@Redfish.SettingsApplyTime": {"ApplyTime": "OnReset"}}


def test_without_a_registry_the_bioss_own_values_say_what_an_attribute_is() -> None:
    documents = told()
    del documents[ROOT]["Registries"]
    assert asked(bios(("PxeBootWaitTime", "99")), documents).settings[0].request.body == {"Attributes": {"PxeBootWaitTime": 99}}
    assert asked(bios(("Nothing", "1")), documents).findings[0].what == "its BIOS tells no BIOS attribute Nothing"


def test_a_registry_is_found_by_its_name_where_its_path_is_another() -> None:
    documents = told()
    page = documents[f"{ROOT}/Registries"]
    file = documents.pop(f"{ROOT}/Registries/{REGISTRY}") | {"@odata.id": f"{ROOT}/Registries/Bios", "Id": "Bios"}
    documents[f"{ROOT}/Registries/Bios"], page["Members"] = file, [{"@odata.id": f"{ROOT}/Registries/Bios"}]
    assert asked(bios(("SRIOVEnable", "On")), documents).findings[0].code == "P544"


def test_a_bios_that_is_not_told_or_takes_nothing_is_a_finding() -> None:
    untold = told()
    del untold[SYSTEM]["Bios"]
    fixed = told()
    del fixed[BIOS]["@Redfish.Settings"]
    assert [asked(bios(("SRIOVEnable", "Enable")), one).findings[0].code for one in (untold, fixed)] == ["P543", "P543"]


def test_a_settings_object_that_is_not_there_yet_is_written_without_a_mark() -> None:
    documents = told()
    del documents[f"{BIOS}/SD"]
    one = asked(bios(("SRIOVEnable", "Enable")), documents)
    assert (one.findings, one.settings[0].request.etag) == ((), None)


def test_no_attributes_ask_for_nothing() -> None:
    assert asked(Wish("here")).settings == ()
