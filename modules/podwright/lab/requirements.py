"""What the lab needs of a machine: Linux, root, and a few programs of the distribution."""

import os

from podwright.engines import programs as of_distribution
from podwright.engines.programs import Program as Program
from podwright.refusal import Refused

PROGRAMS = (
    Program("ip", "iproute2", "the lab's network namespace, bridges and links"),
    Program("nsenter", "util-linux", "commands inside the lab's network"),
    Program("unshare", "util-linux", "a mount table of each host's own"),
    Program("setpriv", "util-linux", "a build that dies with the command that asked for it"),
    Program("mount", "mount", "overlay roots"),
    Program("chroot", "coreutils", "the root image"),
    Program("ssh", "openssh-client", "the question whether a host answers"),
    Program("systemd-nspawn", "systemd-container", "hosts that run systemd"),
    Program("debootstrap", "debootstrap", "the root image of the hosts"),
)

INSIDE = "PODWRIGHT_LAB"
"""Set inside a lab, to the lab's name."""

IMAGE_ALONE = frozenset({"debootstrap", "setpriv", "chroot"})


def missing(programs: tuple[Program, ...] = PROGRAMS) -> tuple[Program, ...]:
    """Return the programs that this machine lacks, in the order given."""
    return of_distribution.missing(programs)


def need_root(verb: str) -> None:
    """Return nothing if we are root.

    Raises: Refused when we are not.
    """
    if os.geteuid() != 0:
        raise Refused(
            f"podwright lab {verb}",
            "network namespaces and hosts need root, and this is an ordinary user",
            f"Run it as root: sudo --preserve-env=PATH podwright lab {verb}",
        )


def need_outside(verb: str) -> None:
    """Return nothing if we are not inside a lab.

    Raises: Refused inside one: what starts or stops there would not be seen outside.
    """
    inside = os.environ.get(INSIDE)
    if inside:
        raise Refused(f"podwright lab {verb}", f"this command runs inside the lab {inside}", "Run it outside of podwright lab exec")


def need_programs(programs: tuple[Program, ...] = PROGRAMS) -> None:
    """Return nothing if every program is here.

    Raises: Refused with the one command that brings all that are missing.
    """
    of_distribution.need_programs(programs)
