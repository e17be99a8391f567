"""What a destroyed Playbook takes back: all that its roles can undo, but never the access by which we came."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from podwright.provider.ansible import Run, run_playbook
from podwright.provider.inputs import Inputs, Memory
from podwright.provider.outcome import Note, NoteKind, Outcome
from podwright.provider.preparation import furnish, generations, plan_of
from podwright.provider.room import private_room
from podwright.provider.words import counted, failure, hosts_in_words

UNDONE = ("node_telemetry", "name_resolution", "base", "firewall", "tuning", "logs", "time_sync", "kernel_arguments", "hardening")
"""Roles that are taken back. `host_access` stays: without it nobody, podwright included, could come in again."""


def undo(inputs: Inputs, memory: Memory, *, listen: Callable[[Note], None], cancelled: Event) -> Outcome:
    """Return the outcome of running the undone roles with their state `absent`, on the hosts that the pod's file names now."""
    plan = plan_of(inputs.pod)
    tags = tuple(role for role in UNDONE if role in inputs.tags or not inputs.tags)
    if not tags:
        return Outcome((), (), ())
    with private_room() as room:
        furnish(room, inputs, plan, generations=generations(plan, memory))
        absent = tuple((f"{role}_state", "absent") for role in tags)
        run = Run(Path(inputs.folder).resolve(), Path(inputs.pod).resolve(), room, tags, inputs.limit, is_check=False, extra=absent)
        return run_playbook(run, listen=listen, cancelled=cancelled)


def left_behind(outcome: Outcome) -> str:
    """Return what could not be undone because hosts do not answer, as one line; empty when all answered."""
    silent = [note.host for note in outcome.troubles if note.kind is NoteKind.UNREACHABLE]
    if not silent:
        return ""
    return f"{counted(len(silent))} did not answer and keeps what was installed: {hosts_in_words(silent)}. Nothing more is done about it"


def undo_failure(outcome: Outcome) -> str:
    """Return why the roles could not be undone, as one line; a host that does not answer is no failure."""
    stopped = tuple(note for note in outcome.troubles if note.kind is NoteKind.FAILED)
    return failure(Outcome(outcome.hosts, outcome.changes, stopped, outcome.fault))
