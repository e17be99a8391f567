"""`podwright drift`: what is really plugged in, against the plan."""

import json
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podwright.cli.exits import Exit
from podwright.cli.pods import FOLDER, plan_of
from podwright.refusal import Refused

if TYPE_CHECKING:
    from podwright.cli.drift_round import Wish
    from podwright.observe.drift import Comparison, Drift
    from podwright.plan.types import Plan

FILE = click.Path(path_type=Path)


@click.command(name="drift")
@click.argument("folder", type=FOLDER)
@click.option("--cables", "is_cables", is_flag=True, help="Compare cables and links; left out: the same, since nothing else is compared yet.")
@click.option(
    "--from", "folders", type=FILE, multiple=True, metavar="FOLDER", help="Read answers from the files of a folder, or from one file; given twice, of both."
)
@click.option("--ask", "is_asking", is_flag=True, help="Ask the hosts over ssh; left out: only where no folder is named.")
@click.option(
    "--ssh-config", type=FILE, envvar="PODWRIGHT_SSH_CONFIG", help="ssh configuration to ask with; left out: the pod's own certificates. [PODWRIGHT_SSH_CONFIG]"
)
@click.option("--switches", "with_switches", is_flag=True, help="Ask the Ethernet switches too, as --ssh-config reaches them by their names.")
@click.option("--ibdiagnet", "with_ibdiagnet", is_flag=True, help="Ask for ibdiagnet's database instead of ibnetdiscover, iblinkinfo and ibqueryerrors.")
@click.option("--keep", type=FILE, metavar="FOLDER", help="Keep every answer that ssh gave in a folder that --from reads.")
@click.option("--fabric", "fabrics", multiple=True, metavar="NAME", help="Only this fabric; given twice, both.")
@click.option("--limits", type=FILE, metavar="FILE", help="What error counters may reach, NAME=NUMBER a line; left out: the examples of infiniband-diags.")
@click.option("--at-once", type=click.IntRange(1, 256), default=32, show_default=True, help="Hosts asked at the same time.")
@click.option("--limit", "limit_s", type=click.FloatRange(1, 3600), default=60.0, show_default=True, help="Seconds that a host may take.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON; with --watch a line a round.")
@click.option(
    "--watch",
    "watch_s",
    type=click.FloatRange(1, 86400),
    metavar="SECONDS",
    help="Compare again and again, so long from start to start, and tell what changes.",
)
@click.option(
    "--metrics", type=FILE, metavar="FILE", help="Write the result as metrics for node_exporter's textfile collector (name it so that it ends in .prom)."
)
def command(
    folder: Path,
    is_cables: bool,  # noqa: ARG001 - the only thing there is to compare
    folders: tuple[Path, ...],
    is_asking: bool,
    ssh_config: Path | None,
    with_switches: bool,
    with_ibdiagnet: bool,
    keep: Path | None,
    fabrics: tuple[str, ...],
    limits: Path | None,
    at_once: int,
    limit_s: float,
    as_json: bool,
    watch_s: float | None,
    metrics: Path | None,
) -> None:
    """Compare what is plugged in with the plan: missing, wrong and swapped cables, wrong rails and planes, slow links, unknown devices, and the moves that mend it.

    FOLDER is a stack folder, or a plan written by `podwright plan --out`. Hosts are asked over ssh with the pod's own certificates and known hosts: lldpcli,
    ip, ethtool, and on one host of each InfiniBand subnet ibnetdiscover, iblinkinfo and ibqueryerrors. `hardware.csv` beside the pod, where there is one, says
    which GUID and MAC is whose; `cables.csv` which serial number each cable was built in with.

    Files of --from are named <device>.<kind>.json or .txt, by the plan's name of who was asked:

    \b
    <device>.lldp.json              lldpcli -f json show neighbors
    <device>.chassis.json           lldpcli -f json show chassis
    <device>.nvue.json              nv show interface -o json
    <device>.link.json              ip -j link show
    <device>.ethtool.txt            ethtool PORT, one behind the other
    <device>.fec.txt                ethtool --show-fec PORT, one behind the other
    <device>.statistics.<port>.txt  ethtool -S PORT
    <device>.optics.<port>.txt      ethtool -m PORT
    <device>.perfquery.<port>.txt   perfquery
    <any>.ibnetdiscover.txt         ibnetdiscover 2>&1
    <any>.db_csv                    ibdiagnet --get_phy_info; ibdiagnet2.db_csv as it is
    <any>.iblinkinfo.txt            iblinkinfo -l
    <any>.ibqueryerrors.txt         ibqueryerrors

    \b
    podwright drift stacks/mine --cables
    podwright drift stacks/mine --cables --from answers --json | jq '.drifts[] | select(.kind == "swapped")'
    podwright drift stacks/mine --cables --watch 300 --metrics /var/lib/prometheus/node-exporter/podwright.prom

    Exit code: 0 without drift, 1 with it, 2 for a file that cannot be read, 3 when there is none and somebody did not answer.
    """
    from podwright.cli.drift_round import Wish, compared
    from podwright.cli.serials import serials_of
    from podwright.observe.error_counters import LIMITS
    from podwright.spec.hardware import load_hardware

    asks = is_asking or not folders
    if with_switches and (ssh_config is None or not asks):
        raise click.UsageError(
            "--switches: switches have no certificate of the pod. Name an ssh configuration that reaches them with --ssh-config, and ask (--ask)."
        )
    if with_ibdiagnet and not asks:
        raise click.UsageError("--ibdiagnet: nobody is asked. Add --ask, or name the file ibdiagnet2.db_csv with --from.")
    if keep is not None and not asks:
        raise click.UsageError("--keep: nobody is asked, so there is nothing to keep. Add --ask, or drop it.")
    plan = plan_of(folder)
    _insist_on_fabrics(plan, fabrics)
    pod_folder = folder if folder.is_dir() else folder.parent
    wish = Wish(
        pod_folder=pod_folder,
        plan=plan,
        hardware=load_hardware(pod_folder),
        limits=dict(LIMITS) if limits is None else _declared(limits),
        serials={label: row.serial for label, row in serials_of(pod_folder).items()},
        folders=folders,
        is_asking=asks,
        ssh_config=ssh_config,
        with_switches=with_switches,
        with_ibdiagnet=with_ibdiagnet,
        keep=keep,
        fabrics=fabrics,
        at_once=at_once,
        limit_s=limit_s,
        metrics=metrics,
    )
    if watch_s is not None:
        _watch(wish, watch_s, as_json=as_json)
        return
    comparison = compared(wish)
    _print(wish, comparison, as_json=as_json)
    if comparison.drifts:
        raise click.exceptions.Exit(Exit.FINDINGS)
    if comparison.silences:
        raise click.exceptions.Exit(Exit.REFUSED)


