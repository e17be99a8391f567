"""The engine at work on one stack: foresee, realise, take down. Everything it tells becomes events; what it is refused becomes one line a thing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pulumi import automation

from podwright.event import Event, Listener, State
from podwright.realise.engine import OwnCommand, pulumi_engine
from podwright.realise.gate import REVIEWED_DIGEST
from podwright.realise.target import Target, insist_on_state, target_of
from podwright.realise.telling import Tale, hearing
from podwright.realise.trouble import backend_url, holder_of, refusal_of

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Account:
    """What a run of the engine did, or would do: steps by resource (`create`, `update`, …), and the lines worth reading."""

    steps: Mapping[str, str]
    notes: tuple[str, ...]

    @property
    def is_silent(self) -> bool:
        """Whether nothing changes."""
        return not self.steps


@dataclass(frozen=True, slots=True)
class OpenStack:
    """A stack that the engine knows."""

    target: Target
    stack: automation.Stack


def open_stack(folder: Path, *, reviewed: str | None = None) -> OpenStack:
    """Return the stack of a pod's folder, made if it is new. `reviewed` is the digest of the only plan that may be realised.

    Raises: Refused when engine, state or secrets of the stack cannot be had.
    """
    target = target_of(folder)
    insist_on_state(backend_url())
    settings = {REVIEWED_DIGEST: reviewed} if reviewed else {}
    workspace = automation.LocalWorkspace(work_dir=str(target.program), pulumi_command=OwnCommand(pulumi_engine()), env_vars=settings)

    def opened() -> automation.Stack:
        try:
            return automation.Stack.select(target.stack, workspace)
        except automation.StackNotFoundError:
            return automation.Stack.create(target.stack, workspace)

    return OpenStack(target, asked(target, Tale(), opened))


def refresh(stack: OpenStack, *, on_event: Listener) -> Account:
    """Return what hosts and cluster hold otherwise than they were left; the engine remembers it, nothing else is changed.

    Raises: Refused, KeyboardInterrupt.
    """
    return told(stack, lambda hear: stack.stack.refresh(on_event=hear, show_secrets=False), on_event=on_event, is_preview=True)


def preview(stack: OpenStack, *, on_event: Listener) -> Account:
    """Return what up would do; nothing is changed.

    Raises: Refused.
    """
    return told(stack, lambda hear: stack.stack.preview(on_event=hear), on_event=on_event, is_preview=True)


def up(stack: OpenStack, *, on_event: Listener) -> Account:
    """Return what was done to make the stack what its plan says.

    Raises: Refused; KeyboardInterrupt when it was interrupted, with state as far as it came.
    """
    return told(stack, lambda hear: stack.stack.up(on_event=hear, show_secrets=False), on_event=on_event)


def preview_down(stack: OpenStack, *, on_event: Listener) -> Account:
    """Return what down would do; nothing is changed.

    Raises: Refused.
    """
    return told(stack, lambda hear: stack.stack.preview_destroy(on_event=hear), on_event=on_event, is_preview=True)


def down(stack: OpenStack, *, on_event: Listener) -> Account:
    """Return what was done to take everything of the stack away; the stack itself stays, empty.

    Raises: Refused; KeyboardInterrupt when it was interrupted, with state as far as it came.
    """
    return told(stack, lambda hear: stack.stack.destroy(on_event=hear, show_secrets=False), on_event=on_event)


def told(stack: OpenStack, work: Callable[[Callable[[automation.EngineEvent], None]], object], *, on_event: Listener, is_preview: bool = False) -> Account:
    """Return the account of one run of the engine; a lock that a dead engine of this machine left is removed first.

    Raises: Refused, KeyboardInterrupt.
    """
    tale = Tale()
    hear = hearing(tale, on_event=on_event, is_preview=is_preview)

    def run() -> object:
        try:
            return work(hear)
        except automation.CommandError as failed:
            holder = holder_of(str(failed))
            if holder is None or not holder.is_gone:
                raise
            on_event(Event("unlock", stack.target.stack, State.INFO, f"process {holder.pid} held it since {holder.since} and is gone"))
            stack.stack.cancel()
            return work(hear)

    asked(stack.target, tale, run)
    return Account(dict(tale.steps), tuple(tale.notes))


def asked(target: Target, tale: Tale, work: Callable[[], Answer]) -> Answer:
    """Return what the engine answers.

    Raises: Refused in place of the engine's own errors.
    """
    try:
        return work()
    except automation.CommandError as failed:
        raise refusal_of(str(failed), tale.failures, target) from None
