"""`python -m bench`: measures, prints the table, keeps it in bench/RESULTS.md and bench/results.json."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.machine import machine
from bench.measurements import MEASUREMENTS
from bench.place import ROOT, Place
from bench.row import Row, cells
from bench.timing import BenchFailed

FOLDER = Path(__file__).parent
HEADINGS = ("what", "bar", "median", "runs (spread)", "verdict", "note")


def main() -> int:
    """Return 0 if every bar is kept, 1 if one is not, 3 if something could not be measured."""
    arguments = _arguments()
    if arguments.list:
        print("\n".join(MEASUREMENTS))
        return 0
    told = machine(ROOT)
    rows: list[Row] = []
    troubles: list[str] = []
    place = Place()
    try:
        for name in [name for name in MEASUREMENTS if name in (arguments.names or MEASUREMENTS)]:
            print(f"{name} …", flush=True)
            try:
                rows += MEASUREMENTS[name](place, arguments.runs)
            except BenchFailed as trouble:
                troubles.append(f"{name}: {trouble}")
                print(trouble, file=sys.stderr)
    finally:
        place.close()
    _show(rows)
    _keep(told, rows, troubles, out=arguments.out)
    return 3 if troubles else 0 if all(row.is_met for row in rows) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure podwright on this machine.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="measurements to take; left out: all (see --list)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each measurement that can be repeated; the median counts (default 5)")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder for RESULTS.md and results.json")
    parser.add_argument("--list", action="store_true", help="name the measurements")
    arguments = parser.parse_args()
    if unknown := sorted(set(arguments.names) - MEASUREMENTS.keys()):
        parser.error(f"no such measurement: {', '.join(unknown)}. There are {', '.join(MEASUREMENTS)}")
    return arguments


def _show(rows: list[Row]) -> None:
    """Print the table."""
    table = Table(*HEADINGS, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*cells(row), style="" if row.is_met else "red")
    Console().print(table)


def _keep(told: dict[str, str], rows: list[Row], troubles: list[str], *, out: Path) -> None:
    """Write the table for people and for machines."""
    out.mkdir(parents=True, exist_ok=True)
    document = {"machine": told, "rows": [asdict(row) | {"median": row.median, "is_met": row.is_met} for row in rows], "not_measured": troubles}
    (out / "results.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (out / "RESULTS.md").write_text(_markdown(told, rows, troubles), encoding="utf-8")


def _markdown(told: dict[str, str], rows: list[Row], troubles: list[str]) -> str:
    """Return the table in Markdown, with what it was made on."""
    lines = ["# Measurements", "", "Written by `python -m bench`; how each is taken stands in `bench/README.md`.", ""]
    lines += [f"| {' | '.join(HEADINGS)} |", f"|{'---|' * len(HEADINGS)}", *(f"| {' | '.join(cells(row))} |" for row in rows), ""]
    lines += [f"Not measured: {trouble.partition(chr(10))[0]}" for trouble in troubles] + ([""] if troubles else [])
    lines += ["| machine | |", "|---|---|", *(f"| {name} | {value} |" for name, value in told.items()), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
