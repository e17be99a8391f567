"""From a folder to a judged plan: what most verbs begin with."""

from dataclasses import dataclass
from pathlib import Path

import click

from podwright.checks.judge import judge, stops
from podwright.cli.completion import FOLDER as FOLDER
from podwright.cli.exits import Exit
from podwright.declaration import declared, declared_hardware
from podwright.plan.canonical import from_json
from podwright.plan.compile import compile_pod
from podwright.plan.finding import Finding, Severity, sentence
from podwright.plan.hardware import UNKNOWN, Hardware, hardware
from podwright.plan.types import Plan


@dataclass(frozen=True, slots=True)
class Judged:
    """The plan of a stack folder, what the judge says of it, and what is known of the delivered hardware."""

    folder: Path
    plan: Plan
    findings: tuple[Finding, ...]
    hardware: Hardware = UNKNOWN


def compiled(folder: Path) -> Plan:
    """Return the plan of a stack folder.

    Raises: SpecErrors, Infeasible.
    """
    return compile_pod(*declared(folder))


def judged(folder: Path) -> Judged:
    """Return the plan of a stack folder, its findings, and its hardware.

    Raises: SpecErrors, Infeasible.
    """
    plan, known = compiled(folder), hardware(declared_hardware(folder))
    return Judged(folder, plan, judge(plan, known), known)


def plan_of(path: Path) -> Plan:
    """Return the plan of a stack folder, or the one kept in a file by `podwright plan --out`."""
    if path.is_file() and path.suffix == ".json":
        try:
            return from_json(path.read_text(encoding="utf-8"))
        except ValueError:
            raise click.BadParameter(f"{path}: this is no plan. Name a stack folder, or a file that `podwright plan DIR --out FILE` wrote.") from None
    return compiled(path)


def refuse_errors(findings: tuple[Finding, ...]) -> None:
    """Print every error that is not waived and end with exit code 1, if there is one."""
    if stops(findings):
        for finding in findings:
            if finding.severity is Severity.ERROR and finding.waived_because is None:
                click.echo(sentence(finding), err=True)
        raise click.exceptions.Exit(Exit.FINDINGS)
