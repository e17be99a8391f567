"""`podwright render`: every output of a plan as a file."""

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from podwright.cli.files import write_whole
from podwright.cli.pods import FOLDER, Judged, judged, refuse_errors
from podwright.plan.canonical import to_json


def _hosts_file(result: Judged) -> str:
    from podwright.outputs.hosts_file import hosts_file

    return hosts_file(result.plan.hosts)


def _cables(result: Judged) -> str:
    from podwright.outputs.cables import cable_sheet

    return cable_sheet(result.plan.physical, result.plan.fabric)


def _bill(result: Judged) -> str:
    from podwright.outputs.bill import bill, bill_csv

    return bill_csv(bill(result.plan))


def _inventory(result: Judged) -> str:
    from podwright.outputs.inventory import inventory_yaml

    return inventory_yaml(result.plan)


def _report(result: Judged) -> str:
    from podwright.cli.report import layers_of_stack, roles_of_site
    from podwright.outputs.report import render
    from podwright.share import share_folder

    return render(result.plan, result.findings, roles=roles_of_site(share_folder() / "site.yml"), layers=layers_of_stack(result.folder), proof=None)


KINDS: Mapping[str, tuple[str, Callable[[Judged], str]]] = {
    "plan": ("plan.json", lambda result: to_json(result.plan)),
    "inventory": ("hosts.yml", _inventory),
    "cables": ("cables.csv", _cables),
    "bill": ("bill.csv", _bill),
    "hosts": ("hosts", _hosts_file),
    "report": ("report.html", _report),
}
"""Every kind of output, its file and what makes it."""


@click.command(name="render")
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="Folder for the files; it is made if it does not exist.")
@click.option("--only", type=click.Choice(list(KINDS)), multiple=True, help="Only this kind; may be given again.")
def command(folder: Path, out: Path, only: tuple[str, ...]) -> None:
    """Write every output of a pod as a file: plan, inventory, cable sheet, bill, hosts file, report.

    \b
    podwright render stacks/lab --out build/lab
    podwright render stacks/lab --out build/lab --only cables
    """
    result = judged(folder)
    refuse_errors(result.findings)
    texts = {file: make(result) for kind, (file, make) in KINDS.items() if not only or kind in only}
    out.mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        write_whole(out / file, text)
        click.echo(f"{out / file}  {len(text.encode()):,} bytes")
