"""`podwright bmc` before any BMC is spoken to: who logs in, in which order, and what is refused."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from podwright.bmc.wish import FACTORY, FACTORY_DERIVED, OWN, OWN_BEFORE
from podwright.cli.bmc import command
from podwright.cli.bmc_logins import factory_passwords, keys, logins
from podwright.observe.unreadable import Unreadable
from podwright.plan.canonical import to_json
from podwright.plan.types import Plan
from podwright.refusal import Refused
from unit.observe.redfish.racked import GPU, OTHER, pod
from unit.pods import plan

SEED, WORD = "0123456789abcdef" * 4, "from the manual"


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "ssh-seed").write_text(SEED)
    (tmp_path / "bmc-password").write_text(WORD)
    return tmp_path


def later(generation: int) -> Plan:
    return plan(access={"generation": generation})


def test_the_pods_own_user_is_tried_before_the_factorys(credentials: Path) -> None:
    assert [(row.user, row.name) for row in logins(keys(pod(), credentials), GPU, is_pinned=True)] == [("podwright", OWN), ("admin", FACTORY)]
    assert [row.name for row in logins(keys(later(3), credentials), GPU, is_pinned=True)] == [OWN, OWN_BEFORE, FACTORY]


def test_a_bmc_whose_certificate_is_not_known_gets_the_factorys_alone(credentials: Path) -> None:
    assert [row.name for row in logins(keys(pod(), credentials), GPU, is_pinned=False)] == [FACTORY]


def test_where_accounts_are_settled_the_factorys_user_comes_once_more_with_the_password_that_a_run_may_have_left(credentials: Path) -> None:
    known = keys(pod(), credentials)
    rows = logins(known, GPU, is_pinned=True, is_settling=True)
    assert [(row.user, row.name) for row in rows][1:] == [("admin", FACTORY), ("admin", FACTORY_DERIVED)]
    assert len({row.password for row in rows}) == 3
    assert [row.name for row in logins(known, GPU, is_pinned=False, is_settling=True)] == [FACTORY]


def test_the_password_before_is_that_of_the_generation_before(credentials: Path) -> None:
    before = logins(keys(later(2), credentials), GPU, is_pinned=True)[1]
    assert before.password == logins(keys(pod(), credentials), GPU, is_pinned=True)[0].password


def test_a_sticker_stands_before_the_password_of_all_and_concerns_its_host_alone(credentials: Path) -> None:
    known = keys(pod(), credentials, {GPU: "sticker"})
    assert [logins(known, host, is_pinned=True)[-1].password for host in (GPU, OTHER)] == ["sticker", WORD]


def test_after_all_is_settled_the_factorys_password_may_be_gone(credentials: Path) -> None:
    (credentials / "bmc-password").unlink()
    assert [row.name for row in logins(keys(pod(), credentials), GPU, is_pinned=True)] == [OWN]
    (credentials / "ssh-seed").unlink()
    with pytest.raises(Refused, match="secret bmc-password"):
        keys(pod(), credentials)


def test_without_a_seed_nothing_is_settled(credentials: Path) -> None:
    (credentials / "ssh-seed").unlink()
    assert [row.name for row in logins(keys(pod(), credentials), GPU, is_pinned=True)] == [FACTORY]
    with pytest.raises(Refused, match="secret ssh-seed"):
        keys(pod(), credentials, needs_seed=True)


def test_nothing_of_it_is_shown(credentials: Path) -> None:
    known = keys(pod(), credentials, {GPU: "sticker"})
    text = repr(known) + repr(logins(known, GPU, is_pinned=True))
    assert not [word for word in (SEED, WORD, "sticker", logins(known, GPU, is_pinned=True)[0].password) if word in text]


@pytest.mark.parametrize("row", ["nowhere,word", f"{GPU}", f"{GPU},", f"{GPU},one\n{GPU},two"])
def test_a_wrong_line_of_stickers_is_told_without_its_words(tmp_path: Path, row: str) -> None:
    file = tmp_path / "stickers.csv"
    file.write_text(f"device,password\n{row}\n")
    file.chmod(0o600)
    with pytest.raises(Unreadable) as told:
        factory_passwords(file, [GPU])
    assert "word" not in str(told.value).replace("password", "")


def test_power_and_boot_are_of_named_hosts_alone(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(to_json(pod()))
    for words in (["power", "on"], ["boot", "--once", "network"]):
        ended = CliRunner().invoke(command, [*words, str(tmp_path / "plan.json")])
        assert (ended.exit_code, "--only" in ended.output) == (2, True)


def test_a_host_that_the_pod_does_not_have_is_told_before_any_secret_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(to_json(pod()), encoding="utf-8")
    ended = CliRunner().invoke(command, ["boot", "--once", "network", "--only", "nothere", str(tmp_path / "plan.json")])
    assert ended.exit_code == 2
    assert "nothere is neither a host nor a rack with hosts" in ended.output


@pytest.mark.parametrize(
    "words", [["insert"], ["eject", "https://images.example/a.iso"], ["insert", "https://ada:word@images.example/a.iso"], ["insert", "nfs://a/b"]]
)
def test_media_are_inserted_from_an_address_without_a_password_and_ejected_without_one(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "plan.json").write_text(to_json(pod()), encoding="utf-8")
    ended = CliRunner().invoke(command, ["media", str(tmp_path / "plan.json"), GPU, *words])
    assert ended.exit_code == 2
    assert "ada:word" not in ended.output.replace(" ".join(words), "")


def test_a_plan_that_is_older_has_no_own_user(tmp_path: Path, credentials: Path) -> None:
    older = json.loads(to_json(pod()))
    for word in ("own_user", "seed", "generation"):
        del older["machines"]["bmc"][word]
    (credentials / "plan.json").write_text(json.dumps(older))
    ended = CliRunner().invoke(command, ["settle", str(credentials / "plan.json"), "--yes"])
    assert isinstance(ended.exception, Refused)
    assert "is older" in str(ended.exception)
