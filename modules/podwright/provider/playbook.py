"""`podwright:host:Playbook`: part of site.yml on part of the inventory, as a resource that tells the truth cheaply."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

from pulumi.provider.experimental import provider as engine
from pulumi.provider.experimental.property_value import PropertyValue

from podwright.plan.types import Plan
from podwright.provider.ansible import Run, run_playbook
from podwright.provider.digests import is_same_secrets, secrets_digest
from podwright.provider.inputs import Inputs, Memory, missing, read_inputs, read_memory, write_memory
from podwright.provider.outcome import Note, NoteKind, Outcome
from podwright.provider.preparation import furnish, generations, insist_on_one_plan, plan_of
from podwright.provider.room import private_room
from podwright.provider.undo import left_behind, undo, undo_failure
from podwright.provider.voice import Log, Voice
from podwright.provider.words import drift_lines, failure, forecast, scrub, tally, warnings

Properties = dict[str, PropertyValue]


class Unfit(Exception):
    """A run that could not do what it was asked, and left the resource as it was."""


class Unfinished(Exception):
    """A run that began and did not end well: the resource stands, and its state says that it has to be run again."""

    def __init__(self, reason: str, *, resource_id: str, properties: Properties) -> None:
        super().__init__(reason)
        self.resource_id, self.properties = resource_id, properties


class PlaybookProvider(engine.Provider):
    """The provider behind the token; the engine's calls arrive here."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.cancelled = threading.Event()

    async def configure(self, request: engine.ConfigureRequest) -> engine.ConfigureResponse:  # noqa: ARG002 (nothing to configure)
        """Return what this provider can do: keep secrets secret, and foresee."""
        return engine.ConfigureResponse(accept_secrets=True, supports_preview=True)

    async def check(self, request: engine.CheckRequest) -> engine.CheckResponse:
        """Return the inputs, and what is missing of them."""
        absent = missing(request.new_inputs)
        return engine.CheckResponse(request.new_inputs, [engine.CheckFailure(name, "is required") for name in absent])

    async def diff(self, request: engine.DiffRequest) -> engine.DiffResponse:
        """Return which digests differ; no host is asked."""
        changed = differences(read_memory(request.old_state), read_inputs(request.new_inputs))
        update = engine.PropertyDiff(engine.PropertyDiffKind.UPDATE, input_diff=False)
        return engine.DiffResponse(changes=bool(changed), diffs=list(changed), detailed_diff=dict.fromkeys(changed, update))

    async def create(self, request: engine.CreateRequest) -> engine.CreateResponse:
        """Return the state after the run; in a preview, after Ansible's own check.

        Raises: Unfinished when a host fails or does not answer.
        """
        inputs = read_inputs(request.properties)
        name = f"{Path(inputs.pod).name}/{request.name}"
        nothing = read_memory({})
        if request.preview:
            await self._foresee(inputs, nothing, request.urn)
            return engine.CreateResponse(name, write_memory(applied(inputs, nothing)))
        return engine.CreateResponse(name, await self._apply(inputs, nothing, urn=request.urn, resource_id=name))

    async def update(self, request: engine.UpdateRequest) -> engine.UpdateResponse:
        """Return the state after the run; in a preview, after Ansible's own check.

        Raises: Unfinished when a host fails or does not answer.
        """
        inputs, memory = read_inputs(request.news), read_memory(request.olds)
        if request.preview:
            await self._foresee(inputs, memory, request.urn)
            return engine.UpdateResponse(write_memory(applied(inputs, memory)))
        return engine.UpdateResponse(await self._apply(inputs, memory, urn=request.urn, resource_id=request.resource_id))

    async def read(self, request: engine.ReadRequest) -> engine.ReadResponse:
        """Return the state with the drift that Ansible's check sees on the hosts now."""
        inputs, memory = read_inputs(request.inputs), read_memory(request.properties)
        voice = self._voice(inputs, request.urn)
        outcome, _ = await self._run(inputs, memory, voice, is_check=True)
        for line in warnings(outcome):
            voice.warn(line)
        if outcome.fault:
            raise Unfit(voice.clean(failure(outcome)))
        seen = replace(memory, drift=tuple(voice.clean(line) for line in drift_lines(outcome)))
        return engine.ReadResponse(request.resource_id, write_memory(seen), request.inputs)

    async def delete_with_inputs(self, request: engine.DeleteRequest, inputs: Mapping[str, PropertyValue]) -> None:
        """Undo what the roles can undo; a host that does not answer is said and passed over."""
        known, memory = read_inputs(inputs), read_memory(request.properties)
        voice = self._voice(known, request.urn)
        outcome = await asyncio.to_thread(undo, known, memory, listen=progress(voice), cancelled=self.cancelled)
        reason, silent = undo_failure(outcome), left_behind(outcome)
        if reason:
            raise Unfit(voice.clean(reason))
        voice.say(tally(outcome))
        if silent:
            voice.warn(silent)

    async def cancel(self) -> None:
        """Have every run end soon."""
        self.cancelled.set()

    def _voice(self, inputs: Inputs, urn: str) -> Voice:
        values = [value for _, value in inputs.secrets]
        return Voice(self.log, urn, lambda text: scrub(text, values))

    async def _foresee(self, inputs: Inputs, memory: Memory, urn: str) -> None:
        voice = self._voice(inputs, urn)
        if differences(memory, inputs) == ("drift",):
            voice.say("\n".join(["would be mended, as refresh saw it:", *(f"  {line}" for line in memory.drift)]))
            return
        outcome, _ = await self._run(inputs, memory, voice, is_check=True)
        voice.say(forecast(outcome))
        for line in (*warnings(outcome), *([failure(outcome)] if outcome.fault else [])):
            voice.warn(line)

    async def _apply(self, inputs: Inputs, memory: Memory, *, urn: str, resource_id: str) -> Properties:
        voice = self._voice(inputs, urn)
        outcome, plan = await self._run(inputs, memory, voice, is_check=False)
        reason = failure(outcome)
        if reason:
            unfinished = replace(memory, plan_digest="", tags=inputs.tags, limit=inputs.limit, hosts=outcome.hosts)
            raise Unfinished(voice.clean(reason), resource_id=resource_id, properties=write_memory(unfinished))
        voice.say(tally(outcome))
        done = replace(applied(inputs, memory), hosts=outcome.hosts, ssh_generation=plan.hosts.profiles[0].ssh_generation)
        return write_memory(done)

    async def _run(self, inputs: Inputs, memory: Memory, voice: Voice, *, is_check: bool) -> tuple[Outcome, Plan]:
        return await asyncio.to_thread(run_once, inputs, memory, listen=progress(voice), is_check=is_check, cancelled=self.cancelled)


