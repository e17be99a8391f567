"""What the engine tells while it works, as events; and what it told of failures, as lines."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pulumi.automation import DiagnosticEvent, EngineEvent, OpType

from podwright.event import Event, Listener, State

QUIET = (OpType.SAME, OpType.READ, OpType.READ_REPLACEMENT, OpType.DISCARD_REPLACED, OpType.REMOVE_PENDING_REPLACE)
"""Steps that change nothing."""

FRAME = re.compile(r"^(?:error: |an unhandled error occurred:\s*(?:Program failed[^\n]*\n\s*)?|\d+ errors? occurred:\s*\*?\s*)+")
ECHOES = ("update failed", "preview failed", "destroy failed", "refresh failed", "resource creation failed", "")
"""What the engine says after the real reason."""


@dataclass(slots=True)
class Tale:
    """What was told so far: steps that change something, lines worth keeping, failures in the order they came."""

    steps: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    looked_at: set[str] = field(default_factory=set)


def hearing(tale: Tale, *, on_event: Listener, is_preview: bool) -> Callable[[EngineEvent], None]:
    """Return the function that the engine's events go to: it fills the tale and passes on what a person wants to see.

    Of a preview's way through hosts and tasks each task is passed on once; what would change where is told at its end.
    """

    def hear(event: EngineEvent) -> None:
        if event.diagnostic_event is not None:
            _diagnosed(event.diagnostic_event, tale, on_event=on_event, is_preview=is_preview)
        elif event.resource_pre_event is not None and is_planned(event.resource_pre_event.metadata.urn):
            op, name = event.resource_pre_event.metadata.op, name_of(event.resource_pre_event.metadata.urn)
            if op not in QUIET and not event.resource_pre_event.planning:
                on_event(Event(op.value, name, State.STARTED))
        elif event.res_outputs_event is not None and is_planned(event.res_outputs_event.metadata.urn):
            op, name = event.res_outputs_event.metadata.op, name_of(event.res_outputs_event.metadata.urn)
            if op not in (*QUIET, OpType.REFRESH):
                tale.steps[name] = op.value
            if op not in QUIET and not event.res_outputs_event.planning:
                on_event(Event(op.value, name, State.DONE))
        elif event.res_op_failed_event is not None:
            metadata = event.res_op_failed_event.metadata
            on_event(Event(metadata.op.value, name_of(metadata.urn), State.FAILED))

    return hear


def is_planned(urn: str) -> bool:
    """Return whether the resource follows from the plan; the stack and the providers are the engine's own."""
    return not urn.split("::")[-2:-1][0].startswith("pulumi:")


def name_of(urn: str) -> str:
    """Return a resource as people know it: its noun, then its name."""
    parts = urn.split("::")
    noun = parts[-2].rsplit("$", 1)[-1].rsplit(":", 1)[-1] if len(parts) > 1 else ""
    return f"{noun} {parts[-1]}".strip()


def words_of(message: str) -> str:
    """Return a diagnostic's text without the engine's frame around it and without colours."""
    plain = re.sub(r"<\{%[^%]*%\}>|\x1b\[[0-9;]*m", "", message).strip()
    return FRAME.sub("", plain).strip()


def _diagnosed(said: DiagnosticEvent, tale: Tale, *, on_event: Listener, is_preview: bool) -> None:
    text = words_of(said.message)
    if said.severity == "error":
        if text not in (*ECHOES, *tale.failures):
            tale.failures.append(text)
        return
    if said.severity in ("debug", "info#err") or text.startswith("using pulumi-") or not text:
        return
    if said.ephemeral:
        if is_preview:
            _look(text, tale, on_event=on_event)
        # A task that changed nothing is worth a moment on the engine's own display, not a line here.
        elif not text.endswith(": ok"):
            on_event(Event("", "", State.INFO, text))
        return
    if text not in tale.notes:
        tale.notes.append(text)
        on_event(Event("", "", State.INFO, f"warning: {text}" if said.severity == "warning" else text))


def _look(text: str, tale: Tale, *, on_event: Listener) -> None:
    task = text.partition(": ")[2].rpartition(": ")[0]
    if task and task not in tale.looked_at:
        tale.looked_at.add(task)
        on_event(Event("look", "", State.INFO, task))
