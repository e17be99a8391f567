"""`podwright validate`: the proof alone."""

from pathlib import Path

import click
from rich.console import Console

from podwright.cli.exits import Exit
from podwright.cli.pods import FOLDER, compiled
from podwright.cli.progress import listener
from podwright.cli.report import layers_of_stack
from podwright.outputs.proof import Outcome, Proof, to_json
from podwright.realise.coverage import coverage, load_known, summary
from podwright.realise.proof import JUNIT_FILE, PROOF_FILE, SUITE, holds, prove, tally
from podwright.realise.unproven import Layer
from podwright.share import share_folder


@click.command(name="validate")
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, help="Folder for proof.json, proof.xml (JUnit), the plan and the log; left out: .proof/<pod> here.")
@click.option(
    "--layer",
    "layers",
    type=click.Choice([layer.value for layer in Layer]),
    multiple=True,
    help="Layer to prove; left out: those that the pod's stack realises.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the proof as JSON.")
def command(folder: Path, out: Path | None, layers: tuple[str, ...], as_json: bool) -> None:
    """Ask a pod whether it is what its plan says: names, addresses, what reaches what, who gets in, telemetry, nodes, queues.

    Nothing is changed but that jobs are queued and taken back; where work runs, the queues are left alone. Hosts are reached as ssh is configured
    (PODWRIGHT_SSH_CONFIG names another configuration), the cluster by KUBECONFIG or the pod's own secret. A run that asked nothing fails.

    \b
    podwright lab exec -- podwright validate stacks/lab
    podwright validate stacks/mine --layer hosts --out proofs/today
    podwright validate stacks/mine --json | jq '.checks[] | select(.outcome == "failed")'
    """
    plan = compiled(folder)
    place = out or _place(plan.header.pod)
    named = layers or layers_of_stack(folder)
    wanted = tuple(layer for layer in Layer if layer in named)
    proof = prove(plan, folder=folder, out=place, layers=wanted, on_event=listener(Console(stderr=True)))
    if as_json:
        click.echo(to_json(proof), nl=False)
    else:
        _say(proof, place)
    if not holds(proof):
        raise click.exceptions.Exit(Exit.FINDINGS)


def _place(pod: str) -> Path:
    """Return the folder for the proofs of a pod below the current one, unseen by git."""
    folder = Path(".proof")
    folder.mkdir(exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    return folder / pod


def _say(proof: Proof, place: Path) -> None:
    """Print what failed, what the run covers, and what it leaves open."""
    known = load_known(share_folder() / SUITE / "requirements.yaml")
    for check in proof.checks:
        if check.outcome is Outcome.FAILED:
            click.echo(f"{check.place}: {check.name}")
            click.echo("".join(f"    {line}\n" for line in check.text.splitlines()), nl=False)
    click.echo("\n".join(summary(coverage(proof.checks, known), known)))
    click.echo("not proven by this run:\n" + "\n".join(f"  {line}" for line in proof.not_proven))
    click.echo(f"{proof.pod}: {tally(proof)} ({place / PROOF_FILE}, {place / JUNIT_FILE})")
