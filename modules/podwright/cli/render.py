"""`podwright render`: every output of a plan as files."""

from pathlib import Path

import click

from podwright.cli.kinds import KINDS
from podwright.cli.pods import FOLDER, judged, refuse_errors
from podwright.cli.rendering import lay


@click.command(name="render")
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="Folder for the files; it is made if it does not exist.")
@click.option("--only", type=click.Choice(list(KINDS)), multiple=True, help="Only this kind; may be given again.")
def command(folder: Path, out: Path, only: tuple[str, ...]) -> None:
    """Write every output of a pod as files: all of them, or none if one cannot be made. What a former run laid there and the pod no longer has is removed.

    \b
    podwright render stacks/lab --out build/lab
    podwright render stacks/lab --out build/lab --only cables
    """
    result = judged(folder)
    refuse_errors(result.findings)
    for path, size in lay(result, out, [kind for kind in KINDS if not only or kind in only]).items():
        click.echo(f"{path}  removed" if size is None else f"{path}  {size:,} bytes")
