"""One look at what booted: a question of its own to every host, its proof judged, what is new kept beside the pod."""

import secrets
from dataclasses import dataclass, replace
from pathlib import Path

import click
from rich.console import Console

from podwright.cli.drift_door import door
from podwright.cli.exits import Exit
from podwright.cli.files import write_whole
from podwright.cli.progress import listener
from podwright.observe.collect_ssh import Question, ask
from podwright.observe.trust.evidence import NONCE_BYTES, Evidence, evidence_of, script
from podwright.observe.trust.judge import Trust, judge
from podwright.observe.trust.known import ALLOWED_FILE, KEYS_FILE, allowed_of, allowed_text, keys_text, read_allowed, read_keys
from podwright.observe.trust.learning import learn
from podwright.observe.trust.parts import Part
from podwright.observe.trust.wire import Garbled
from podwright.observe.unreadable import Unreadable
from podwright.plan.finding import Finding
from podwright.plan.types import Plan
from podwright.refusal import Refused


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for; every host of the plan where none is named."""

    plan: Plan
    pod_folder: Path
    hosts: tuple[str, ...]
    ssh_config: Path | None
    at_once: int
    limit_s: float


@dataclass(frozen=True, slots=True)
class Round:
    """What was seen: the hosts that answered, judged, and those that did not, each a finding; and what it was held against."""

    rows: tuple[Trust, ...]
    silences: tuple[Finding, ...]
    keys: dict[str, str]
    allowed: tuple[Part, ...]
    proofs: tuple[Evidence, ...]


def looked_at(wish: Wish) -> Round:
    """Return what the hosts prove.

    Raises: click's Exit with code 2 for a file that cannot be read; Refused for a host that is not in the plan, or when no login can be made.
    """
    planned = [host.name for host in wish.plan.hosts.hosts]
    strange = sorted({*wish.hosts} - {*planned})
    if strange:
        raise Refused(f"host {strange[0]}", f"no host of pod {wish.plan.header.pod} has this name", "Look at podwright plan for those that it has")
    keys, allowed = known(wish.pod_folder)
    chosen = [host for host in planned if not wish.hosts or host in wish.hosts]
    nonces = {host: secrets.token_bytes(NONCE_BYTES) for host in chosen}
    with door(wish.plan, wish.pod_folder, wish.ssh_config) as config:
        questions = [Question(host, host, script(nonces[host]), wish.limit_s) for host in chosen]
        readings, silences = ask(questions, ssh_config=config, on_event=listener(Console(stderr=True)), at_once=wish.at_once)
    said = {host: "; ".join(dict.fromkeys(one.reason for one in silences if one.device == host)) for host in chosen}
    proofs, mute = list[Evidence](), list[Finding]()
    for host in chosen:
        try:
            proof = evidence_of(host, nonces[host], readings)
        except Garbled as wrong:
            proof, said[host] = None, f"its answer cannot be read: {wrong}"
        if proof is None:
            mute.append(
                Finding(
                    "P560",
                    host,
                    f"it proves nothing ({said[host] or 'no answer'})",
                    "See that it is up, has a TPM and tpm2-tools, and that the account may become root",
                )
            )
        else:
            proofs.append(proof)
    return Round(judge(proofs, keys=keys, allowed=allowed), tuple(mute), keys, allowed, tuple(proofs))


def known(folder: Path) -> tuple[dict[str, str], tuple[Part, ...]]:
    """Return the keys and what may boot, as they stand beside a pod; nothing where a file is not there. Raises: click's Exit with code 2 for one that cannot be read."""
    try:
        return read_keys(_text(folder / KEYS_FILE, keys_text({})), source=KEYS_FILE), read_allowed(
            _text(folder / ALLOWED_FILE, allowed_text(())), source=ALLOWED_FILE
        )
    except (Unreadable, UnicodeDecodeError) as wrong:
        click.echo(str(wrong), err=True)
        raise click.exceptions.Exit(Exit.WRONG_INPUT) from None


def write_allowed(folder: Path, files: tuple[Path, ...]) -> None:
    """Let these files boot, beside those that may already."""
    _, standing = known(folder)
    new = [row for file in files for row in allowed_of(file.read_bytes(), name=file.name)]
    click.echo(f"writing {folder / ALLOWED_FILE}", err=True)
    write_whole(folder / ALLOWED_FILE, allowed_text([*standing, *new]))


def write_learnt(done: Round, folder: Path) -> Round:
    """Return the round as it is judged with what is learnt from it; the files are written where there is something new."""
    new = learn(done.rows, keys=done.keys, allowed=done.allowed)
    for path, text, is_new in (
        (folder / KEYS_FILE, keys_text(new.keys), new.keys != done.keys),
        (folder / ALLOWED_FILE, allowed_text(new.allowed), new.allowed != done.allowed),
    ):
        if is_new:
            click.echo(f"writing {path}", err=True)
            write_whole(path, text)
    click.echo(f"learnt: {len(new.hosts)} host{'s' * (len(new.hosts) != 1)}", err=True)
    return replace(done, rows=judge(done.proofs, keys=new.keys, allowed=new.allowed))


def _text(path: Path, empty: str) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else empty
