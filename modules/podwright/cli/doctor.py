"""`podwright doctor`: what this machine lacks, what for, and the command that gets it."""

import json

import click

from podwright.cli.exits import Exit
from podwright.cli.needs import NEEDS, Need, Purpose
from podwright.cli.probes import Answer

MARKS = {True: "ok", False: "lacks", None: "?"}

Finding = tuple[Need, Answer]


@click.command(name="doctor")
@click.option("--for", "purpose", type=click.Choice([str(purpose) for purpose in Purpose]), help="Ask only what this purpose needs.")
@click.option("--json", "as_json", is_flag=True, help="Print the answers as JSON.")
@click.option("--packages", "packages_alone", is_flag=True, help="Print only the Debian packages that are missing, one a line, for a script to install.")
def command(purpose: str | None, as_json: bool, packages_alone: bool) -> None:
    """Tell what this machine lacks, what for, and the command that gets it.

    Every answer comes from the machine itself. Without --for, all is asked, and the exit code is 0 when the machine can plan;
    with --for, it is 0 when the machine lacks nothing for that purpose, and 3 otherwise.

    \b
    podwright doctor
    podwright doctor --for lab
    podwright doctor --for up --json
    podwright doctor --for lab --packages | xargs --no-run-if-empty sudo apt-get install --yes
    """
    asked = tuple(need for need in NEEDS if purpose is None or Purpose(purpose) in need.purposes)
    findings = tuple((need, need.probe()) for need in asked)
    judged = Purpose(purpose) if purpose is not None else Purpose.PLAN
    lacking = tuple(finding for finding in findings if is_lacking(finding))
    is_ready = not any(judged in need.purposes for need, _ in lacking)
    if packages_alone:
        click.echo("".join(f"{package}\n" for package in packages(lacking)), nl=False)
        return
    if as_json:
        click.echo(json.dumps({"for": str(judged), "is_ready": is_ready, "needs": [facts(finding) for finding in findings]}, indent=2, sort_keys=True))
    else:
        show(findings, lacking, judged=judged, is_ready=is_ready)
    click.get_current_context().exit(Exit.FINE if is_ready else Exit.REFUSED)


def is_lacking(finding: Finding) -> bool:
    """Return whether a need that is not optional is not met."""
    need, answer = finding
    return answer.is_met is False and not need.is_optional


def facts(finding: Finding) -> dict[str, object]:
    """Return one answer as JSON tells it."""
    need, answer = finding
    return {
        "name": need.name,
        "purposes": [str(purpose) for purpose in need.purposes],
        "reason": need.reason,
        "is_met": answer.is_met,
        "is_optional": need.is_optional,
        "seen": answer.seen,
        "remedy": need.remedy,
    }


def show(findings: tuple[Finding, ...], lacking: tuple[Finding, ...], *, judged: Purpose, is_ready: bool) -> None:
    """Print the answers, then the commands that get what is missing."""
    name_width = max(len(need.name) for need, _ in findings)
    for need, answer in findings:
        mark = "optional" if need.is_optional and answer.is_met is False else MARKS[answer.is_met]
        words = answer.seen if answer.is_met else f"{answer.seen} ({need.reason})"
        click.echo(f"{mark:<8}  {need.name:<{name_width}}  {','.join(need.purposes):<11}  {words}")
    remedies = commands(lacking)
    if remedies:
        click.echo("\nTo get what is missing:")
        for remedy in remedies:
            click.echo(f"  {remedy}")
    click.echo(f"\nThis machine {'has' if is_ready else 'lacks something of'} what `podwright {judged}` needs.")


def commands(lacking: tuple[Finding, ...]) -> tuple[str, ...]:
    """Return what gets the things that are missing: one apt-get for all packages, then the rest, each once."""
    missing = packages(lacking)
    rest = tuple(dict.fromkeys(need.remedy for need, _ in lacking if need.package is None))
    return (*((f"apt-get install --yes {' '.join(missing)}",) if missing else ()), *rest)


def packages(lacking: tuple[Finding, ...]) -> list[str]:
    """Return the Debian packages that are missing, sorted."""
    return sorted({need.package for need, _ in lacking if need.package is not None})
