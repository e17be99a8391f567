"""`podwright drift --hosts`: from answers to lines, JSON, metrics and an exit code; what is mended, and where."""

import json
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from podwright.cli.drift import command
from podwright.cli.drift_fix import Job, jobs
from podwright.cli.drift_lines import findings
from podwright.cli.drift_roles import seen_in
from podwright.cli.host_pattern import chosen_hosts
from podwright.cli.pods import compiled
from podwright.observe.collect import keep
from podwright.observe.hosts.drift import HostDrift, HostDriftKind
from podwright.observe.reading import Reading
from podwright.plan.types import Plan
from podwright.provider.outcome import Note, NoteKind, Outcome
from unit.observe.hosts.telling import answers
from unit.observe.wire import discovered, wires
from unit.pods import SUPERPOD, plan

STACK = Path(__file__).parents[3] / "stacks" / "lab"
FIRST, SECOND, STORAGE, MANAGEMENT = (f"lab-u001-r01-n{number:02d}" for number in (1, 2, 9, 12))


@cache
def pod() -> Plan:
    return compiled(STACK)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which every host's answers lie, all as planned."""
    place = tmp_path / "answers"
    for host in pod().hosts.hosts:
        keep((Reading(kind, host.name, "", text, "") for kind, text in answers(pod(), host.name).items()), place)
    return place


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(STACK), *map(str, words)], standalone_mode=True)


def odd(folder: Path, kind: str, old: str, new: str, *hosts: str) -> None:
    """Change what hosts answer."""
    for host in hosts:
        (file,) = folder.glob(f"{host}.{kind}.*")
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")


def test_hosts_as_planned_end_with_0_and_a_folder_of_theirs_needs_no_word(folder: Path) -> None:
    for words in (("--hosts",), ()):
        result = run(*words, "--from", folder)
        assert result.exit_code == 0, result.output
        assert result.output.splitlines()[-1].startswith("hosts: 4 of 4 hosts as planned, no drift")


def test_the_same_difference_on_many_hosts_is_one_line_by_rack_and_place(folder: Path) -> None:
    odd(folder, "link", '"mtu": 9000', '"mtu": 1500', SECOND, FIRST)
    result = run("--hosts", "--from", folder)
    assert result.exit_code == 1
    said = [line for line in result.output.splitlines() if line.startswith("P5")]
    assert len(said) == 5
    assert said[0].startswith("P586 lab-u001-r01-n[01-02]: bond0: its MTU is 1500, 9000 is planned. ")
    assert result.output.splitlines()[-1] == "hosts: 2 of 4 hosts as planned, 2 differ, 5 findings, 2 not looked at in everything"


def test_json_has_every_difference_with_code_kind_and_host(folder: Path) -> None:
    odd(folder, "rates", "ibp24s0 hardware 400000", "ibp24s0 hardware 200000", FIRST)
    told = json.loads(run("--hosts", "--from", folder, "--json").output)
    (drift,) = told["hosts"]["drifts"]
    assert (told["pod"], drift["code"], drift["kind"], drift["host"], drift["role"]) == ("lab", "P586", "link", FIRST, "")
    assert told["hosts"]["as_planned"] == [SECOND, STORAGE, MANAGEMENT]
    assert told["hosts"]["accounts"][FIRST] == "lin"
    assert {"host": MANAGEMENT, "aspect": "disks", "reason": "no source says what to expect"} in told["hosts"]["not_looked_at"]


def test_hosts_and_cables_of_one_folder_are_told_together(folder: Path, tmp_path: Path) -> None:
    (folder / "subnet.ibnetdiscover.txt").write_text(discovered(pod(), wires(pod(), "compute")), encoding="utf-8")
    both, machine = run("--from", folder, "--metrics", tmp_path / "m.prom"), json.loads(run("--from", folder, "--json").output)
    assert "hosts: 4 of 4 hosts as planned, no drift" in both.output
    assert "compute: 16 of 16 cables as planned, 0 differ" in both.output
    assert {"hosts", "tallies", "drifts"} <= set(machine)
    written = (tmp_path / "m.prom").read_text(encoding="utf-8")
    assert 'podwright_hosts{pod="lab",state="as_planned"} 4\n' in written
    assert 'podwright_cables{pod="lab",fabric="compute",state="as_planned"} 16\n' in written


def test_who_left_no_answer_is_said_and_ends_with_3(folder: Path) -> None:
    for file in folder.glob(f"{MANAGEMENT}.*"):
        file.unlink()
    result = run("--hosts", "--from", folder)
    assert result.exit_code == 3
    assert f"no answer: {MANAGEMENT}: no answer of it is in the folder" in result.output


def test_only_those_hosts_are_looked_at_that_are_named(folder: Path) -> None:
    odd(folder, "clock", "synchronized yes", "synchronized no", STORAGE)
    (folder / f"{STORAGE}.clock.txt").write_text("synchronized no\n", encoding="utf-8")
    assert run("--hosts", "--from", folder, "--only", "gpu_node").exit_code == 0
    assert run("--hosts", "--from", folder, "--only", "storage_host,gpu_node").exit_code == 1


