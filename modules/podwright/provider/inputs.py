"""What a Playbook is told, and what it remembers: typed values on our side, property values on the engine's."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi.provider.experimental.property_value import PropertyValue

Properties = Mapping[str, PropertyValue]

HOSTS = "all:!switches"
"""Which hosts a run meets if nothing else is said: a playbook of somebody's own may say `all`, and switches are met only by those who name them."""
REQUIRED = ("folder", "pod", "plan_digest", "roles_digest", "secrets")


@dataclass(frozen=True, slots=True)
class Inputs:
    """Inputs of a Playbook. `folder` holds site.yml, `pod` the pod's file; both may be relative to the program. No tags means all of them."""

    folder: str
    pod: str
    tags: tuple[str, ...]
    limit: str
    plan_digest: str
    roles_digest: str
    secrets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """What a Playbook remembers of its last run: what was applied, the keyed digest of the secrets, the ssh generation, and drift seen since."""

    tags: tuple[str, ...]
    limit: str
    plan_digest: str
    roles_digest: str
    secrets_digest: str
    ssh_generation: int
    hosts: tuple[str, ...]
    drift: tuple[str, ...]


def read_inputs(properties: Properties) -> Inputs:
    """Return the inputs as values; what is absent is empty."""
    secrets = properties.get("secrets")
    held = secrets.value if secrets is not None and isinstance(secrets.value, Mapping) else {}
    return Inputs(
        folder=_text(properties, "folder"),
        pod=_text(properties, "pod"),
        tags=_texts(properties, "tags"),
        limit=_text(properties, "limit") or HOSTS,
        plan_digest=_text(properties, "plan_digest"),
        roles_digest=_text(properties, "roles_digest"),
        secrets=tuple(sorted((name, _text(held, name)) for name in held)),
    )


def read_memory(properties: Properties) -> Memory:
    """Return what was remembered; what is absent is empty, and 0 is no generation."""
    generation = properties.get("ssh_generation")
    return Memory(
        tags=_texts(properties, "tags"),
        limit=_text(properties, "limit"),
        plan_digest=_text(properties, "plan_digest"),
        roles_digest=_text(properties, "roles_digest"),
        secrets_digest=_text(properties, "secrets_digest"),
        ssh_generation=int(generation.value) if generation is not None and isinstance(generation.value, float) else 0,
        hosts=_texts(properties, "hosts"),
        drift=_texts(properties, "drift"),
    )


def write_memory(memory: Memory) -> dict[str, PropertyValue]:
    """Return the memory as outputs; the digest of the secrets is itself a secret."""
    return {
        "tags": _listed(memory.tags),
        "limit": PropertyValue(memory.limit),
        "plan_digest": PropertyValue(memory.plan_digest),
        "roles_digest": PropertyValue(memory.roles_digest),
        "secrets_digest": PropertyValue(memory.secrets_digest, is_secret=True),
        "ssh_generation": PropertyValue(float(memory.ssh_generation)),
        "hosts": _listed(memory.hosts),
        "drift": _listed(memory.drift),
    }


def missing(properties: Properties) -> tuple[str, ...]:
    """Return the required inputs that are not there."""
    return tuple(name for name in REQUIRED if name not in properties or properties[name].value in (None, ""))


def _text(properties: Properties, name: str) -> str:
    value = properties.get(name)
    return value.value if value is not None and isinstance(value.value, str) else ""


def _texts(properties: Properties, name: str) -> tuple[str, ...]:
    value = properties.get(name)
    items = value.value if value is not None and isinstance(value.value, tuple) else ()
    return tuple(item.value for item in items if isinstance(item.value, str))


def _listed(texts: tuple[str, ...]) -> PropertyValue:
    return PropertyValue([PropertyValue(text) for text in texts])
