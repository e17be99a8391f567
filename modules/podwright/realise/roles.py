"""The roles of a pod on some of its hosts, without Pulumi: tried, or run. The same playbook, room and way in as the Playbook resource has."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Flag

from ruamel.yaml import YAML

from podwright.event import Event, Listener, State
from podwright.plan.types import Plan
from podwright.provider.ansible import Run, run_playbook
from podwright.provider.inputs import Inputs
from podwright.provider.outcome import Note, Outcome, role_of
from podwright.provider.preparation import furnish
from podwright.provider.room import private_room
from podwright.provider.words import counted, scrub


@dataclass(frozen=True, slots=True)
class Errand:
    """Which pod, by which plan, with which seed; `users` are accounts to come in with where an ssh configuration of somebody's own says the way."""

    program: Path
    pod: Path
    plan: Plan
    seed: str
    ssh_config: Path | None = None
    users: Mapping[str, str] = field(default_factory=dict)


def look(errand: Errand, hosts: Sequence[str], *, on_event: Listener) -> Outcome:
    """Return what all roles would change on these hosts; nothing is changed.

    Raises: Refused when no private room can be had; KeyboardInterrupt, after every process of the run has ended.
    """
    return _run(errand, hosts, (), is_check=True, on_event=on_event)


def mend(errand: Errand, hosts: Sequence[str], roles: Sequence[str], *, on_event: Listener) -> Outcome:
    """Return what these roles changed on these hosts.

    Raises: Refused when no private room can be had; KeyboardInterrupt, after every process of the run has ended.
    """
    return _run(errand, hosts, roles, is_check=False, on_event=on_event)


def roles_in_order(program: Path) -> tuple[str, ...]:
    """Return the roles of the program's playbook, in the order in which it comes to them."""
    plays = YAML(typ="safe", pure=True).load(program / "site.yml") or []
    return tuple(str(entry["role"] if isinstance(entry, dict) else entry) for play in plays for entry in play.get("roles", ()))


def _run(errand: Errand, hosts: Sequence[str], roles: Sequence[str], *, is_check: bool, on_event: Listener) -> Outcome:
    step, subject, began_s = "check" if is_check else "mend", counted(len(hosts)), time.monotonic()
    seed = errand.plan.hosts.profiles[0].ssh_seed.name
    inputs = Inputs(str(errand.program), str(errand.pod), tuple(roles), "", "", "", ((seed, errand.seed),))
    on_event(Event(step, subject, State.STARTED))
    with private_room() as room:
        furnish(room, inputs, errand.plan, generations=[errand.plan.hosts.profiles[0].ssh_generation])
        if errand.ssh_config is not None:
            (room / "ssh_config").write_text(f"Include {errand.ssh_config.resolve()}\n", encoding="utf-8")
            known = {host: {"ansible_user": user} for host, user in errand.users.items()}
            (room / "inventory" / "users.json").write_text(json.dumps({"all": {"hosts": known}}), encoding="utf-8")
        (room / "limit").write_text("\n".join([*hosts, ""]), encoding="utf-8")
        run = Run(errand.program, errand.pod, room, tuple(roles), f"@{room / 'limit'}", is_check)
        outcome = _to_its_end(run, _heard(step, on_event))
    state = State.FAILED if outcome.fault else State.DONE
    on_event(Event(step, subject, state, scrub(outcome.fault, [errand.seed]), time.monotonic() - began_s))
    return outcome


def _to_its_end(run: Run, listen: Callable[[Note], None]) -> Outcome:
    """Return the outcome; an interrupt ends the run first, and is an interrupt then."""
    cancelled = Flag()
    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(run_playbook, run, listen=listen, cancelled=cancelled)
        try:
            return future.result()
        except BaseException:
            cancelled.set()
            raise


def _heard(step: str, on_event: Listener) -> Callable[[Note], None]:
    """Return a listener that tells of each role as the first host comes to it."""
    told: set[str] = set()

    def listen(note: Note) -> None:
        role = role_of(note)
        if role and role not in told:
            told.add(role)
            on_event(Event(step, role, State.INFO))

    return listen
