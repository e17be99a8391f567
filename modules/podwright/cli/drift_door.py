"""The way to the hosts: the person's own ssh configuration, or one with the pod's certificates."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from podwright.plan.types import Plan
from podwright.provider.connection import write_connection
from podwright.provider.room import private_room
from podwright.secrets.resolver import resolve


def door(plan: Plan, pod_folder: Path, ssh_config: Path | None) -> AbstractContextManager[Path]:
    """Return the ssh configuration to ask with. Raises: Refused when no login can be made."""
    return nullcontext(ssh_config) if ssh_config is not None else _own(plan, pod_folder)


@contextmanager
def _own(plan: Plan, pod_folder: Path) -> Iterator[Path]:
    """Yield an ssh configuration with the pod's own certificates and known hosts; it lies in memory and goes at the end."""
    profile = plan.hosts.profiles[0]
    seed = resolve(profile.ssh_seed.name, pod_folder=pod_folder)
    with private_room() as room:
        yield write_connection(plan.hosts, room, pod=plan.header.pod, seed=seed, generations=[profile.ssh_generation], now_s=int(time.time()))