def _insist_on_fabrics(plan: "Plan", fabrics: tuple[str, ...]) -> None:
    names = [row.name for row in plan.fabric.fabrics]
    for name in fabrics:
        if name not in names:
            raise click.BadParameter(f"{name} is no fabric of {plan.header.pod}. There are {', '.join(names)}.", param_hint="--fabric")


def _declared(path: Path) -> dict[str, int]:
    from podwright.observe.error_counters import limits
    from podwright.observe.unreadable import Unreadable

    try:
        return limits(path.read_text(encoding="utf-8"), source=str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{path} cannot be read: {error}", param_hint="--limits") from None
    except Unreadable as wrong:
        raise click.BadParameter(str(wrong), param_hint="--limits") from None


def _watch(wish: "Wish", watch_s: float, *, as_json: bool) -> None:
    """Compare until somebody ends it; print what comes and what goes. A round that fails is told and does not end the watch."""
    from podwright.cli.drift_round import compared

    known: dict[tuple[object, ...], Drift] = {}
    bell = threading.Event()
    while True:
        began_s = time.monotonic()
        try:
            comparison = compared(wish)
        except (Refused, click.exceptions.Exit) as failed:
            click.echo(f"this round failed: {failed}" if isinstance(failed, Refused) else "this round failed; the next one comes", err=True)
        else:
            now: dict[tuple[object, ...], Drift] = {(drift.kind, drift.cables, drift.ends): drift for drift in comparison.drifts}
            if as_json:
                click.echo(json.dumps(_plain(wish, comparison)))
            else:
                _changes(known, now, comparison)
            known = now
        bell.wait(max(0.0, watch_s - (time.monotonic() - began_s)))


def _changes(known: "dict[tuple[object, ...], Drift]", now: "dict[tuple[object, ...], Drift]", comparison: "Comparison") -> None:
    from podwright.observe.words import sentences, summary

    new, gone = [drift for key, drift in now.items() if key not in known], [drift for key, drift in known.items() if key not in now]
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    for line in sentences(new):
        click.echo(f"new {line}")
    for drift in gone:
        click.echo(f"mended {drift.kind.replace('_', ' ')}: {drift.what}")
    click.echo(f"{stamp} {summary(comparison)[-1]}, {len(new)} new, {len(gone)} mended, {len(comparison.silences)} without an answer")


def _print(wish: "Wish", comparison: "Comparison", *, as_json: bool) -> None:
    from podwright.observe.words import sentences, summary, table

    if as_json:
        click.echo(json.dumps(_plain(wish, comparison), indent=1))
        return
    parts = [part for part in (table(comparison.drifts), sentences(comparison.drifts), summary(comparison)) if part]
    click.echo("\n\n".join("\n".join(part) for part in parts))


def _plain(wish: "Wish", comparison: "Comparison") -> dict[str, object]:
    from podwright.plan.canonical import plain

    document = plain(comparison)
    assert isinstance(document, dict), "a comparison is an object"
    return {"pod": wish.plan.header.pod, **document}
