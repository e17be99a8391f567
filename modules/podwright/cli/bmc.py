"""`podwright bmc`: what is set on BMCs, shown before it is done."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podwright.cli.bmc_firmware import firmware
from podwright.cli.bmc_media import media
from podwright.cli.bmc_options import LIMIT, common
from podwright.cli.pods import FOLDER, plan_of

if TYPE_CHECKING:
    from podwright.bmc.wish import Wish


@click.group(name="bmc")
def command() -> None:
    """Set what a pod's BMCs should be set to: the pod's own user, IPMI, BIOS, boot order, firmware, virtual media, the next boot, power.

    Every verb looks first: a machine at the wrong place, of the wrong model or with parts missing is named and left alone, and so is one whose certificate is not
    known. Then it shows what it will set on which host, from what to what, and asks; without a terminal and without --yes it sets nothing. What ends in the middle is
    told host by host, and a second run carries on.

    Exit code: 0 all is set, 1 with findings, 2 for wrong input or nobody to ask, 3 when a BMC did not answer or something did not come to its end.
    """


@command.command(name="settle")
@click.argument("folder", type=FOLDER)
@click.option("--only", multiple=True, metavar="NAME", help="Only this host, or the hosts of this rack; given twice, both.")
@common
def settle(folder: Path, only: tuple[str, ...], yes: bool, in_spite_of: tuple[str, ...], stickers: Path | None, limit_s: float, as_json: bool) -> None:
    """Make the pod's own user on every BMC, shut the factory's out, turn IPMI over LAN off, and write the declared BIOS attributes and boot order.

    The pod's own user is access.bmc_account; its password is derived for each host from the secret access.ssh_seed and access.generation: raise that, and settle again,
    to change every password. The factory's user (access.bmc_user) is disabled once the pod's own has logged in, never before. BIOS attributes (machines.bios) are
    checked against the BMC's own registry, and take effect at the next reset, as the boot order (machines.boot_order) does.

    \b
    podwright bmc settle stacks/mine --only mine-u001-r03
    podwright bmc settle stacks/mine --factory-passwords ~/stickers.csv --yes
    """
    from podwright.bmc.wish import Accounts, BootFirst, Wish
    from podwright.cli.bmc_look import Errand, place_of
    from podwright.cli.bmc_run import run
    from podwright.observe.redfish.wishes import boot_macs

    plan = plan_of(folder)
    access, kind_of = plan.machines.bmc, {str(device.name): device.kind for device in plan.physical.devices}
    kinds = {kind.kind: kind for kind in plan.machines.kinds}
    accounts = Accounts(access.own_user, access.user) if access else None
    errand = Errand(folder, plan, only, in_spite_of, 64, limit_s)
    at = place_of(errand)

    def wish(host: str, where: str) -> "Wish":
        kind = kinds[kind_of[host]]
        order = BootFirst(kind.boot_order.first, boot_macs(at, host)) if kind.boot_order else None
        return Wish(where, accounts, is_ipmi_off=True, bios=kind.bios, boot_order=order)

    run(errand, wish, stickers, yes=yes, as_json=as_json, needs_seed=True)


@command.command(name="power")
@click.argument("state", type=click.Choice(["on", "off", "restart"]))
@click.argument("folder", type=FOLDER)
@click.option("--only", multiple=True, required=True, metavar="NAME", help="This host, or the hosts of this rack; given twice, both.")
@click.option("--force", "is_forced", is_flag=True, help="Cut the power of a machine that is not off in its time.")
@click.option("--grace", "grace_s", type=LIMIT, default=180.0, show_default=True, help="Seconds that a machine gets to go off, or to come on.")
@click.option("--at-once", type=click.IntRange(1, 1024), help="Machines of a rack that start at once; left out: as its feeds bear their peaks, by the plan.")
@click.option("--pause", "pause_s", type=click.FloatRange(0, 3600), default=10.0, show_default=True, help="Seconds between one wave and the next.")
@common
def power(
    state: str,
    folder: Path,
    only: tuple[str, ...],
    is_forced: bool,
    grace_s: float,
    at_once: int | None,
    pause_s: float,
    yes: bool,
    in_spite_of: tuple[str, ...],
    stickers: Path | None,
    limit_s: float,
    as_json: bool,
) -> None:
    """Turn machines on, off, or off and on again, in waves that the feeds of racks, rows and pod bear.

    Off asks the operating system, and cuts the power only with --force, after the grace. A restart is off, then on. Machines of a rack start in the order of their
    places, so many at once as their peaks go into what the feeds of their rack, of their row and of the pod can carry beyond their nominal power.

    \b
    podwright bmc power on stacks/mine --only mine-u001-r03
    podwright bmc power restart stacks/mine --only mine-u001-r03-n02 --force
    """
    from podwright.bmc.act_visit import Pace
    from podwright.bmc.wish import Power, Wish
    from podwright.cli.bmc_look import Errand
    from podwright.cli.bmc_run import run
    from podwright.cli.bmc_waves import start_in_waves

    plan = plan_of(folder)

    def wish(host: str, where: str) -> "Wish":  # noqa: ARG001 - power is the same on every host
        return Wish(where, power=Power(state), is_forced=is_forced)

    def in_waves(hosts: list[str]) -> tuple[tuple[str, ...], ...]:
        if state == "off":
            return (tuple(hosts),)
        return start_in_waves(plan, hosts, at_once)

    pace = Pace(power_s=grace_s, limit_s=limit_s, between_s=pause_s)
    run(Errand(folder, plan, only, in_spite_of, 64, limit_s), wish, stickers, yes=yes, as_json=as_json, pace=pace, in_waves=in_waves)


@command.command(name="boot")
@click.argument("folder", type=FOLDER)
@click.option("--once", type=click.Choice(["network", "disk"]), required=True, help="Where the machine boots from the next time, and only then.")
@click.option("--only", multiple=True, required=True, metavar="NAME", help="This host, or the hosts of this rack; given twice, both.")
@common
def boot(folder: Path, once: str, only: tuple[str, ...], yes: bool, in_spite_of: tuple[str, ...], stickers: Path | None, limit_s: float, as_json: bool) -> None:
    """Let machines boot from the network, or from their disk, the next time and only then; power stays as it is.

    \b
    podwright bmc boot stacks/mine --once network --only mine-u001-r03-n02
    """
    from podwright.bmc.wish import BootOnce, Wish
    from podwright.cli.bmc_look import Errand
    from podwright.cli.bmc_run import run

    def wish(host: str, where: str) -> "Wish":  # noqa: ARG001 - the boot is the same on every host
        return Wish(where, boot=BootOnce(once))

    run(Errand(folder, plan_of(folder), only, in_spite_of, 64, limit_s), wish, stickers, yes=yes, as_json=as_json)


command.add_command(firmware)
command.add_command(media)
