"""`podwright check`: what is wrong with a pod."""

import json
from pathlib import Path

import click

from podwright.checks.judge import stops
from podwright.cli.exits import Exit
from podwright.cli.pods import FOLDER, judged
from podwright.plan.canonical import plain
from podwright.plan.finding import Finding, Infeasible, sentence


@click.command(name="check")
@click.argument("folder", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(folder: Path, as_json: bool) -> None:
    """Judge a pod: every finding at once, by code and place.

    Errors stop a plan from being built; warnings and notes do not. A finding is accepted in the pod file, under `waivers`, by code, place and reason.

    \b
    podwright check stacks/lab
    podwright check stacks/lab --json | jq '.[] | select(.severity == "error")'

    Exit code: 0 without errors, 1 with one.
    """
    try:
        findings = judged(folder).findings
    except Infeasible as infeasible:
        findings = infeasible.findings
    if as_json:
        click.echo(json.dumps([plain(finding) for finding in findings], indent=1))
    else:
        for finding in findings:
            click.echo(_line(finding))
        click.echo(_tally(findings))
    if stops(findings):
        raise click.exceptions.Exit(Exit.FINDINGS)


def _line(finding: Finding) -> str:
    """Return one finding as it is printed: its severity first, and why it is waived."""
    if finding.waived_because:
        return f"waived  {sentence(finding)} Waived: {finding.waived_because}"
    return f"{finding.severity:7} {sentence(finding)}"


def _tally(findings: tuple[Finding, ...]) -> str:
    open_findings = [finding.severity.value for finding in findings if finding.waived_because is None]
    words = ", ".join(f"{open_findings.count(name)} {name}{'s' * (open_findings.count(name) != 1)}" for name in ("error", "warning", "note"))
    return f"{words}, {len(findings) - len(open_findings)} waived"
