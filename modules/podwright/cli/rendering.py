"""Outputs laid into a folder: all of them or none, and what a former run laid there and this one does not is taken away."""

import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from podwright.cli.kinds import KINDS
from podwright.cli.kinds.kind import Maker
from podwright.cli.making import Sizes, made
from podwright.cli.pods import Judged
from podwright.cli.stage import Stage
from podwright.event import Event, Listener, State
from podwright.refusal import Refused

MANIFEST = ".podwright-files.json"
"""Which files of the folder are ours, by kind: what is not listed is never touched."""


def lay(result: Judged, out: Path, kinds: Iterable[str], on_event: Listener = lambda _: None) -> dict[Path, int | None]:
    """Return the files that stand now, each with its size in bytes; a file that is of no use any more is gone, and has None.

    Raises: Refused when the folder or a file cannot be written; then nothing has changed.
    """
    makers, former, began_s = {kind: KINDS[kind] for kind in kinds}, _manifest(out), time.monotonic()
    on_event(Event("render", "files", State.STARTED))
    try:
        now = _laid(result, out, makers, former, on_event)
    except BaseException:
        on_event(Event("render", "files", State.FAILED, elapsed_s=time.monotonic() - began_s))
        raise
    kept = {name for kind, names in former.items() if kind not in now for name in names} | {name for sizes in now.values() for name in sizes}
    stale = [out / name for kind in makers for name in former.get(kind, ()) if name not in kept]
    for path in stale:
        path.unlink(missing_ok=True)
    on_event(Event("render", "files", State.DONE, elapsed_s=time.monotonic() - began_s))
    return {out / name: size for sizes in now.values() for name, size in sizes.items()} | dict.fromkeys(stale)


def _laid(result: Judged, out: Path, makers: Mapping[str, Maker], former: Mapping[str, list[str]], on_event: Listener) -> dict[str, Sizes]:
    """Return the files of every kind when all stand in their places."""
    done = dict[str, Sizes]()
    with Stage(out) as stage:
        for kind, sizes, elapsed_s in made(result, stage, makers):
            done[kind] = sizes
            on_event(Event("render", kind, State.DONE, f"{len(sizes):,} {'file' if len(sizes) == 1 else 'files'}, {sum(sizes.values()):,} bytes", elapsed_s))
        now = {kind: done[kind] for kind in makers}
        stage.add(MANIFEST, json.dumps({**former, **{kind: list(sizes) for kind, sizes in now.items()}}, indent=1, sort_keys=True) + "\n")
        stage.take_place([*(name for sizes in now.values() for name in sizes), MANIFEST])
    return now


def _manifest(out: Path) -> dict[str, list[str]]:
    """Return what a former run laid here; nothing if there was none.

    Raises: Refused when the list cannot be read, since then nobody knows whose the files are.
    """
    path = out / MANIFEST
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        listed = {str(kind): [str(name) for name in names] for kind, names in found.items()}
        if all(_is_below(name) for names in listed.values() for name in names):
            return listed
    except (OSError, ValueError, AttributeError, TypeError):
        pass
    raise Refused(str(path), "is no list of files", "Remove it, and look which files of the folder are of no use any more") from None


def _is_below(name: str) -> bool:
    return not Path(name).is_absolute() and ".." not in Path(name).parts
