"""Roles by themselves: in the playbook's order, on the hosts that are named, told as they go."""

from pathlib import Path

import pytest

from podwright.event import Event, State
from podwright.provider.ansible import Run
from podwright.provider.outcome import Note, NoteKind, Outcome
from podwright.realise import roles
from podwright.realise.roles import Errand, look, mend, roles_in_order
from unit.pods import plan

SEED = "5eed" * 16


def test_roles_come_in_the_order_of_the_playbook_however_it_names_them(tmp_path: Path) -> None:
    (tmp_path / "site.yml").write_text("- hosts: all\n  roles:\n    - role: b\n      tags: [b]\n    - a\n- hosts: switches\n  tasks: []\n")
    assert roles_in_order(tmp_path) == ("b", "a")


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What a run was told, kept while its room is there."""
    seen: dict[str, object] = {}

    def run_playbook(run: Run, *, listen: object, cancelled: object) -> Outcome:
        seen.update(run=run, limit=Path(run.limit.removeprefix("@")).read_text(), ssh=(run.room / "ssh_config").read_text())
        seen["users"] = (run.room / "inventory/users.json").read_text() if (run.room / "inventory/users.json").exists() else ""
        assert callable(listen)
        for task in ("base: one", "base: two", "logs: one"):
            listen(Note(NoteKind.OK, "n1", task))
        return Outcome(("n1",), (), (), f"gave up on {SEED}")

    monkeypatch.setattr(roles, "run_playbook", run_playbook)
    return seen


def test_a_look_is_a_check_of_all_roles_on_these_hosts_alone_and_tells_each_role_once(ran: dict[str, object], tmp_path: Path) -> None:
    told: list[Event] = []
    look(Errand(tmp_path, tmp_path, plan(), SEED), ["n1", "n2"], on_event=told.append)
    run = ran["run"]
    assert isinstance(run, Run)
    assert (run.is_check, run.tags, ran["limit"]) == (True, (), "n1\nn2\n")
    assert [(event.step, event.subject, event.state) for event in told] == [
        ("check", "2 hosts", State.STARTED),
        ("check", "base", State.INFO),
        ("check", "logs", State.INFO),
        ("check", "2 hosts", State.FAILED),
    ]
    assert told[-1].text == "gave up on ***"
    assert not run.room.exists()


def test_mending_runs_the_named_roles_as_the_account_that_an_ssh_configuration_of_ones_own_comes_in_with(ran: dict[str, object], tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.touch()
    mend(Errand(tmp_path, tmp_path, plan(), SEED, config, {"n1": "ada"}), ["n1"], ["base"], on_event=lambda _: None)
    run = ran["run"]
    assert isinstance(run, Run)
    assert (run.is_check, run.tags, ran["ssh"]) == (False, ("base",), f"Include {config}\n")
    assert ran["users"] == '{"all": {"hosts": {"n1": {"ansible_user": "ada"}}}}'
