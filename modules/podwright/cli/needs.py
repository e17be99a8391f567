"""What each verb needs of a machine: one row a need."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from podwright.cli import probes
from podwright.cli.probes import Answer
from podwright.engines.catalog import GROUPS, EngineGroup
from podwright.lab.requirements import PROGRAMS


class Purpose(StrEnum):
    """What a machine may be wanted for."""

    PLAN = "plan"
    UP = "up"
    LAB = "lab"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a machine must have: what for, how to look, the command that gets it, and the Debian package where there is one."""

    name: str
    purposes: tuple[Purpose, ...]
    reason: str
    probe: Callable[[], Answer]
    remedy: str
    package: str | None = None
    is_optional: bool = False


EVERY = (Purpose.PLAN, Purpose.UP, Purpose.LAB)

# One control plane with Kueue and kwok takes about 0.8 GiB, a systemd host 50 MiB; half as much again is room to work.
LAB_MEMORY_GIB = 3.0

# A root image of 0.4 GiB, hosts' own layers, Ansible's packages, state of Pulumi and etcd.
LAB_DISK_GIB = 3.0


def build_remedy(group: EngineGroup) -> str:
    """Return what gets an engine group."""
    return f"podwright tools build {group.name}"


def distribution_needs() -> tuple[Need, ...]:
    """Return a need a program that the lab takes from the distribution."""
    return tuple(
        Need(program.name, (Purpose.LAB,), program.purpose, partial(probes.program, program.name), f"apt-get install --yes {program.package}", program.package)
        for program in PROGRAMS
    )


def engine_needs() -> tuple[Need, ...]:
    """Return a need an engine group."""
    return tuple(
        Need(
            f"engine {group.name} {group.version}",
            (Purpose.LAB, Purpose.UP) if group.name == "pulumi" else (Purpose.LAB,),
            ", ".join(program.name for program in group.programs),
            partial(probes.engine, group),
            build_remedy(group),
        )
        for group in GROUPS
    )


NEEDS: tuple[Need, ...] = (
    Need("Python 3.11", EVERY, "everything", probes.python, "apt-get install --yes python3 python3-venv"),
    Need("Python packages", EVERY, "everything", probes.python_packages, "make setup in a clone, elsewhere pip install podwright"),
    Need("program files", EVERY, "roles, site.yml, tools", probes.program_files, "Install podwright again, or run it from a whole clone"),
    Need("ansible-playbook", (Purpose.UP, Purpose.LAB), "roles on hosts", probes.ansible, "make setup in a clone, elsewhere pip install podwright"),
    Need(
        "ssh client",
        (Purpose.UP,),
        "Ansible and the proof reach hosts by it",
        partial(probes.program, "ssh"),
        "apt-get install --yes openssh-client",
        "openssh-client",
    ),
    *engine_needs(),
    Need(
        "Pulumi's Python language host",
        (Purpose.UP,),
        "the stack's program; the lab brings its own",
        partial(probes.program, "pulumi-language-python"),
        "Install the official Pulumi, which has it, or work in a lab: podwright lab exec -- CMD",
    ),
    Need(
        "Pulumi's Kubernetes plugin",
        (Purpose.UP,),
        "objects in a cluster; the lab brings its own",
        probes.kubernetes_plugin,
        "pulumi plugin install resource kubernetes",
    ),
    Need(
        "Go",
        (Purpose.LAB,),
        "engines that are not on PATH, and the files their modules carry",
        probes.go,
        "Install Go 1.26 or newer (go.dev/dl) and put it on PATH",
    ),
    Need("Linux", (Purpose.LAB,), "namespaces", probes.linux, "Run the lab on a Linux machine"),
    Need("root", (Purpose.LAB,), "namespaces, mounts, hosts", probes.root, "sudo --preserve-env=PATH podwright lab up"),
    *distribution_needs(),
    Need(
        "network namespaces, bridges, veth",
        (Purpose.LAB,),
        "the lab's networks",
        probes.links,
        "modprobe bridge veth, or run the lab where the kernel has them",
    ),
    Need("overlay mounts", (Purpose.LAB,), "a root of each host's own", probes.overlay, "modprobe overlay, or run the lab where the kernel has it"),
    Need("control groups", (Purpose.LAB,), "systemd in hosts, and finding every process of a lab", probes.control_groups, "Mount cgroup2 at /sys/fs/cgroup"),
    Need("memory", (Purpose.LAB,), "hosts and control plane", partial(probes.memory, LAB_MEMORY_GIB), f"Free {LAB_MEMORY_GIB:.0f} GiB of memory"),
    Need(
        "disk",
        (Purpose.LAB,),
        "root image, hosts, engines",
        partial(probes.disk, LAB_DISK_GIB),
        "Free space in the cache folder, or set XDG_CACHE_HOME to a larger disk",
    ),
    Need(
        "blank machines",
        (Purpose.LAB,),
        "podwright lab machine: firmware, TPM, network boot",
        probes.blank_machines,
        "apt-get install --yes qemu-system-x86 ovmf ipxe-qemu swtpm swtpm-tools",
        is_optional=True,
    ),
    Need(
        "chromium",
        (Purpose.PLAN,),
        "the test that looks at the report's picture",
        partial(probes.program, "chromium"),
        "apt-get install --yes chromium",
        "chromium",
        is_optional=True,
    ),
)