def test_every_answer_that_cannot_be_read_is_told_at_once(folder: Path) -> None:
    (folder / f"{FIRST}.mounts.txt").write_text("nonsense\n", encoding="utf-8")
    (folder / f"{SECOND}.disks.json").write_text("{", encoding="utf-8")
    result = run("--hosts", "--from", folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert [line.rpartition("/")[2].partition(":")[0] for line in result.stderr.splitlines()] == [f"{FIRST}.mounts.txt", f"{SECOND}.disks.json"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--from", "answers", "--only", "gpu_nodes"), "gpu_nodes is neither a host nor a group. Did you mean gpu_node?"),
        (("--from", "answers", "--only", "gpu_node:!all"), "gpu_node:!all leaves no host of lab"),
        (("--from", "answers", "--fix"), "--fix: the roles are not tried"),
        (("--facts", "--fix"), "--fix: the roles are not tried"),
        (("--cables", "--fix"), "--fix: the roles are not tried"),
        (("--fix", "--watch", "60"), "--fix: it mends once"),
        (("--fix",), "nobody is here to be asked"),
        (("--limit", "gpu_node"), "gpu_node is no number of seconds from 1 to 3600. Hosts are named with --only."),
    ],
)
def test_options_that_make_no_sense_are_refused_in_words(words: tuple[str, ...], message: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        ((), {"u000": 4, "u001": 31}),
        (("gpu_node",), {"u001": 31}),
        (("pod-u001-r01-*",), {"u001": 4}),
        (("rack_pod_u001_r01", "rack_pod_u001_r02"), {"u001": 8}),
        (("gpu_node:&rack_pod_u001_r01:!pod-u001-r01-n02",), {"u001": 3}),
        (("!gpu_node",), {"u000": 4}),
        (("all,!management_node",), {"u001": 31}),
    ],
)
def test_patterns_mean_the_hosts_that_ansible_means(patterns: tuple[str, ...], names: dict[str, int]) -> None:
    the_plan = plan(SUPERPOD)
    chosen = chosen_hosts(the_plan, patterns, option="--only")
    assert {unit: sum(f"-{unit}-" in host for host in chosen) for unit in ("u000", "u001")} == {"u000": 0, "u001": 0} | names
    assert list(chosen) == [host.name for host in the_plan.hosts.hosts if host.name in chosen]


def test_a_pattern_that_means_no_host_is_refused() -> None:
    with pytest.raises(click.BadParameter, match="lists them"):
        chosen_hosts(plan(SUPERPOD), ("zzz",), option="--only")


def changed(host: str, role: str, what: str = "x") -> Note:
    return Note(NoteKind.CHANGED, host, f"{role}: configure | The {what} is there", f"/etc/{what}")


def test_what_roles_would_change_is_told_by_host_role_task_and_file() -> None:
    seen = seen_in(Outcome(("a", "b"), (changed("a", "base"),), ()), ["a", "b"], seed="5eed5eed")
    assert seen.drifts == (
        HostDrift(
            HostDriftKind.ROLE, "a", "not so: base: configure | The x is there (/etc/x)", "--fix runs its role", "base", "base: configure | The x is there"
        ),
    )
    assert (seen.silences, seen.not_looked_at) == ((), ())


def test_a_host_on_which_a_task_fails_and_one_that_goes_away_are_told_apart_and_show_no_secret() -> None:
    stops = (Note(NoteKind.FAILED, "a", "base: verify | It is so", "said 5eed5eed"), Note(NoteKind.UNREACHABLE, "b", "base: x", "lost"))
    seen = seen_in(Outcome(("a",), (), stops), ["a", "b"], seed="5eed5eed")
    assert [(drift.kind, drift.host, drift.role) for drift in seen.drifts] == [(HostDriftKind.UNFORESEEN, "a", "base")]
    assert "said ***" in seen.drifts[0].what
    assert [(row.device, row.reason) for row in seen.silences] == [("b", "roles: lost")]


def test_a_playbook_that_gives_up_leaves_every_host_unsaid() -> None:
    seen = seen_in(Outcome((), (), (), "no such role"), ["a", "b"], seed="5eed5eed")
    assert [(row.device, row.reason) for row in seen.silences] == [("a", "roles: no such role"), ("b", "roles: no such role")]


def drift(host: str, role: str) -> HostDrift:
    return HostDrift(HostDriftKind.ROLE, host, "x", "y", role, "z")


def test_a_role_runs_only_on_the_hosts_where_it_would_change_something_in_the_playbooks_order() -> None:
    found = [drift("a", "logs"), drift("b", "base"), drift("b", "logs"), drift("c", "access"), drift("d", "")]
    assert jobs(found, ("base", "access", "logs")) == (Job(("base",), ("b",)), Job(("access",), ("c",)), Job(("logs",), ("a", "b")))
    assert jobs([drift("a", "logs"), drift("a", "base")], ("base", "logs")) == (Job(("base", "logs"), ("a",)),)


def test_a_finding_is_a_line_with_code_hosts_and_what_to_do() -> None:
    rows = [HostDrift(HostDriftKind.CLOCK, f"pod-u001-r01-n{number:02d}", "off", "Set it") for number in (1, 2, 3, 7)]
    assert findings(rows) == ["P588 pod-u001-r01-n[01-03,07]: off. Set it."]
