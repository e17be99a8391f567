"""What was found, written beside the pod: serial numbers and addresses, and the certificates of BMCs."""

from collections import Counter
from pathlib import Path

import click

from podwright.cli.files import write_whole
from podwright.cli.machines_round import Round
from podwright.observe.redfish.learning import hardware_text, learn
from podwright.observe.redfish.pins import PINS_FILE, pins_text
from podwright.plan.finding import sentence
from podwright.spec.hardware import FILE, parse_hardware


def write_learnt(done: Round, folder: Path) -> bool:
    """Write the two files where there is something new, and say so on the error output; return whether contradictions kept everything from being written.

    Raises: Refused when the folder may not be written.
    """
    new = learn(done.at, done.comparison, done.hardware, done.pins)
    if new.contradictions:
        shown = {sentence(finding) for finding in done.comparison.findings}
        for line in (sentence(finding) for finding in new.contradictions):
            if line not in shown:
                click.echo(line, err=True)
        click.echo(f"nothing is learnt: {len(new.contradictions)} contradiction{'s' * (len(new.contradictions) != 1)}", err=True)
        return True
    for reason, count in Counter(reason for _, reason in new.left_out).items():
        click.echo(f"not learnt: {count} machine{'s' * (count != 1)}, {reason}", err=True)
    texts = {
        folder / FILE: hardware_text(new.rows) if new.rows != done.hardware else None,
        folder / PINS_FILE: pins_text(new.pins) if new.pins != done.pins else None,
    }
    for path, text in texts.items():
        if text is not None:
            if path.name == FILE:
                parse_hardware(text.encode(), name=str(path))
            click.echo(f"writing {path}", err=True)
            write_whole(path, text)
    click.echo(f"learnt: {len(new.learnt)} machine{'s' * (len(new.learnt) != 1)}", err=True)
    return False
