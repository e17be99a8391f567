"""`podwright cables`: sheets that go out to those who pull cables, and what they bring back."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from podwright.cli.completion import FOLDER
from podwright.cli.exits import Exit
from podwright.cli.files import write_whole
from podwright.cli.pods import compiled
from podwright.cli.serials import NAME, serials_of
from podwright.outputs.cabling.returned.fault import Fault, Unread, Weight, sentence
from podwright.outputs.cabling.rows import CableRow, cable_rows
from podwright.plan.types import Plan
from podwright.refusal import Refused

COLUMN = click.option("--column", "columns", multiple=True, metavar="WHAT=NAME", help="Which column holds what, by its name there; may be given again.")


@click.group(name="cables")
def command() -> None:
    """Cables: sheets for those who pull them, labels, drawings, and what comes back.

    \b
    podwright cables sheet stacks/mine --out cables.xlsx      # goes out, comes back with serial numbers
    podwright cables import stacks/mine cables.xlsx           # checked; kept in stacks/mine/cables.csv
    podwright cables wiremap theirs.csv --enterprise-ra       # a map that others drew: ports used twice
    """


@command.command("sheet")
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="The workbook, .xlsx.")
@click.option(
    "--form",
    type=click.Choice(["installer", "p2p", "cvt"]),
    default="installer",
    help="For installers; for UFM's Cable Validation Tool: p2p (a sheet a fabric), or cvt (one workbook for all, from its release 1.7.1 on).",
)
def sheet(folder: Path, out: Path, form: str) -> None:
    """Write the cables as a workbook; all cells are text, so that no spreadsheet turns a port into a date.

    \b
    podwright cables sheet stacks/mine --out cables.xlsx
    podwright cables sheet stacks/mine --out ptp.xlsx --form cvt
    """
    from podwright.cli.workbook import workbook, write_workbook
    from podwright.outputs.cabling import cvt
    from podwright.outputs.cabling.sheet import BUNDLE_COLUMNS, COLUMNS, bundle_lines, sheet_rows

    plan = compiled(folder)
    rows = rows_of(plan)
    if form == "cvt":
        sheets = cvt.workbook(plan.physical, plan.fabric, plan.hosts, rows, system=plan.ethernet.system.name)
    elif form == "p2p":
        sheets = cvt.point_to_point_sheets(plan.fabric, rows)
    else:
        serials = serials_of(folder)
        sheets = (("Cables", COLUMNS, list(sheet_rows(rows, serials))), ("Bundles", BUNDLE_COLUMNS, list(bundle_lines(plan.pulling))))
    write_workbook(out, workbook(sheets))
    click.echo(f"{out}  {', '.join(f'{len(lines)} {title}' for title, _, lines in sheets)}")


@command.command("labels")
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="An .html page that a browser prints or saves as PDF; or a folder, for one .svg a sheet.")
@click.option("--rack", help="Only the ends in this rack; left out: all.")
def labels(folder: Path, out: Path, rack: str | None) -> None:
    """Write labels for both ends of the cables, 21 on a sheet of A4, in pulling order.

    \b
    podwright cables labels stacks/mine --out labels.html --rack mine-u001-r01
    chromium --headless --print-to-pdf=labels.pdf labels.html
    """
    from podwright.outputs.cabling.labels import label_document, label_sheets, labels_of

    plan = compiled(folder)
    racks = {row.name for row in plan.physical.racks}
    if rack is not None and rack not in racks:
        raise click.BadParameter(f"{rack}: the pod has no such rack; one is {min(racks)}", param_hint="--rack")
    found = list(labels_of(rows_of(plan), rack))
    sheets = label_sheets(found)
    if out.suffix == ".html":
        write_whole(out, label_document(sheets, f"{plan.header.pod}: labels of cables"))
    else:
        _lay(out, ((f"labels-{number:04}.svg", text) for number, text in enumerate(sheets, start=1)))
    click.echo(f"{out}  {len(found)} labels")


@command.command("draw")
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="Folder for the drawings, one .svg a bundle.")
@click.option("--rack", help="Only bundles that end in this rack; left out: all.")
def draw(folder: Path, out: Path, rack: str | None) -> None:
    """Draw each bundle of cables: the ports of both racks, and the cables between them.

    \b
    podwright cables draw stacks/mine --out build/bundles --rack mine-u001-r01
    """
    from itertools import groupby

    from podwright.outputs.cabling.drawing import bundle_drawing

    bundles = ((bundle, list(rows)) for bundle, rows in groupby(rows_of(compiled(folder)), key=lambda row: row.bundle))
    count = _lay(out, ((f"{bundle.name}.svg", bundle_drawing(rows)) for bundle, rows in bundles if rack in (None, bundle.a_rack, bundle.b_rack)))
    if not count:
        raise click.BadParameter(f"{rack}: no bundle ends in such a rack", param_hint="--rack")
    click.echo(f"{out}  {count} drawings")


@command.command("import")
@click.argument("folder", type=FOLDER)
@click.argument("file", metavar="SHEET", type=FOLDER)
@COLUMN
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def import_(folder: Path, file: Path, columns: tuple[str, ...], as_json: bool) -> None:
    """Read a sheet that came back, check it against the plan, and keep its serial numbers in DIR/cables.csv.

    Lines are met by label and by both ends. A line that differs from the plan is told and kept out; with an error nothing is written.

    \b
    podwright cables import stacks/mine returned.xlsx
    podwright cables import stacks/mine theirs.csv --column label="Cable ID" --column serial="Serien-Nr."
    """
    from podwright.outputs.cabling.returned.compare import compare
    from podwright.outputs.cabling.returned.heads import NAMES
    from podwright.outputs.cabling.returned.table import read_table
    from podwright.outputs.cabling.serials import merged, serials_csv

    told = told_columns(columns, tuple(NAMES))
    kept = serials_of(folder)
    try:
        found = compare(read_table(_content(file)), rows_of(compiled(folder)), kept, told)
    except Unread as unread:
        _tell(file, (unread.fault,), as_json, {"accepted": [], "written": None})
        raise click.exceptions.Exit(Exit.WRONG_INPUT) from None
    path, all_serials = folder / NAME, merged(kept, found.accepted)
    is_written = not found.has_errors and all_serials != kept
    if is_written:
        write_whole(path, serials_csv(all_serials.values()))
    _tell(file, found.faults, as_json, {"accepted": [row._asdict() for row in found.accepted], "written": str(path) if is_written else None})
    if not as_json:
        news = sum(kept.get(row.label) != row for row in found.accepted)
        click.echo("nothing was written" if not is_written else f"{path}: {news} serial numbers new or changed, {len(all_serials)} in all")
    if found.faults and any(fault.weight is not Weight.NOTE for fault in found.faults):
        raise click.exceptions.Exit(Exit.WRONG_INPUT if found.has_errors else Exit.FINDINGS)


@command.command("wiremap")
@click.argument("file", metavar="SHEET", type=FOLDER)
@COLUMN
@click.option("--enterprise-ra", is_flag=True, help="The columns are those of NVIDIA's Enterprise Reference Architectures.")
@click.option("--stack", type=FOLDER, help="A stack whose switches are named as in the map: its VLANs are compared with those that the map tells.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def wiremap(file: Path, columns: tuple[str, ...], enterprise_ra: bool, stack: Path | None, as_json: bool) -> None:
    """Read a wire map that others drew, and find the ports that it uses twice, and VLANs that are not the plan's.

    \b
    podwright cables wiremap map.csv --enterprise-ra
    podwright cables wiremap map.xlsx --column device=Server --column port=NIC --column switch=Switch --column switch_port=Port
    """
    from podwright.outputs.cabling.returned.table import read_table
    from podwright.outputs.cabling.returned.wire_map import ENTERPRISE_RA, ROLES, wire_map

    told = {**(ENTERPRISE_RA if enterprise_ra else {}), **told_columns(columns, ROLES)}
    try:
        ports = compiled(stack).ethernet.ports if stack is not None else ()
        vlans = {(str(port.device), str(port.port)): port.untagged for port in ports if port.untagged}
        found = wire_map(read_table(_content(file)), told, vlans=vlans)
    except Unread as unread:
        _tell(file, (unread.fault,), as_json, {"cables": 0})
        raise click.exceptions.Exit(Exit.WRONG_INPUT) from None
    _tell(file, found.faults, as_json, {"cables": len(found.wires), "lines_without_a_switch_port": found.unwired_count})
    if not as_json:
        click.echo(f"{len(found.wires)} cables; {found.unwired_count} lines name no port of a switch")
    if found.faults:
        raise click.exceptions.Exit(Exit.FINDINGS if found.wires else Exit.WRONG_INPUT)


def rows_of(plan: Plan) -> list[CableRow]:
    """Return the cables of a plan in pulling order."""
    return list(cable_rows(plan.physical, plan.fabric, plan.pulling, plan.ethernet))


def told_columns(columns: tuple[str, ...], roles: tuple[str, ...]) -> dict[str, str]:
    """Return which column a person says holds what. Raises: click.BadParameter when a word is none of the known ones."""
    told = dict[str, str]()
    for text in columns:
        what, sign, name = text.partition("=")
        if not sign or not name or what not in roles:
            raise click.BadParameter(f"{text}: write WHAT=NAME, where WHAT is one of {', '.join(roles)}", param_hint="--column")
        told[what] = name
    return told


def _lay(folder: Path, files: Iterable[tuple[str, str]]) -> int:
    """Write files into a folder and return their number. Raises: Refused when it cannot be made or written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(str(folder), f"cannot be made ({error.strerror})", "Name another folder") from None
    count = 0
    for name, text in files:
        write_whole(folder / name, text)
        count += 1
    return count


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(str(path), f"cannot be read ({(error.strerror or 'unknown reason').lower()})", "Name a sheet that you may read") from None


def _tell(path: Path, faults: tuple[Fault, ...], as_json: bool, beside: dict[str, object]) -> None:
    """Print the faults, one line each, or everything as JSON."""
    if as_json:
        click.echo(json.dumps({"sheet": str(path), "findings": [asdict(fault) for fault in faults], **beside}, indent=1))
        return
    for fault in faults:
        click.echo(sentence(str(path), fault), err=fault.weight is Weight.ERROR)
