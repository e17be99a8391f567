"""`podwright trust`: what booted on the hosts, proven by their TPMs."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podwright.cli.exits import Exit
from podwright.cli.pods import FOLDER, plan_of

if TYPE_CHECKING:
    from podwright.observe.trust.judge import Trust

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(name="trust")
@click.argument("folder", type=FOLDER)
@click.argument("hosts", nargs=-1, metavar="[HOST]...")
@click.option("--learn", "is_learning", is_flag=True, help="Keep the keys of TPMs that are new, and, while nobody said what may boot, what did.")
@click.option(
    "--allow",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="This loader, kernel or initial root may boot; given again, each.",
)
@click.option("--ssh-config", type=FILE, metavar="FILE", help="Ask with this ssh configuration; left out: the pod's own certificates.")
@click.option("--at-once", type=click.IntRange(1, 256), default=32, show_default=True, help="Hosts asked at the same time.")
@click.option("--limit", "limit_s", type=click.FloatRange(1, 3600), default=60.0, show_default=True, help="Seconds that a host may take.")
@click.option("--json", "as_json", is_flag=True, help="Print hosts with what booted, and findings, as JSON.")
def command(
    folder: Path,
    hosts: tuple[str, ...],
    is_learning: bool,
    allow: tuple[Path, ...],
    ssh_config: Path | None,
    at_once: int,
    limit_s: float,
    as_json: bool,
) -> None:
    """Ask hosts for a proof of what booted on them, and hold it against what may: Secure Boot, firmware, loaders, kernel, initial root, and what grub ran.

    Each host's TPM signs its registers together with a number that was drawn for this question alone; the firmware's log has to lead to exactly these registers.
    A host needs tpm2-tools; the account that asks may become root there by sudo, since nobody else may read the log.

    What a person knows stands beside the pod: attestation-keys.csv has the key of each host's TPM, trusted-boot.csv what may boot, by SHA-256. The first look shows
    them; --learn keeps what is new. From then on another TPM, another loader, another kernel is named. --learn changes no line that stands there.

    \b
    podwright trust stacks/mine --learn
    podwright trust stacks/mine mine-u001-r01-n01
    podwright trust stacks/mine --allow vmlinuz --allow initrd.img
    podwright trust stacks/mine --json | jq '.findings[] | select(.code == "P568")'

    Exit code: 0 all proven, 1 with findings, 2 for a file that cannot be read, 3 when the only findings are hosts that told nothing.
    """
    from podwright.cli.trust_round import Wish, looked_at, write_allowed, write_learnt
    from podwright.plan.finding import sentence

    plan = plan_of(folder)
    pod_folder = folder if folder.is_dir() else folder.parent
    if allow:
        write_allowed(pod_folder, allow)
    done = looked_at(Wish(plan, pod_folder, hosts, ssh_config, at_once, limit_s))
    if is_learning:
        done = write_learnt(done, pod_folder)
    findings = [*done.silences, *(one for row in done.rows for one in row.findings)]
    if as_json:
        rows = [_plain(row) for row in done.rows]
        click.echo(json.dumps({"pod": plan.header.pod, "hosts": rows, "findings": [asdict(finding) for finding in findings]}, indent=1))
    else:
        for row in done.rows:
            word = "not proven" if row.booted is None else "proven, as allowed" if not row.findings else "proven, with findings"
            click.echo(f"{row.host}  {word}" + (f"  Secure Boot {'on' if row.booted.is_secure else 'off'}" if row.booted else ""))
        for finding in findings:
            click.echo(sentence(finding))
        fine = sum(1 for row in done.rows if not row.findings)
        click.echo(f"{fine} of {len(done.rows) + len(done.silences)} hosts proven, with nothing but what may boot")
    if any(finding.code != "P560" for finding in findings):
        raise click.exceptions.Exit(Exit.FINDINGS)
    if findings:
        raise click.exceptions.Exit(Exit.REFUSED)


def _plain(row: "Trust") -> dict[str, object]:
    booted = {"is_secure": row.booted.is_secure, "parts": [part._asdict() for part in row.booted.parts]} if row.booted else None
    return {"host": row.host, "key_sha256": row.key_sha256, "booted": booted}