def differences(memory: Memory, inputs: Inputs) -> tuple[str, ...]:
    """Return the names of what differs between the last run and the inputs, drift included."""
    plain = tuple(name for name in ("tags", "limit", "plan_digest", "roles_digest") if getattr(memory, name) != getattr(inputs, name))
    secret = () if is_same_secrets(memory.secrets_digest, dict(inputs.secrets)) else ("secrets",)
    return (*plain, *secret, *(("drift",) if memory.drift else ()))


def applied(inputs: Inputs, memory: Memory) -> Memory:
    """Return what is remembered when the inputs have been applied; the secrets' salt is kept while they stay the same."""
    held = dict(inputs.secrets)
    kept = memory.secrets_digest if is_same_secrets(memory.secrets_digest, held) else secrets_digest(held, salt=token_hex(16))
    return replace(
        memory, tags=inputs.tags, limit=inputs.limit, plan_digest=inputs.plan_digest, roles_digest=inputs.roles_digest, secrets_digest=kept, drift=()
    )


def run_once(inputs: Inputs, memory: Memory, *, listen: Callable[[Note], None], is_check: bool, cancelled: threading.Event) -> tuple[Outcome, Plan]:
    """Return the outcome of one run of the playbook, and the plan it followed."""
    plan = plan_of(inputs.pod)
    insist_on_one_plan(plan, inputs)
    with private_room() as room:
        furnish(room, inputs, plan, generations=generations(plan, memory))
        run = Run(Path(inputs.folder).resolve(), Path(inputs.pod).resolve(), room, inputs.tags, inputs.limit, is_check)
        return run_playbook(run, listen=listen, cancelled=cancelled), plan


def progress(voice: Voice) -> Callable[[Note], None]:
    """Return a listener that says each task on each host as it ends; the items of a loop are said once."""
    said: set[tuple[str, str, NoteKind]] = set()

    def listen(note: Note) -> None:
        key = note.host, note.task, note.kind
        if key not in said:
            said.add(key)
            voice.murmur(f"{note.host}: {note.task}: {note.kind}" + (f": {note.detail}" if note.kind in (NoteKind.FAILED, NoteKind.UNREACHABLE) else ""))

    return listen
