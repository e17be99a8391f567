"""A run of Ansible, event by event, becomes changes and troubles that tell the truth."""

from podwright.provider.outcome import Note, NoteKind, lost_hosts, note_of, outcome_of, reason

CENSORED = {"censored": "the output has been hidden due to the fact that 'no_log: true' was specified for this result"}


def event(kind: str, res: object, *, stdout: str = "", **data: object) -> dict[str, object]:
    return {"event": kind, "stdout": stdout, "event_data": {"host": "n01", "task": "configure | It is so", "role": "marks", "res": res, **data}}


def test_a_changed_file_is_named() -> None:
    note = note_of(event("runner_on_ok", {"changed": True, "diff": [{"before_header": "/etc/hosts", "after_header": "/etc/hosts (content)"}]}))
    assert note == Note(NoteKind.CHANGED, "n01", "marks: configure | It is so", "/etc/hosts")


def test_what_ansible_wrote_on_the_way_is_not_what_changed() -> None:
    note = note_of(event("runner_on_ok", {"changed": True, "diff": [{"before_header": "/etc/x.conf", "after_header": "/m/ansible-local-1/tmp2/x.conf.j2"}]}))
    assert note is not None
    assert note.detail == "/etc/x.conf"


def test_the_items_of_a_loop_are_one_change_with_every_file() -> None:
    notes = [Note(NoteKind.CHANGED, "n01", "a", file) for file in ("/etc/a", "/etc/b", "")]
    assert outcome_of(notes, lost=frozenset(), rc=0, said="").changes == (Note(NoteKind.CHANGED, "n01", "a", "/etc/a, /etc/b"),)


def test_a_hidden_result_that_changed_is_a_change() -> None:
    note = note_of(event("runner_on_ok", CENSORED, stdout="changed: [n01]"))
    assert note == Note(NoteKind.CHANGED, "n01", "marks: configure | It is so")


def test_a_hidden_result_that_did_not_change_is_none() -> None:
    note = note_of(event("runner_on_ok", CENSORED, stdout="ok: [n01]"))
    assert note is not None
    assert note.kind is NoteKind.OK


def test_a_hidden_item_that_changed_is_a_change_and_others_say_nothing() -> None:
    changed = note_of(event("runner_item_on_ok", CENSORED, stdout="changed: [n01] => (item=None)"))
    steady = note_of(event("runner_item_on_ok", CENSORED, stdout="ok: [n01] => (item=None)"))
    assert changed is not None
    assert steady is None


def test_the_reason_is_the_message_and_the_last_word_of_the_program() -> None:
    assert reason({"msg": "non-zero return code", "stderr": "warming up\nno such device"}) == "non-zero return code: no such device"


def test_the_reason_of_a_loop_is_that_of_the_item_that_failed() -> None:
    assert reason({"msg": "One or more items failed", "results": [{"failed": False, "msg": "fine"}, {"failed": True, "msg": "disk full"}]}) == "disk full"


def test_the_reason_of_a_hidden_task_stays_hidden() -> None:
    assert "secrets" in reason(CENSORED)


def test_a_rescued_failure_is_no_trouble() -> None:
    failed = note_of(event("runner_on_failed", {"msg": "not yet"}))
    assert failed is not None
    assert outcome_of([failed], lost=frozenset(), rc=0, said="").troubles == ()


def test_a_host_is_troubled_once_by_what_stopped_it() -> None:
    notes = [Note(NoteKind.FAILED, "n01", "a", "first"), Note(NoteKind.FAILED, "n01", "b", "second")]
    assert [note.detail for note in outcome_of(notes, lost=frozenset({"n01"}), rc=2, said="").troubles] == ["second"]


def test_the_last_event_tells_which_hosts_were_lost() -> None:
    stats = {"event": "playbook_on_stats", "event_data": {"failures": {"n01": 1}, "dark": {"n02": 1}, "ok": {"n03": 4}}}
    assert lost_hosts(stats) == {"n01", "n02"}
    assert lost_hosts(event("runner_on_ok", {})) is None


def test_a_run_that_meets_no_host_is_a_fault() -> None:
    assert outcome_of([], lost=frozenset(), rc=0, said="").fault


def test_a_run_that_ansible_gave_up_says_ansibles_words() -> None:
    assert outcome_of([], lost=None, rc=4, said="ERROR! no such role").fault == "ERROR! no such role"


def test_a_change_told_twice_is_one_change() -> None:
    note = Note(NoteKind.CHANGED, "n01", "a", "/etc/hosts")
    assert outcome_of([note, note], lost=frozenset(), rc=0, said="").changes == (note,)
