"""What a run of Ansible says, event by event, made into values: changes, troubles, and the hosts that were met."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

Json = Mapping[str, object]

CANCELLED = "it was cancelled"
"""The fault of a run that somebody ended."""


class NoteKind(StrEnum):
    """What one event of Ansible tells about one task on one host."""

    OK = "ok"
    CHANGED = "changed"
    FAILED = "failed"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Note:
    """One task on one host; `detail` is the file that changed, or the reason of a failure."""

    kind: NoteKind
    host: str
    task: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished run: hosts met, in name order; changes and troubles in the order they came; `fault` when Ansible itself gave up."""

    hosts: tuple[str, ...]
    changes: tuple[Note, ...]
    troubles: tuple[Note, ...]
    fault: str = ""


def read_note(told: Mapping[str, str]) -> Note:
    """Return a note that came as JSON."""
    return Note(NoteKind(told["kind"]), told["host"], told["task"], told["detail"])


KINDS = {"runner_on_ok": NoteKind.OK, "runner_item_on_ok": NoteKind.OK, "runner_on_failed": NoteKind.FAILED, "runner_on_unreachable": NoteKind.UNREACHABLE}


ROLE = re.compile(r"([a-z][a-z0-9_]*): ")
"""What stands before a task's own sentence; sentences begin with the step or a capital letter."""

PASSING = re.compile(r"/ansible-local-|/\.ansible/|/tmp[^/]*$|\.j2$")
"""Paths of Ansible's own temporary files, and of templates."""


def note_of(event: Json) -> Note | None:
    """Return what the event tells of one task on one host; None when it tells of something else."""
    kind, data = KINDS.get(str(event.get("event"))), event.get("event_data")
    if kind is None or not isinstance(data, Mapping):
        return None
    result = data.get("res")
    answer: Json = result if isinstance(result, Mapping) else {}
    host, task = str(data.get("host")), task_name(data)
    if kind is not NoteKind.OK:
        return Note(kind, host, task, reason(answer))
    # A result that is hidden lacks `changed`; the line that Ansible prints of it does not.
    is_changed = answer.get("changed") is True or ("censored" in answer and str(event.get("stdout")).lstrip().startswith("changed:"))
    if is_changed:
        return Note(NoteKind.CHANGED, host, task, changed_file(answer))
    return Note(NoteKind.OK, host, task) if event.get("event") == "runner_on_ok" else None


def lost_hosts(event: Json) -> frozenset[str] | None:
    """Return the hosts that failed or did not answer, from the event that ends a run; None for every other event."""
    data = event.get("event_data")
    if event.get("event") != "playbook_on_stats" or not isinstance(data, Mapping):
        return None
    tables = [data.get(key) for key in ("failures", "dark")]
    return frozenset(str(host) for table in tables if isinstance(table, Mapping) for host in table)


def task_name(data: Json) -> str:
    """Return the task as people know it: role, then the task's own sentence."""
    name, role = str(data.get("task") or data.get("task_action")), data.get("role")
    return f"{role}: {name}" if role else name


def role_of(note: Note) -> str:
    """Return the role of a note's task; empty where the task is of none."""
    found = ROLE.match(note.task)
    return found[1] if found else ""


def changed_file(answer: Json) -> str:
    """Return the file that a changed task says it touched; empty when it says none. What Ansible wrote here on the way is not it."""
    diffs = answer.get("diff")
    entries = [entry for entry in (diffs if isinstance(diffs, list) else [diffs]) if isinstance(entry, Mapping)]
    headers = [entry.get(key) for key in ("before_header", "after_header") for entry in entries]
    said = [str(value).partition(" (")[0] for value in (answer.get("dest"), answer.get("path"), *headers) if value]
    return next((path for path in said if path.startswith("/") and not PASSING.search(path)), "")


def reason(answer: Json) -> str:
    """Return why a task failed, as one line: its message, and what the program it ran said last."""
    if "censored" in answer:
        return "the reason is hidden, since the task handles secrets"
    said = [str(answer.get(key) or "").strip() for key in ("msg", "stderr")]
    items = answer.get("results")
    failed = [item for item in items if isinstance(item, Mapping) and item.get("failed")] if isinstance(items, list) else []
    if failed:
        return reason(failed[0])
    lines = [said[0].splitlines()[0] if said[0] else "", said[1].splitlines()[-1] if said[1] else ""]
    return ": ".join(dict.fromkeys(line for line in lines if line)) or "it gave no reason"


def outcome_of(notes: Iterable[Note], *, lost: frozenset[str] | None, rc: int, said: str) -> Outcome:
    """Return the whole run from its notes, the hosts it lost (None when it never got to its end), its exit status and its last words.

    Laws: a failure that the playbook itself rescued is no trouble; a host is troubled at most once, by what stopped it; no change twice.
    """
    heard = tuple(dict.fromkeys(notes))
    stops = {note.host: note for note in heard if note.kind in (NoteKind.FAILED, NoteKind.UNREACHABLE) and (lost is None or note.host in lost)}
    met = tuple(sorted({note.host for note in heard if note.kind is not NoteKind.UNREACHABLE}))
    last_words = "" if rc == 0 else said or f"ansible-playbook ended with status {rc}"
    return Outcome(
        met,
        merged(note for note in heard if note.kind is NoteKind.CHANGED),
        tuple(stops.values()),
        "" if stops else last_words or ("" if met else "no host of the inventory was met"),
    )


def merged(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Return one note a task and host, with every file that its items touched."""
    files: dict[tuple[NoteKind, str, str], list[str]] = {}
    for note in notes:
        files.setdefault((note.kind, note.host, note.task), []).append(note.detail)
    return tuple(Note(kind, host, task, ", ".join(dict.fromkeys(filter(None, found)))) for (kind, host, task), found in files.items())
