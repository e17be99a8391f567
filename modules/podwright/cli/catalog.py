"""`podwright catalog`: what architectures and products there are, and the proof that their files hold."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from podwright.catalog.fault import CatalogError, Fault, sentence
from podwright.catalog.index import KINDS, cards, lines, names
from podwright.catalog.load import FOLDER as BUILT_IN
from podwright.catalog.reader import Reader
from podwright.cli.catalog_page import line, page
from podwright.cli.completion import FOLDER, catalog_names
from podwright.cli.exits import Exit
from podwright.declaration import OWN_CATALOG, own_catalog
from podwright.spec.wording import among


@click.group(name="catalog")
def command() -> None:
    """What can be built, of what: architectures, nodes, switches and media, every figure with its source.

    \b
    podwright catalog list --kind architectures
    podwright catalog show dgx-superpod-h100
    podwright catalog check

    A stack may have a catalogue of its own in DIR/catalog: architectures/, nodes/ and switches/ with a NAME.yaml each, and media.yaml. It adds to the
    built-in one and needs no code; a file may say `like: NAME` and then only what differs. Name DIR to see and to check it.

    \b
    podwright catalog show dgx-superpod-h100 --json | jq .limits
    podwright catalog list stacks/mine
    podwright catalog check stacks/mine
    """


@command.command("list")
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
@click.option("--kind", type=click.Choice(KINDS), help="List these alone.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, under names that do not change.")
def list_(folder: Path | None, kind: str | None, as_json: bool) -> None:
    """List what there is, with what a stack's own catalogue adds.

    \b
    podwright catalog list
    podwright catalog list --kind switches
    podwright catalog list stacks/mine --json | jq -r '.architectures[].name'
    """
    reader = _reader(folder)
    table = {name: lines(reader, name) for name in ([kind] if kind else KINDS)}
    reader.settle()
    if as_json:
        click.echo(json.dumps(table, indent=1))
        return
    for name, rows in table.items():
        click.echo(name)
        width = max((len(str(row["name"])) for row in rows), default=0)
        for row in rows:
            click.echo(f"  {row['name']:{width}}  {line(row)}")


@command.command("show")
@click.argument("name", shell_complete=catalog_names)
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, under names that do not change.")
def show(name: str, folder: Path | None, as_json: bool) -> None:
    """Explain one entry: what it is, since when, its limits, and every figure with its source.

    \b
    podwright catalog show dgx-superpod-h100
    podwright catalog show qm9700 --json | jq '.figures[] | select(.where == "power")'
    """
    reader = _reader(folder)
    found = list(cards(reader, name))
    if not found:
        known = tuple(sorted({other for kind in KINDS for other in names(reader, kind)}))
        raise click.BadParameter(f"the catalogue has no {name}. {among(name, known, elsewhere='podwright catalog list names all')}", param_hint="NAME")
    for card in found:
        click.echo(json.dumps(card, indent=1) if as_json else "\n".join(page(card)))


@command.command("check")
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON, under names that do not change.")
def check(folder: Path | None, as_json: bool) -> None:
    """Prove the built-in catalogue; or, with DIR, what that stack's own adds to it.

    Every file loads, every figure has unit, source, date and evidence, every name is its file's and unique, every reference leads somewhere; ports,
    slots, seats and addresses suffice and never meet, at the largest size of every layout. All that is wrong is told at once.

    \b
    podwright catalog check
    podwright catalog check stacks/mine --json | jq '.findings[].what'

    Exit code: 0 without findings, 1 with one.
    """
    from podwright.catalog.verify import verify
    from podwright.cli.largest import standing

    verdict = verify(_reader(folder, is_asked_for=True), standing)
    if as_json:
        click.echo(
            json.dumps({"files": verdict.file_count, "sourced": verdict.sourced_count, "findings": [asdict(fault) for fault in verdict.faults]}, indent=1)
        )
    else:
        for fault in verdict.faults:
            click.echo(sentence(fault))
        count = len(verdict.faults)
        click.echo(f"{verdict.file_count} files, {verdict.sourced_count} figures and choices with their sources, {count} finding{'s' * (count != 1)}")
    if verdict.faults:
        raise click.exceptions.Exit(Exit.FINDINGS)


def _reader(folder: Path | None, *, is_asked_for: bool = False) -> Reader:
    """Return the reader of the built-in catalogue, and of the stack's own where a folder is named. Raises: CatalogError when there is none to check."""
    own = own_catalog(folder) if folder is not None else None
    if folder is not None and own is None and (is_asked_for or not folder.is_dir()):
        remedy = "Name a stack folder that has one; without a folder the built-in catalogue is meant"
        raise CatalogError([Fault(str(folder / OWN_CATALOG), 0, "", "there is no such folder, so the stack has no catalogue of its own", remedy)])
    return Reader(BUILT_IN, own)
