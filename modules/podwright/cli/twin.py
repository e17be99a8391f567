"""`podwright twin`: the pod as a network that boots elsewhere, or as much of it as fits there."""

from pathlib import Path

import click

from podwright.cli.completion import FOLDER
from podwright.cli.files import write_whole
from podwright.cli.kinds.twin import twin_files
from podwright.cli.pods import compiled
from podwright.refusal import Refused


@click.command(name="twin")
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="Folder for the files; it is made if it does not exist.")
@click.option("--units", type=click.IntRange(min=0), help="Only the first so many scalable units, with the pod's own racks; left out: all.")
def command(folder: Path, out: Path, units: int | None) -> None:
    """Write the Ethernet of a pod as a network of containers or virtual machines: containerlab, netlab, NVIDIA Air.

    Names and interfaces are the pod's, so that the configurations that `podwright render` writes fit; interfaces.csv says which is which.

    \b
    podwright twin stacks/mine --out build/twin --units 1
    containerlab deploy --topo build/twin/topology.clab.yml
    """
    files = list(twin_files(compiled(folder), units=units))
    if not files:
        raise Refused(str(folder), "has no Ethernet fabric that a twin could be made of", "Look at InfiniBand with ibsim and OpenSM")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(str(out), f"cannot be made ({error.strerror})", "Name another folder") from None
    for name, text in files:
        path = out / Path(name).name
        write_whole(path, text)
        click.echo(f"{path}  {len(text.encode()):,} bytes")
