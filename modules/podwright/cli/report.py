"""`podwright report`: the page to look at."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
from pydantic import ValidationError
from rich.console import Console
from ruamel.yaml import YAML

from podwright.checks.judge import judge, stops
from podwright.cli.exits import Exit
from podwright.cli.files import write_whole
from podwright.cli.money import money_of_stack
from podwright.cli.pods import FOLDER, compiled
from podwright.cli.progress import listener
from podwright.event import Event, Listener, State
from podwright.outputs.proof import Proof, from_json
from podwright.outputs.report import render
from podwright.share import share_folder

SLOW_S = 2.0
LAYERS = ("hosts", "cluster")


@click.command(name="report")
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="The HTML file to write.")
@click.option("--proof", "proof_path", type=FOLDER, help="What `podwright validate` wrote: a file, or a folder of which the newest is read.")
@click.option("--prices", "file", type=FOLDER, help="What the pod costs is told by these prices; left out: prices.yaml in the folder, if there is one.")
@click.option("--open/--no-open", "is_opened", default=False, help="Show the page in this machine's browser.")
def command(folder: Path, out: Path, proof_path: Path | None, file: Path | None, is_opened: bool) -> None:
    """Write one page with everything about a pod: racks, fabrics, addresses, findings, costs, what will be done, what was proven.

    The page is one file that asks no other machine for anything: send it, print it, keep it. A pod with errors is shown too, with exit code 1.

    \b
    podwright report stacks/lab --out lab.html
    podwright report stacks/lab --out lab.html --proof .lab/lab/proof.json --open
    """
    tell = listener(Console(stderr=True))
    proof = read_proof(proof_path) if proof_path else None
    with told_when_slow(tell, "compile", str(folder)):
        plan = compiled(folder)
    money = money_of_stack(plan, folder, file)
    with told_when_slow(tell, "judge", plan.header.pod):
        findings = judge(plan)
    with told_when_slow(tell, "draw", plan.header.pod):
        roles, layers = roles_of_site(share_folder() / "site.yml"), layers_of_stack(folder)
        page = render(plan, findings, roles=roles, layers=layers, proof=proof, money=money)
    write_whole(out, page)
    click.echo(f"{out}  {len(page.encode()):,} bytes")
    if is_opened:
        click.launch(out.resolve().as_uri())
    if stops(findings):
        raise click.exceptions.Exit(Exit.FINDINGS)


def read_proof(path: Path) -> Proof:
    """Return the proof in a file, or the newest in a folder.

    Raises: click.BadParameter when there is none, or when the file is no proof.
    """
    file = max(path.glob("*.json"), key=lambda one: one.stat().st_mtime, default=None) if path.is_dir() else path
    if file is None or not file.is_file():
        raise click.BadParameter(f"{path}: no proof here. Name what `podwright validate` wrote, or leave --proof out.")
    try:
        return from_json(file.read_bytes())
    except ValidationError:
        raise click.BadParameter(f"{file}: this is no proof. Name what `podwright validate` wrote.") from None


def roles_of_site(site: Path) -> tuple[str, ...]:
    """Return the roles that the playbook applies unasked, in its order; none when there is no playbook."""
    if not site.is_file():
        return ()
    plays = YAML(typ="safe", pure=True).load(site.read_text(encoding="utf-8"))
    on_hosts = [play for play in plays if "never" not in play.get("tags", ())]
    return tuple(row["role"] if isinstance(row, Mapping) else row for play in on_hosts for row in play.get("roles", ()))


def layers_of_stack(folder: Path) -> tuple[str, ...]:
    """Return the layers that the stack of this folder's name realises; both, as in Pulumi, where nothing is said."""
    home = (folder.parent if folder.is_file() else folder).resolve()
    file = home.parent / f"Pulumi.{home.name}.yaml"
    if not file.is_file():
        return LAYERS
    stack = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    config = stack.get("config") if isinstance(stack, Mapping) else None
    layers = config.get("podwright:layers", LAYERS) if isinstance(config, Mapping) else LAYERS
    return tuple(str(layer) for layer in layers)


@contextmanager
def told_when_slow(tell: Listener, step: str, subject: str, *, slow_s: float = SLOW_S) -> Iterator[None]:
    """Let a step run, and say that it runs and how long it took once it is slow."""
    started, is_told = time.monotonic(), threading.Event()

    def start() -> None:
        is_told.set()
        tell(Event(step, subject, State.STARTED))

    waiting = threading.Timer(slow_s, start)
    waiting.daemon = True
    waiting.start()
    try:
        yield
    finally:
        waiting.cancel()
    if is_told.is_set():
        tell(Event(step, subject, State.DONE, elapsed_s=time.monotonic() - started))
