"""What was changed behind the plan's back is found, named and mended, and nothing else is touched."""

import pytest

from lab.host_drift.conftest import Said, Story

pytestmark = pytest.mark.lab


def lines_of(digest: str) -> set[str]:
    return set(digest.splitlines())


def found(said: Said) -> set[tuple[str, str, str]]:
    """Return code, host and what it is about, of everything that was found."""
    return {(row["code"], row["host"], row["what"]) for row in said.hosts()["drifts"]}


def test_every_planted_difference_is_found_and_nothing_else(story: Story) -> None:
    edited, other = story.edited.name, story.other.name
    seen = {(code, host, what.removeprefix("not so: ").split(" (")[0]) for code, host, what in found(story.looked)}
    packages = {row for row in seen if row[0] == "P582"}
    assert seen - packages == {
        ("P580", edited, "people: configure | The host says who is at home"),
        ("P580", edited, "node_telemetry: configure | The exporter runs from boot on"),
        ("P586", edited, "enp41s0f0np0: its MTU is 1400, 9000 is planned"),
        ("P580", other, "people: configure | Everyone has an account"),
        ("P580", other, "node_telemetry: packages | The packages are there"),
        ("P580", other, "node_telemetry: configure | The exporter runs from boot on"),
    }
    assert packages
    assert all("prometheus-node-exporter" in what for _, _, what in packages), "of two hosts neither has what is more usual"
    assert story.looked.rc == 1


def test_a_silent_host_is_said_and_never_as_planned(story: Story) -> None:
    for said in (story.looked, story.facts):
        assert [row["device"] for row in said.hosts()["silences"]] == [story.silent.name]
        assert story.silent.name not in said.hosts()["as_planned"]
    assert f"no answer: {story.silent.name}: " in story.fixed.out


def test_nothing_is_changed_by_looking(story: Story) -> None:
    for host, before in story.before.items():
        assert lines_of(before) ^ lines_of(story.after[host]) == set(), host


def test_an_account_that_may_only_read_sees_the_facts_and_says_what_it_did_not_look_at(story: Story) -> None:
    assert found(story.facts) == {row for row in found(story.looked) if row[0] in ("P582", "P586")}
    assert story.facts.hosts()["accounts"] == dict.fromkeys((story.edited.name, story.other.name), "lin")
    left_out = {(row["host"], row["reason"]) for row in story.facts.hosts()["not_looked_at"] if row["aspect"] == "roles"}
    assert left_out == {(host.name, "lin may not become root") for host in (story.edited, story.other)}


def test_fix_says_first_what_it_will_run_and_where(story: Story) -> None:
    assert f"will run people, node_telemetry on {story.edited.name[:-2]}[01-02]" in story.fixed.out
    assert "will run" not in story.fixed.out.partition("left, no role mends it: ")[2]


def test_fix_mends_what_roles_mend_and_names_what_none_does(story: Story) -> None:
    (left,) = [line for line in story.fixed.out.splitlines() if line.startswith("left")]
    assert left.startswith(f"left, no role mends it: P586 {story.edited.name}: enp41s0f0np0: its MTU is 1400")
    assert story.fixed.rc == 1
    changed = {line.split(" ")[0] for host in story.before for line in lines_of(story.before[host]) ^ lines_of(story.mended[host])}
    assert {"/etc/people", "prometheus-node-exporter.service", "/etc/passwd"} <= changed
    assert {name for name in changed if not name.startswith("/etc/")} == {"prometheus-node-exporter.service"}
