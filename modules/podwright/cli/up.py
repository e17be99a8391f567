"""`podwright up`: Pulumi, Ansible inside it, then the proof."""

import json
import sys
from pathlib import Path

import click
from rich.console import Console

from podwright.cli.exits import Exit
from podwright.cli.pods import FOLDER, judged, plan_of, refuse_errors
from podwright.cli.progress import listener
from podwright.cli.validate import command as validate
from podwright.plan.canonical import digest
from podwright.plan.types import Plan
from podwright.realise.stack import Account, open_stack, preview
from podwright.realise.stack import refresh as look
from podwright.realise.stack import up as realise
from podwright.refusal import Refused

SHOWN_COUNT = 12
"""Resources named a step; a person reads a dozen names, and the count says the rest."""


@click.command(name="up")
@click.argument("folder", type=FOLDER)
@click.option("--plan", "reviewed", type=FOLDER, help="Realise this reviewed plan (`podwright plan --out`) and refuse any other.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--refresh", is_flag=True, help="Ask hosts and cluster first, and mend what was changed by hand.")
@click.option("--skip-proof", is_flag=True, help="Do not run the proof afterwards.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_context
def command(ctx: click.Context, folder: Path, reviewed: Path | None, yes: bool, refresh: bool, skip_proof: bool, as_json: bool) -> None:
    """Make a pod what its plan says, then prove it.

    First it says what it will do, hosts and tasks named, and asks. A host that fails stops what depends on it; a second up carries on from there.
    The same program runs with `pulumi up`.

    \b
    podwright up stacks/mine
    podwright up stacks/mine --plan mine-plan.json --yes
    podwright up stacks/mine --refresh
    podwright lab exec -- podwright up stacks/lab --yes
    """
    insist_on_answer(yes=yes)
    found = judged(folder)
    refuse_errors(found.findings)
    insist_on_reviewed(found.plan, folder, reviewed=reviewed)
    console = Console(stderr=True)
    heard = listener(console)
    stack = open_stack(folder, reviewed=digest(found.plan))
    if refresh:
        look(stack, on_event=heard)
    foreseen = preview(stack, on_event=heard)
    tell(foreseen, console)
    if not (yes or foreseen.is_silent or click.confirm("Do it?", err=True)):
        raise click.exceptions.Exit(Exit.FINE)
    done = realise(stack, on_event=heard)
    if as_json:
        click.echo(json.dumps({"stack": stack.target.stack, "plan": digest(found.plan), "steps": dict(done.steps), "notes": list(done.notes)}, indent=1))
    else:
        console.print(f"{stack.target.stack}: {in_words(done, 'nothing had to be changed')}", markup=False, highlight=False, soft_wrap=True)
    if not skip_proof:
        ctx.invoke(validate, folder=folder, out=None, layers=tuple(stack.target.layers), as_json=as_json)


def insist_on_answer(*, yes: bool) -> None:
    """Let pass a run that can ask, or need not.

    Raises: click.UsageError.
    """
    if not yes and not sys.stdin.isatty():
        raise click.UsageError("nobody is here to be asked. Give --yes, or run it in a terminal.")


def insist_on_reviewed(plan: Plan, folder: Path, *, reviewed: Path | None) -> None:
    """Let pass the reviewed plan alone, where one was reviewed.

    Raises: Refused with both digests.
    """
    wanted = digest(plan_of(reviewed)) if reviewed else None
    if wanted is not None and wanted != digest(plan):
        raise Refused(
            str(folder), f"its plan is {digest(plan)[:12]}, but {wanted[:12]} was reviewed", f"See `podwright diff {reviewed} {folder}`, then review it again"
        )


def tell(foreseen: Account, console: Console) -> None:
    """Say what will be done: each step with its resources."""
    for step in sorted(set(foreseen.steps.values())):
        names = [name for name, taken in foreseen.steps.items() if taken == step]
        rest = f" and {len(names) - SHOWN_COUNT} more" if len(names) > SHOWN_COUNT else ""
        console.print(f"will {step} {len(names)}: {', '.join(names[:SHOWN_COUNT])}{rest}", markup=False, highlight=False, soft_wrap=True)
    if foreseen.is_silent:
        console.print("nothing to change", markup=False)


def in_words(done: Account, nothing: str) -> str:
    """Return the steps that were taken, counted."""
    steps = list(done.steps.values())
    return ", ".join(f"{step} {steps.count(step)}" for step in sorted(set(steps))) or nothing
