"""`podwright bmc firmware`: firmware brought to the declared versions, shown before it is done."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podwright.cli.bmc_options import LIMIT, common
from podwright.cli.pods import FOLDER, plan_of

if TYPE_CHECKING:
    from podwright.bmc.wish import Wish


@click.command(name="firmware")
@click.argument("folder", type=FOLDER)
@click.option("--only", multiple=True, metavar="NAME", help="Only this host, or the hosts of this rack; given twice, both.")
@click.option("--while-on", "is_while_on", is_flag=True, help="Also on hosts that are on and drained, for components with while_on in the pod file.")
@click.option("--older-too", "is_older_too", is_flag=True, help="Also where the declared version is older than the one that runs, or nobody can tell.")
@click.option(
    "--at-once", type=click.IntRange(1, 1024), default=8, show_default=True, help="GPU nodes in a wave; of hosts that stand in for one another always one."
)
@click.option("--silence", "back_s", type=LIMIT, default=600.0, show_default=True, help="Seconds that a BMC may be silent while it is updated.")
@click.option("--update-limit", "update_s", type=click.FloatRange(1, 86400), default=3600.0, show_default=True, help="Seconds that one component may take.")
@click.option("--poll", "look_s", type=click.FloatRange(0.01, 600), default=5.0, show_default=True, help="Seconds between two looks at an update.")
@click.option("--pause", "pause_s", type=click.FloatRange(0, 3600), default=10.0, show_default=True, help="Seconds between one wave and the next.")
@common
def firmware(
    folder: Path,
    only: tuple[str, ...],
    is_while_on: bool,
    is_older_too: bool,
    at_once: int,
    back_s: float,
    update_s: float,
    look_s: float,
    pause_s: float,
    yes: bool,
    in_spite_of: tuple[str, ...],
    stickers: Path | None,
    limit_s: float,
    as_json: bool,
) -> None:
    """Bring firmware to the versions that machines.firmware declares, component by component in the order of the pod file.

    Hosts must be off: firmware is never written under a job. --while-on is for hosts that are drained, and for components whose maker allows it. An image is sent when it has
    the declared SHA-256, and no other; a BMC that starts anew on the way is waited for; at the end it is asked for its version again. One machine of each kind goes
    first, then as many as --at-once; of management nodes and storage hosts one at a time; behind a machine that failed no wave is begun.

    \b
    podwright bmc firmware stacks/mine --only mine-u001-r03
    podwright bmc firmware stacks/mine --while-on --yes
    """
    from podwright.bmc.act_image import sizes
    from podwright.bmc.act_visit import Pace
    from podwright.bmc.waves import careful_waves
    from podwright.bmc.wish import Firmware, Wish
    from podwright.cli.bmc_look import Errand
    from podwright.cli.bmc_run import run
    from podwright.plan.types import Role

    plan = plan_of(folder)
    kind_of = {str(device.name): device.kind for device in plan.physical.devices}
    role_of = {str(device.name): device.role for device in plan.physical.devices}
    pieces = {kind.kind: kind.firmware for kind in plan.machines.kinds}
    errand = Errand(folder, plan, only, in_spite_of, 64, limit_s)
    lying = {kind: sizes(rows, errand.pod_folder) for kind, rows in pieces.items()}

    def wish(host: str, where: str) -> "Wish":
        kind = kind_of[host]
        return Wish(where, firmware=Firmware(pieces[kind], lying[kind], is_older_too=is_older_too, is_while_on=is_while_on))

    def in_waves(hosts: list[str]) -> tuple[tuple[str, ...], ...]:
        group_of = {host: kind_of[host] if role_of[host] is Role.GPU_NODE else role_of[host].value for host in hosts}
        most: Mapping[str, int] = {group_of[host]: at_once if role_of[host] is Role.GPU_NODE else 1 for host in hosts}
        return careful_waves(hosts, group_of, most)

    pace = Pace(limit_s=limit_s, back_s=back_s, update_s=update_s, look_s=look_s, between_s=pause_s)
    run(errand, wish, stickers, yes=yes, as_json=as_json, pace=pace, in_waves=in_waves, is_careful=True)
