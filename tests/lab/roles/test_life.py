"""Roles on real hosts: a check tells the truth, a second run changes nothing, an undo leaves what was there."""

import pytest

from lab.roles.conftest import Story

pytestmark = pytest.mark.lab


def test_a_check_on_bare_hosts_fails_nowhere(story: Story) -> None:
    assert story.check.troubles() == []
    assert story.check.status == 0, story.check.text


def test_a_check_predicts_exactly_what_the_run_changes(story: Story) -> None:
    assert story.check.changed() == story.first.changed()


def test_the_first_run_changes_every_host_and_fails_nowhere(story: Story) -> None:
    assert story.first.status == 0, story.first.text
    assert {host for host, _ in story.first.changed()} == {host.name for host in story.lab.plan.hosts.hosts}


def test_the_second_run_changes_nothing(story: Story) -> None:
    assert story.second.status == 0, story.second.text
    assert story.second.changed() == set()


def test_a_check_of_the_undo_predicts_exactly_what_it_changes(story: Story) -> None:
    assert story.undo_check.status == 0, story.undo_check.text
    assert story.undo_check.changed() == story.undo.changed()


def test_the_undo_leaves_hosts_with_the_settings_they_had(story: Story) -> None:
    assert story.undo.status == 0, story.undo.text
    for name, text in story.before.items():
        expected, found = set(text.splitlines()), set(story.after[name].splitlines())
        assert {line for line in expected ^ found if not line.startswith("/etc/sudoers.d/podwright ")} == set(), name


def test_a_second_undo_changes_nothing(story: Story) -> None:
    assert story.undo_again.status == 0, story.undo_again.text
    assert story.undo_again.changed() == set()


def test_no_run_shows_a_private_key(story: Story) -> None:
    for run in (story.check, story.first, story.second, story.undo_check, story.undo):
        assert "PRIVATE KEY" not in run.text
