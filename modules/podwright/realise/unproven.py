"""What a run of the proof does not show: checks that could not be asked, layers left out, things in the plan that no check asks."""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum

from podwright.outputs.proof import Outcome, ProofCheck
from podwright.plan.types import Plan, Role


class Layer(StrEnum):
    """A layer of the pod that the proof can ask."""

    HOSTS = "hosts"
    CLUSTER = "cluster"


NAMED_LAWS = 3
"""Laws that are named when one reason held them all back; beyond that, the reason says it: a host or an API server that did not answer."""

ASKED_ROLES = frozenset({Role.GPU_NODE, Role.MANAGEMENT_NODE, Role.STORAGE_HOST})


def not_proven(plan: Plan, checks: Sequence[ProofCheck], *, layers: Sequence[Layer]) -> tuple[str, ...]:
    """Return one sentence for each thing that this run leaves open, without repeating itself."""
    return tuple(dict.fromkeys((*_layers(layers), *_skips(checks), *_devices(plan))))


def _layers(layers: Sequence[Layer]) -> Iterator[str]:
    """Yield the layers that this run did not ask."""
    yield from (f"the {layer} layer was not asked in this run" for layer in Layer if layer not in layers)


def _skips(checks: Sequence[ProofCheck]) -> Iterator[str]:
    """Yield each law that was skipped with its reason and at how many places; one line for a reason that held back many laws."""
    by_reason: dict[str, dict[str, list[str]]] = {}
    for check in checks:
        if check.outcome is Outcome.SKIPPED:
            by_reason.setdefault(check.text, {}).setdefault(check.name, []).append(check.place)
    for reason, laws in by_reason.items():
        if len(laws) > NAMED_LAWS:
            yield f"{len(laws)} laws: {reason} ({_places({place for places in laws.values() for place in places})})"
        else:
            yield from (f"{law}: {reason} ({_places(set(places))})" for law, places in laws.items())


def _places(places: set[str]) -> str:
    return next(iter(places)) if len(places) == 1 else f"{len(places)} places"


def _devices(plan: Plan) -> Iterator[str]:
    """Yield what stands in the plan and is asked by no check of the suite."""
    for role, count in sorted(Counter(device.role for device in plan.physical.devices if device.role not in ASKED_ROLES).items()):
        yield f"role {role}: {count} in the plan, and no check asks them"
    if plan.fabric.cables:
        yield f"cables: {len(plan.fabric.cables)} in the plan, and no check compares where they really end"
