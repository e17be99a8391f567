"""`podwright render`: every output of a plan as files."""

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

import click
from rich.console import Console

from podwright.cli.kinds import KINDS
from podwright.cli.pods import FOLDER, judged, refuse_errors
from podwright.cli.progress import listener
from podwright.cli.rendering import lay

MOST_LINES = 8
"""A folder with more files than these is told in one line; `--json` names them all."""


@click.command(name="render")
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="Folder for the files; it is made if it does not exist.")
@click.option("--only", type=click.Choice(list(KINDS)), multiple=True, help="Only this kind; may be given again.")
@click.option("--json", "as_json", is_flag=True, help="Every file with its bytes, and what was removed, as JSON.")
def command(folder: Path, out: Path, only: tuple[str, ...], as_json: bool) -> None:
    """Write every output of a pod as files: all of them, or none if one cannot be made. What a former run laid there and the pod no longer has is removed.

    \b
    podwright render stacks/lab --out build/lab
    podwright render stacks/lab --out build/lab --only cables
    """
    result = judged(folder)
    refuse_errors(result.findings)
    laid = lay(result, out, [kind for kind in KINDS if not only or kind in only], listener(Console(stderr=True)))
    removed = [path for path, size in laid.items() if size is None]
    standing = {path: size for path, size in laid.items() if size is not None}
    if as_json:
        click.echo(json.dumps({"files": {str(path): size for path, size in standing.items()}, "removed": [str(path) for path in removed]}, indent=1))
        return
    for line in _lines(out, standing):
        click.echo(line)
    for path in removed:
        click.echo(f"{path}  removed")


def _lines(out: Path, sizes: Mapping[Path, int]) -> Iterator[str]:
    """Yield a line a file, or one for all of a kind whose folder has many."""
    for first, paths in groupby(sizes, key=lambda path: path.relative_to(out).parts[0]):
        own = tuple(paths)
        if len(own) > MOST_LINES:
            yield f"{out / first}/  {len(own):,} files, {sum(sizes[path] for path in own):,} bytes"
        else:
            yield from (f"{path}  {sizes[path]:,} bytes" for path in own)
