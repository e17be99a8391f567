"""A group built from its Go module into the cache: whole, or not at all."""

import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from podwright.engines.cache import Record, entry_folder, write_record
from podwright.engines.catalog import EngineGroup, Program, build_flags
from podwright.engines.golang import Go, go_environment
from podwright.engines.machine import Machine
from podwright.engines.process import lines_of, running
from podwright.engines.progress import SAY_AGAIN_S, Progress, advance, told
from podwright.engines.trouble import refusal_of, unwritable
from podwright.engines.version import printed_version
from podwright.event import Event, Listener, State
from podwright.refusal import Refused

STEP = "engines"

# Four Kubernetes programs and what the linker puts beside them. Go's own caches may lie on another disk, and say themselves when it is full.
LEAST_FREE_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Build:
    """One build at work: of what, where, with what, since when."""

    group: EngineGroup
    machine: Machine
    go: Go
    started_s: float

    @property
    def staging(self) -> Path:
        """The folder that becomes the cache entry."""
        return self.machine.engines / ".staging" / self.group.name

    @property
    def log(self) -> Path:
        """The file that keeps what Go said of the last build of the group."""
        return self.machine.engines / f"{self.group.name}.log"

    @property
    def elapsed_s(self) -> float:
        """How long it has worked."""
        return time.monotonic() - self.started_s


def build_group(group: EngineGroup, machine: Machine, *, go: Go, on_event: Listener) -> Path:
    """Return the folder of the cache entry that a build of the group has made.

    Laws: the entry appears in one rename when all its programs are there and say the right version; an end before that leaves only
    what Go keeps in its own caches, from which the next run carries on. The caller holds the lock.
    Raises: Refused when Go fails, the disk is full, or the cache cannot be written or run from.
    """
    build = Build(group, machine, go, time.monotonic())
    folder = entry_folder(group, machine, go=go)
    on_event(Event(STEP, group.name, State.STARTED, f"building {group.version} from {group.module} with Go {go.version}"))
    try:
        fill(build, folder, on_event=on_event)
    except BaseException:
        on_event(Event(STEP, group.name, State.FAILED, "not built", build.elapsed_s))
        raise
    on_event(Event(STEP, group.name, State.DONE, f"built {group.version}", build.elapsed_s))
    return folder


def fill(build: Build, folder: Path, *, on_event: Listener) -> None:
    """Return when the programs of a build stand in the folder of its cache entry.

    Raises: Refused as `build_group` does.
    """
    shutil.rmtree(build.staging, ignore_errors=True)
    try:
        (build.staging / "tmp").mkdir(parents=True)
        refuse_full_disk(build)
        build.log.write_text("")
        for program in build.group.programs:
            build_program(program, build, on_event=on_event)
        refuse_wrong_version(build)
        seal(build, folder)
    except OSError as error:
        raise unwritable(error, build.machine.engines) from error
    finally:
        shutil.rmtree(build.staging, ignore_errors=True)
        with suppress(OSError):
            build.staging.parent.rmdir()


def refuse_full_disk(build: Build) -> None:
    """Return when the cache's disk has room for what is built.

    Raises: Refused when it has not.
    """
    free_bytes = shutil.disk_usage(build.staging).free
    if free_bytes < LEAST_FREE_BYTES:
        what = f"{free_bytes / (1 << 30):.1f} GiB free, and building {build.group.name} needs {LEAST_FREE_BYTES / (1 << 30):.0f} GiB"
        raise Refused(str(build.machine.engines), what, "Free space there, run `podwright tools prune`, or set XDG_CACHE_HOME to a larger disk")


def build_program(program: Program, build: Build, *, on_event: Listener) -> None:
    """Return when the program lies in the staging folder.

    Raises: Refused when Go fails.
    """
    target = build.staging / "bin" / program.name
    command = (str(build.go.path), "build", "-v", *build_flags(build.group), "-o", str(target), program.package)
    environment = go_environment(build.staging / "tmp")
    progress, said, next_word_s = Progress(), list[str](), time.monotonic() + SAY_AGAIN_S
    with running(command, folder=build.machine.recipes / build.group.name, environment=environment) as process, build.log.open("a") as log:
        for line in lines_of(process):
            if line is not None:
                log.write(line)
                said.append(line)
                progress = advance(progress, line, package=program.package)
            if time.monotonic() >= next_word_s:
                next_word_s = time.monotonic() + SAY_AGAIN_S
                on_event(Event(STEP, build.group.name, State.INFO, told(progress, program.name, elapsed_s=build.elapsed_s)))
        status = process.wait()
    if status != 0:
        raise refusal_of("".join(said), build.group.name, log=build.log)


def refuse_wrong_version(build: Build) -> None:
    """Return when every program that was built says the version of its group.

    Raises: Refused when one does not run, as on a disk mounted noexec.
    """
    for program in build.group.programs:
        path = build.staging / "bin" / program.name
        version = printed_version(path, program)
        if version is None:
            what = f"the {program.name} that was built does not run there"
            raise Refused(str(build.machine.engines), what, "Set XDG_CACHE_HOME to a disk that is not mounted noexec")
        assert version == build.group.version, f"the stamps of {program.name} give {build.group.version}, not {version}"


def seal(build: Build, folder: Path) -> None:
    """Return when what was built stands in the cache under its key."""
    shutil.rmtree(build.staging / "tmp")
    names = tuple(program.name for program in build.group.programs)
    write_record(build.staging, Record(build.group.name, build.group.version, build.machine.platform, build.go.version, names))
    shutil.rmtree(folder, ignore_errors=True)
    build.staging.rename(folder)
