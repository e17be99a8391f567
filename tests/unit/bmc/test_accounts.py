"""The pod's own user is made before the factory's goes; what is there already is left."""

import pytest

from podwright.bmc.accounts import first_password
from podwright.bmc.setting import Change, Hidden, Setting, shown_request
from podwright.bmc.wish import FACTORY, OWN, OWN_BEFORE, Accounts, Wish
from podwright.lab.bmc.documents import Document
from podwright.lab.bmc.settable import account, add_slots
from podwright.observe.redfish.shelf import ROOT
from unit.bmc.told import ACCOUNTS, ACCOUNTS_WISH, WHERE, asked, told

WISH = Wish(WHERE, ACCOUNTS_WISH)
OWN_PATH = f"{ACCOUNTS}/2"


def made(**words: object) -> dict[str, Document]:
    """Return documents in which the pod's own user is there."""
    found = told()
    found[OWN_PATH] = account(OWN_PATH, "podwright") | {"@odata.etag": '"own"'} | words
    found[ACCOUNTS]["Members"] = [{"@odata.id": f"{ACCOUNTS}/1"}, {"@odata.id": OWN_PATH}]
    return found


def settings(documents: dict[str, Document] | None = None, login: str = FACTORY, wish: Wish = WISH) -> tuple[Setting, ...]:
    answer = asked(wish, documents, login)
    assert answer.findings == ()
    return answer.settings


def test_the_own_user_is_made_and_proven_before_the_factorys_is_disabled() -> None:
    one, other = settings()
    assert (one.name, one.request.method, one.request.path, one.proves, one.needs_own) == ("user podwright", "POST", ACCOUNTS, True, False)
    assert one.request.body == {"UserName": "podwright", "Password": Hidden("podwright"), "RoleId": "Administrator", "Enabled": True}
    assert (other.name, other.request.body, other.needs_own) == ("user admin", {"Enabled": False}, True)
    assert other.request.etag == told()[f"{ACCOUNTS}/1"]["@odata.etag"]
    assert other.changes == (Change("user admin", "enabled", "disabled"),)


def test_nothing_is_asked_for_where_all_is_so() -> None:
    documents = made()
    documents[f"{ACCOUNTS}/1"]["Enabled"] = False
    assert settings(documents, OWN) == ()


@pytest.mark.parametrize("login", [FACTORY, OWN_BEFORE])
def test_another_password_is_set_anew_with_the_mark_of_the_account(login: str) -> None:
    one = settings(made(), login)[0]
    assert (one.request.method, one.request.path, one.request.etag) == ("PATCH", OWN_PATH, '"own"')
    assert one.request.body == {"Password": Hidden("podwright")}


@pytest.mark.parametrize(("word", "value", "wanted"), [("RoleId", "ReadOnly", "Administrator"), ("Enabled", False, True), ("Locked", True, False)])
def test_an_account_that_may_too_little_is_mended(word: str, value: object, wanted: object) -> None:
    one = settings(made(**{word: value}), OWN)[0]
    assert one.request.body == {word: wanted}


def test_one_user_for_both_only_gets_the_derived_password() -> None:
    both = Wish(WHERE, Accounts("admin", "admin"))
    one = settings(wish=both)
    assert [(row.request.path, row.request.body) for row in one] == [(f"{ACCOUNTS}/1", {"Password": Hidden("admin")})]
    assert settings(login=OWN, wish=both) == ()


def test_no_password_stands_in_what_is_shown() -> None:
    assert shown_request(settings()[0].request)["body"] == {"UserName": "podwright", "Password": "(derived)", "RoleId": "Administrator", "Enabled": True}


def test_a_bmc_without_accounts_or_with_another_length_of_passwords_is_a_finding() -> None:
    lacking = told()
    del lacking[ROOT]["AccountService"]
    assert [finding.code for finding in asked(WISH, lacking).findings] == ["P540"]
    short = told()
    short[f"{ROOT}/AccountService"]["MaxPasswordLength"] = 12
    finding = asked(WISH, short)
    assert finding.settings == ()
    assert finding.findings[0].what == "its BMC takes passwords of 8 to 12 letters, and derived ones have 16"


def test_an_account_that_cannot_be_read_withholds_all_of_them() -> None:
    broken = told()
    del broken[f"{ACCOUNTS}/1"]
    answer = asked(WISH, broken)
    assert (answer.settings, [finding.code for finding in answer.findings]) == ((), ["P540"])


def test_whether_the_factorys_is_enabled_may_be_unknown() -> None:
    silent = told()
    del silent[f"{ACCOUNTS}/1"]["Enabled"]
    answer = asked(WISH, silent)
    assert ([one.name for one in answer.settings], [finding.code for finding in answer.findings]) == (["user podwright"], ["P542"])


def test_where_users_are_written_into_slots_an_empty_one_is_taken_and_the_first_of_all_last() -> None:
    slots = told()
    add_slots(slots, 3)
    slots[f"{ACCOUNTS}/2"] |= {"UserName": "operator", "Enabled": True}
    one = settings(slots)[0]
    assert (one.name, one.request.method, one.request.path) == ("user podwright", "PATCH", f"{ACCOUNTS}/3")
    assert one.request.body == {"UserName": "podwright", "Password": Hidden("podwright"), "RoleId": "Administrator", "Enabled": True}
    only_first = told()
    only_first[f"{ACCOUNTS}/1"] |= {"UserName": "", "Enabled": False}
    assert settings(only_first)[0].request.path == f"{ACCOUNTS}/1"


def test_a_first_password_is_changed_where_the_bmc_says_and_stands_in_nothing_that_is_shown() -> None:
    one = first_password(f"{ACCOUNTS}/1", "host", ACCOUNTS_WISH)
    assert one.changes == (Change("user admin, password", "the factory's", "derived for this host"),)
    assert shown_request(one.request)["body"] == {"Password": "(derived)"}
