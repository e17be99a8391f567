"""`podwright down`: what up made, taken away."""

from pathlib import Path

import click
from rich.console import Console

from podwright.cli.exits import Exit
from podwright.cli.pods import FOLDER
from podwright.cli.progress import listener
from podwright.cli.up import in_words, insist_on_answer, tell
from podwright.realise.stack import down as take_down
from podwright.realise.stack import open_stack, preview_down


@click.command(name="down")
@click.argument("folder", type=FOLDER)
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(folder: Path, yes: bool) -> None:
    """Take away what up made: queues, tenants, and on the hosts what the roles can undo.

    Names and telemetry of the hosts go; accounts and ssh access stay, so that nobody is locked out. A host that does not answer is named and passed over.

    \b
    podwright down stacks/mine
    podwright lab exec -- podwright down stacks/lab --yes
    """
    insist_on_answer(yes=yes)
    console = Console(stderr=True)
    heard = listener(console)
    stack = open_stack(folder)
    foreseen = preview_down(stack, on_event=heard)
    tell(foreseen, console)
    if foreseen.is_silent:
        return
    if not (yes or click.confirm("Do it?", err=True)):
        raise click.exceptions.Exit(Exit.FINE)
    done = take_down(stack, on_event=heard)
    console.print(f"{stack.target.stack}: {in_words(done, 'nothing was there')}", markup=False, highlight=False, soft_wrap=True)
