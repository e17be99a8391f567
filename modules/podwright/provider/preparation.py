"""What a run needs, made ready in its private room: inventory, credentials, the way to the hosts."""

import json
import time
from collections.abc import Sequence
from pathlib import Path

from podwright.declaration import declared
from podwright.outputs.inventory import static_inventory
from podwright.plan.canonical import digest
from podwright.plan.compile import compile_pod
from podwright.plan.types import Plan
from podwright.provider.connection import write_connection
from podwright.provider.inputs import Inputs, Memory
from podwright.refusal import Refused


def plan_of(pod: str) -> Plan:
    """Return the plan of the pod as its file says now."""
    return compile_pod(*declared(Path(pod)))


def insist_on_one_plan(plan: Plan, inputs: Inputs) -> None:
    """Refuse a plan that is not the one the program decided on.

    Raises: Refused when the pod's file was changed in between.
    """
    if digest(plan.hosts) != inputs.plan_digest:
        raise Refused(inputs.pod, "changed while it was being realised", "Run it again, so that all of it follows one plan")


def generations(plan: Plan, memory: Memory) -> tuple[int, ...]:
    """Return the ssh generations that a host may have now: the plan's, and while it changes the one before."""
    wanted = plan.hosts.profiles[0].ssh_generation
    return tuple(dict.fromkeys([wanted, *([memory.ssh_generation] if memory.ssh_generation else [])]))


def furnish(room: Path, inputs: Inputs, plan: Plan, *, generations: Sequence[int]) -> None:
    """Write into the room what a run of the playbook reads.

    Raises: Refused when the secret that opens the hosts is not among the inputs.
    """
    secrets = dict(inputs.secrets)
    profile = plan.hosts.profiles[0]
    seed = secrets.get(profile.ssh_seed.name)
    if seed is None:
        raise Refused(
            f"secret {profile.ssh_seed.name}",
            "is not among the inputs of the Playbook",
            f"Set it with `pulumi config set --secret podwright:{profile.ssh_seed.name}`",
        )
    for name in ("inventory", "credentials", "control", "temp", "home", "runner"):
        (room / name).mkdir(mode=0o700)
    for name, value in secrets.items():
        (room / "credentials" / name).write_text(value, encoding="utf-8")
    variables = Path(inputs.folder).resolve() / "inventory" / "group_vars"
    if variables.is_dir():
        (room / "inventory" / "group_vars").symlink_to(variables)
    (room / "inventory" / "hosts.json").write_text(json.dumps(static_inventory(plan)), encoding="utf-8")
    write_connection(plan.hosts, room, pod=plan.header.pod, seed=seed, generations=generations, now_s=int(time.time()))
