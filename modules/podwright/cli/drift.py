"""`podwright drift`: what is really there, against the plan: hosts, and what is plugged in."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podwright.cli.pods import FOLDER, plan_of

if TYPE_CHECKING:
    from podwright.plan.types import Plan

FILE = click.Path(path_type=Path)


class Seconds(click.FloatRange):
    """Seconds; who names hosts with the option that has always meant seconds is told which one means hosts."""

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value} is no number of seconds from {self.min:g} to {self.max:g}. Hosts are named with --only.", param, ctx)


@click.command(name="drift")
@click.argument("folder", type=FOLDER)
@click.option("--hosts", "is_hosts", is_flag=True, help="Compare hosts: what the roles would change, and what hosts tell of themselves.")
@click.option("--cables", "is_cables", is_flag=True, help="Compare cables and links. With neither of the two, both.")
@click.option(
    "--only", multiple=True, metavar="PATTERN", help="Only these hosts: names, groups and globs, as Ansible's patterns are; given twice, all of them."
)
@click.option("--facts", "is_facts_alone", is_flag=True, help="Of hosts only what they tell without root; the roles are not tried.")
@click.option("--fix", "is_fixing", is_flag=True, help="Run the roles that would change something, on the hosts where they would; shown and asked for first.")
@click.option("--yes", is_flag=True, help="Do not ask before --fix.")
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
@click.option(
    "--limit",
    "limit_s",
    type=Seconds(1, 3600),
    default=60.0,
    show_default=True,
    help="Seconds that a host may take to answer.",
)
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
    is_hosts: bool,
    is_cables: bool,
    only: tuple[str, ...],
    is_facts_alone: bool,
    is_fixing: bool,
    yes: bool,
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
    """Compare what is there with the plan, for many hosts at once; nothing is changed by looking.

    FOLDER is a stack folder, or a plan written by `podwright plan --out`. Hosts are asked over ssh with the pod's own certificates and known hosts. `hardware.csv` beside
    the pod, where there is one, says which GUID and MAC is whose; `cables.csv` which serial number each cable was built in with.

    \b
    HOSTS (--hosts)
    What roles would change, by Ansible's check mode: host, role, task, file. It needs root on the host and the pod's seed here.
    What hosts tell to any account: packages, mounts, kernel and its arguments, disks, GPUs, interfaces (MTU, rate, address), firmware, clock;
    against the plan, against hardware.csv, and against hosts of the same kind.
    What was not looked at is said host by host, and so is who did not answer.

    \b
    CABLES (--cables)
    Missing, wrong and swapped cables, wrong rails and planes, slow links, unknown devices, and the moves that mend it; by lldpcli, ip, ethtool,
    and on one host of each InfiniBand subnet ibnetdiscover, iblinkinfo and ibqueryerrors.

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
    <device>.account.txt, .system.txt, .cmdline.txt, .packages.txt, .mounts.txt, .disks.json, .rates.txt, .firmware.txt, .gpus.txt, .clock.txt
                                    as --hosts --keep writes them

    \b
    podwright drift stacks/mine
    podwright drift stacks/mine --hosts --only 'gpu_node:!mine-u001-r03-n02'
    podwright drift stacks/mine --hosts --facts --ssh-config ~/.ssh/config
    podwright drift stacks/mine --hosts --only rack_mine_u001_r03 --fix
    podwright drift stacks/mine --cables
    podwright drift stacks/mine --cables --from answers --json | jq '.drifts[] | select(.kind == "swapped")'
    podwright drift stacks/mine --cables --watch 300 --metrics /var/lib/prometheus/node-exporter/podwright.prom

    Exit code: 0 without drift, 1 with it, 2 for a file that cannot be read, 3 when there is none and somebody did not answer.
    """
    from podwright.cli.drift_fix import fix
    from podwright.cli.drift_round import compared, show
    from podwright.cli.drift_watch import watch
    from podwright.cli.drift_wish import Wish
    from podwright.cli.host_pattern import chosen_hosts
    from podwright.cli.pods import judged, refuse_errors
    from podwright.cli.serials import serials_of
    from podwright.cli.up import insist_on_answer
    from podwright.observe.error_counters import LIMITS
    from podwright.spec.hardware import load_hardware

    asks = is_asking or not folders
    _insist_on_asking(asks, ssh_config=ssh_config, with_switches=with_switches, with_ibdiagnet=with_ibdiagnet, keep=keep)
    if is_fixing:
        _insist_on_fixing(asks and (is_hosts or not is_cables) and not is_facts_alone, folder=folder, watch_s=watch_s)
        insist_on_answer(yes=yes)
        refuse_errors(judged(folder).findings)
    plan = plan_of(folder)
    _insist_on_fabrics(plan, fabrics)
    pod_folder = folder if folder.is_dir() else folder.parent
    wish = Wish(
        folder=folder,
        pod_folder=pod_folder,
        plan=plan,
        hardware=load_hardware(pod_folder),
        hosts=chosen_hosts(plan, only, option="--only"),
        is_of_hosts=is_hosts or not is_cables,
        is_of_cables=is_cables or not is_hosts,
        limits=dict(LIMITS) if limits is None else _declared(limits),
        serials={label: row.serial for label, row in serials_of(pod_folder).items()},
        folders=folders,
        is_asking=asks,
        ssh_config=ssh_config,
        with_roles=not is_facts_alone,
        with_switches=with_switches,
        with_ibdiagnet=with_ibdiagnet,
        keep=keep,
        fabrics=fabrics,
        at_once=at_once,
        limit_s=limit_s,
        metrics=metrics,
    )
    if watch_s is not None:
        watch(wish, watch_s, as_json=as_json)
        return
    if is_fixing:
        raise click.exceptions.Exit(fix(wish, yes=yes, as_json=as_json))
    found = compared(wish)
    show(wish, found, as_json=as_json)
    raise click.exceptions.Exit(found.exit)


def _insist_on_asking(asks: bool, *, ssh_config: Path | None, with_switches: bool, with_ibdiagnet: bool, keep: Path | None) -> None:
    """Let pass options that go together. Raises: click.UsageError."""
    if with_switches and (ssh_config is None or not asks):
        raise click.UsageError(
            "--switches: switches have no certificate of the pod. Name an ssh configuration that reaches them with --ssh-config, and ask (--ask)."
        )
    if with_ibdiagnet and not asks:
        raise click.UsageError("--ibdiagnet: nobody is asked. Add --ask, or name the file ibdiagnet2.db_csv with --from.")
    if keep is not None and not asks:
        raise click.UsageError("--keep: nobody is asked, so there is nothing to keep. Add --ask, or drop it.")


def _insist_on_fixing(looks: bool, *, folder: Path, watch_s: float | None) -> None:
    """Let pass a run that can mend. Raises: click.UsageError."""
    if not looks:
        raise click.UsageError("--fix: the roles are not tried. Drop --cables or --facts, and ask the hosts (--ask).")
    if watch_s is not None:
        raise click.UsageError("--fix: it mends once, and --watch looks again and again. Give one of them.")
    if not folder.is_dir():
        raise click.UsageError("--fix: a plan in a file may be an old one. Name the stack folder.")


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
