"""Engines asked for by name, found or built."""

from collections.abc import Iterable

from podwright.engines.build import STEP, build_group
from podwright.engines.cache import entries
from podwright.engines.catalog import EngineGroup, group_of
from podwright.engines.choice import Choice, Engine, choose
from podwright.engines.golang import find_go, fit_go
from podwright.engines.lock import held
from podwright.engines.machine import Machine, here
from podwright.engines.trouble import unwritable
from podwright.event import Event, Listener, State


def ensure(names: Iterable[str], *, on_event: Listener, machine: Machine | None = None) -> dict[str, Engine]:
    """Return the engines of those names, building what is not there.

    Shape: a key a name, in the order given.
    Raises: Refused when one cannot be built; KeyError when no engine has a name.
    """
    where = machine if machine is not None else here()
    go = find_go(where)
    choices = {name: choose(name, where, go=go) for name in names}
    for name, choice in choices.items():
        tell(name, choice, on_event=on_event)
    missing = dict.fromkeys(group_of(name) for name, choice in choices.items() if choice.engine is None)
    if missing:
        build_missing(tuple(missing), where, on_event=on_event)
    return {name: engine_of(name, choice, where) for name, choice in choices.items()}


def tell(name: str, choice: Choice, *, on_event: Listener) -> None:
    """Tell which engine is taken, and what on PATH was passed over and why."""
    wanted = group_of(name).version
    for candidate in choice.passed_over:
        is_what = f"is {candidate.version}" if candidate.version is not None else "does not say its version"
        on_event(Event(STEP, name, State.INFO, f"{candidate.path} {is_what}, {wanted} is needed: passed over"))
    if choice.engine is not None:
        on_event(Event(STEP, name, State.DONE, f"{wanted}, {choice.engine.origin}, {choice.engine.path}"))


def build_missing(groups: tuple[EngineGroup, ...], machine: Machine, *, on_event: Listener) -> None:
    """Return when every group is built, by us or by whoever held the lock before us.

    Raises: Refused when Go is missing or too old, a build fails, or the cache cannot be written.
    """
    try:
        with held(machine.engines / ".lock", on_event=on_event):
            for group in groups:
                go = fit_go(group, machine)
                if not entries(group, machine, go=go):
                    build_group(group, machine, go=go, on_event=on_event)
    except OSError as error:
        raise unwritable(error, machine.engines) from error


def engine_of(name: str, choice: Choice, machine: Machine) -> Engine:
    """Return the engine of a choice, or the one that was built meanwhile."""
    engine = choice.engine if choice.engine is not None else choose(name, machine, go=find_go(machine)).engine
    assert engine is not None, f"{name} was built"
    return engine
