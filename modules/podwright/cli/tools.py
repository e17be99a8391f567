"""`podwright tools`: the engines that podwright stands on, built, told and cleared."""

import json
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from podwright.cli.progress import listener
from podwright.engines.catalog import GROUPS, group_named
from podwright.engines.choice import Candidate, Engine, choose
from podwright.engines.golang import find_go
from podwright.engines.lock import held
from podwright.engines.machine import here
from podwright.engines.prune import Leftover, remove, stale_engines, stale_folders
from podwright.engines.supply import ensure
from podwright.engines.trouble import unwritable
from podwright.lab import recipe

# Beside root images: the Debian packages they are made of, which the next image needs again.
PACKAGES = "packages"


@dataclass(frozen=True, slots=True)
class Row:
    """One program as `tools status` tells it."""

    group: str
    name: str
    version: str
    engine: Engine | None
    passed_over: tuple[Candidate, ...]


@click.group(name="tools")
def command() -> None:
    """The engines podwright stands on: Pulumi, etcd, Kubernetes, kwok, Kueue.

    An engine on PATH is taken when its version is exactly right; otherwise it is built from its Go module, once for all clones of a user.

    \b
    podwright tools build           build whatever is missing
    podwright tools status --json   what is here, for a machine to read
    podwright tools prune --yes     remove what no release here uses any more
    """


@command.command("build")
@click.argument("groups", nargs=-1, type=click.Choice([group.name for group in GROUPS]), metavar="[GROUP]...")
@click.option("--json", "as_json", is_flag=True, help="Print the engines as JSON; progress goes to stderr.")
def build(groups: tuple[str, ...], as_json: bool) -> None:
    """Build the engines that are missing; all groups if none is named.

    Groups: pulumi, etcd, k8s, kwok, kueue. All of them take about 15 minutes on 2 cores the first time, and need Go, a module proxy and 12 GiB.
    An interrupted build loses little: the next run carries on. Nothing outside the user's caches is written.

    \b
    podwright tools build
    podwright tools build etcd k8s
    """
    chosen = [group_named(name) for name in dict.fromkeys(groups)] if groups else list(GROUPS)
    names = [program.name for group in chosen for program in group.programs]
    engines = ensure(names, on_event=listener(Console(stderr=True)), machine=here())
    show(tuple(Row(group.name, program.name, group.version, engines[program.name], ()) for group in chosen for program in group.programs), as_json=as_json)


@command.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print the engines as JSON.")
def status(as_json: bool) -> None:
    """Tell the name, version, origin and path of every engine; nothing is built.

    \b
    podwright tools status
    podwright tools status --json
    """
    machine = here()
    go = find_go(machine)
    choices = tuple((group, program, choose(program.name, machine, go=go)) for group in GROUPS for program in group.programs)
    show(tuple(Row(group.name, program.name, group.version, choice.engine, choice.passed_over) for group, program, choice in choices), as_json=as_json)


def show(rows: tuple[Row, ...], *, as_json: bool) -> None:
    """Print the rows, as a table for people or as JSON."""
    if as_json:
        click.echo(json.dumps([row_facts(row) for row in rows], indent=2, sort_keys=True))
        return
    name_width = max(len(row.name) for row in rows)
    for row in rows:
        origin, path = (str(row.engine.origin), str(row.engine.path)) if row.engine is not None else ("missing", f"podwright tools build {row.group}")
        click.echo(f"{row.name:<{name_width}}  {row.version:<8}  {origin:<7}  {path}")
        for candidate in row.passed_over:
            is_what = f"is {candidate.version}" if candidate.version is not None else "does not say its version"
            click.echo(f"{'':<{name_width}}  {candidate.path} {is_what}: passed over")


def row_facts(row: Row) -> dict[str, object]:
    """Return a row as JSON tells it."""
    return {
        "group": row.group,
        "name": row.name,
        "version": row.version,
        "origin": str(row.engine.origin) if row.engine is not None else None,
        "path": str(row.engine.path) if row.engine is not None else None,
        "passed_over": [{"path": str(candidate.path), "version": candidate.version} for candidate in row.passed_over],
    }


@command.command("prune")
@click.option("--yes", "is_agreed", is_flag=True, help="Remove what is listed.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def prune(is_agreed: bool, as_json: bool) -> None:
    """List the built engines and root images of the lab that this release does not use; with --yes, remove them.

    Go's own caches are not touched (`go clean -cache -modcache` clears those), nor what a running lab has mounted.

    \b
    podwright tools prune
    podwright tools prune --yes
    """
    machine = here()
    try:
        with held(machine.engines / ".lock", on_event=listener(Console(stderr=True))):
            leftovers = (*stale_engines(machine), *stale_folders(machine.roots, current=current_roots()))
            if is_agreed:
                remove(leftovers)
    except OSError as error:
        raise unwritable(error, machine.engines) from error
    tell(leftovers, machine.cache, is_removed=is_agreed, as_json=as_json)


def current_roots() -> frozenset[str]:
    """Return the names in the folder of root images that this release uses: its image, that image while it is made, and the packages."""
    return frozenset({recipe.key(), f"{recipe.key()}.building", PACKAGES})


def tell(leftovers: tuple[Leftover, ...], cache: Path, *, is_removed: bool, as_json: bool) -> None:
    """Print what was found, and whether it is gone."""
    if as_json:
        found = [{"path": str(leftover.path), "size_bytes": leftover.size_bytes} for leftover in leftovers]
        click.echo(json.dumps({"is_removed": is_removed, "leftovers": found}, indent=2, sort_keys=True))
        return
    for leftover in leftovers:
        click.echo(f"{leftover.size_bytes / (1 << 20):8.1f} MiB  {leftover.path}")
    if not leftovers:
        click.echo(f"Nothing to prune in {cache}.")
        return
    click.echo("Removed." if is_removed else f"Nothing is removed yet. To remove {'it' if len(leftovers) == 1 else 'them'}: podwright tools prune --yes")
