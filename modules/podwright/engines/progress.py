"""What go is doing, told from the lines that it prints."""

from dataclasses import dataclass, replace

# Far enough apart for a log that people read, near enough to see that it lives.
SAY_AGAIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Progress:
    """What a build has done so far, and what it does now."""

    download_count: int = 0
    package_count: int = 0
    doing: str = "looking at what is already compiled, then linking"


def advance(progress: Progress, line: str, *, package: str) -> Progress:
    """Return the progress after one line of `go build -v`; `package` is the one that is compiled last, before linking."""
    match line.split():
        case ["go:", "downloading", module, version]:
            return replace(progress, download_count=progress.download_count + 1, doing=f"downloading {module} {version}")
        case [only] if only == package:
            return replace(progress, package_count=progress.package_count + 1, doing="linking")
        case [only]:
            return replace(progress, package_count=progress.package_count + 1, doing=f"compiling {only}")
    return progress


def told(progress: Progress, program: str, *, elapsed_s: float) -> str:
    """Return the progress in one line: how long, which program, what go does now, and how much is done."""
    counts = (
        *((f"{progress.download_count} modules fetched",) if progress.download_count else ()),
        *((f"{progress.package_count} packages compiled",) if progress.package_count else ()),
    )
    return ", ".join((duration(elapsed_s), f"{program}: {progress.doing}", *counts))


def duration(seconds: float) -> str:
    """Return a length of time for people: `48 s`, `3 min 05 s`."""
    minutes, rest_s = divmod(round(seconds), 60)
    return f"{minutes} min {rest_s:02d} s" if minutes else f"{rest_s} s"
