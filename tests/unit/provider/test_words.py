"""What people read of a run: hosts and tasks named, one line a failure, no secret."""

from podwright.provider.outcome import CANCELLED, Note, NoteKind, Outcome
from podwright.provider.words import drift_lines, failure, forecast, hosts_in_words, scrub, warnings

SEED = "5eed5eed5eed5eed"


def changed(host: str, task: str) -> Note:
    return Note(NoteKind.CHANGED, host, task)


def test_a_forecast_puts_hosts_of_equal_changes_together() -> None:
    outcome = Outcome(("n01", "n02", "n03"), (changed("n02", "a"), changed("n01", "a")), ())
    assert forecast(outcome) == "2 hosts would change, 1 host would not\n  n01, n02:\n    a"


def test_a_host_that_cannot_be_foreseen_is_not_said_to_be_steady() -> None:
    outcome = Outcome(("n01",), (), (Note(NoteKind.FAILED, "n01", "a", "why"),))
    assert forecast(outcome).startswith("0 hosts would change, 0 hosts would not")


def test_a_silent_host_is_said() -> None:
    outcome = Outcome((), (), (Note(NoteKind.UNREACHABLE, "n01", "a", "No route to host"),))
    assert warnings(outcome) == ("n01 does not answer: No route to host. What would change on it is not known",)


def test_a_failure_is_one_line_with_host_task_reason_and_the_others() -> None:
    troubles = tuple(Note(NoteKind.FAILED, host, "marks: verify | It is so", "disk full.") for host in ("n02", "n05"))
    said = failure(Outcome(("n01", "n02", "n05"), (), troubles))
    assert said.startswith("n02: task 'marks: verify | It is so' failed: disk full (1 more host failed too: n05). On n02, mend it")
    assert "\n" not in said


def test_a_run_that_somebody_ended_has_nothing_to_mend() -> None:
    said = failure(Outcome(("n01",), (), (), CANCELLED))
    assert said == "the playbook did not end: it was cancelled. Run up again: it carries on from there"


def test_a_run_that_went_well_has_no_failure() -> None:
    assert failure(Outcome(("n01",), (), ())) == ""


def test_drift_is_a_line_a_host_and_a_silent_host_is_one() -> None:
    outcome = Outcome(("n01",), (changed("n01", "a"), changed("n01", "b")), (Note(NoteKind.UNREACHABLE, "n02", "x", "gone"),))
    assert drift_lines(outcome) == ("n01: a; b", "n02: does not answer")


def test_many_hosts_are_counted_beyond_a_screenful() -> None:
    assert hosts_in_words(f"n{number:02}" for number in range(14)).endswith("n11 and 2 more")


def test_no_secret_and_no_line_of_one_is_said() -> None:
    said = scrub(f"Permission denied: {SEED} and -----BEGIN-----", [f"-----BEGIN-----\n{SEED}"])
    assert said == "Permission denied: *** and ***"


def test_short_words_are_left_alone() -> None:
    assert scrub("an a and a b", ["a"]) == "an a and a b"
