"""Programs of the distribution: which are missing, and the one command that brings them."""

import os
import shutil
from dataclasses import dataclass

from podwright.refusal import Refused

SYSTEM = ("/usr/sbin", "/sbin")
"""Where programs for root lie; an ordinary user's PATH commonly lacks them."""


@dataclass(frozen=True, slots=True)
class Program:
    """One program, the Debian package that brings it, and what it is for."""

    name: str
    package: str
    purpose: str


def missing(programs: tuple[Program, ...]) -> tuple[Program, ...]:
    """Return the programs that this machine lacks, in the order given."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), *SYSTEM))
    return tuple(program for program in programs if shutil.which(program.name, path=path) is None)


def need_programs(programs: tuple[Program, ...]) -> None:
    """Return nothing if every program is here.

    Raises: Refused with the one command that brings all that are missing.
    """
    lacking = missing(programs)
    if lacking:
        packages = sorted({program.package for program in lacking})
        raise Refused("this machine", f"it lacks {', '.join(program.name for program in lacking)}", f"Get them with apt-get install --yes {' '.join(packages)}")
