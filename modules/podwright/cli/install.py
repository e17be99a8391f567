"""`podwright install`: operating systems onto hosts, over the network."""

from pathlib import Path

import click

from podwright.cli.pods import FOLDER

LIMIT = click.FloatRange(1, 24 * 3600)
FILE = click.Path(path_type=Path)


@click.command(name="install")
@click.argument("folder", type=FOLDER)
@click.argument("names", nargs=-1, metavar="HOST|RACK…")
@click.option("--dry-run", "is_dry", is_flag=True, help="Look and show, and do nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--wipe", multiple=True, metavar="SERIAL", help="Serial number of a disk whose content may be lost; given twice, both. Beside install.wipe of the pod."
)
@click.option("--retry", "is_retry", is_flag=True, help="Only those of the hosts that are not installed yet: the failed ones, and those that never began.")
@click.option("--force", "is_forced", is_flag=True, help="Cut the power of a machine that is on and does not go off in its time.")
@click.option("--in-spite-of", "in_spite_of", multiple=True, metavar="CODE", help="Also machines with this finding, such as P524.")
@click.option("--images", type=FILE, metavar="DIR", help="Folder of images; left out: the cache of podwright image.")
@click.option("--limit", "limit_s", type=LIMIT, default=1800.0, show_default=True, help="Seconds that a host may take from its power-on to ssh.")
@click.option("--pause", "pause_s", type=click.FloatRange(0, 3600), default=10.0, show_default=True, help="Seconds between one wave of power-ons and the next.")
@click.option(
    "--autoinstall", "out", type=FILE, metavar="DIR", help="Write what the vendor's own installer reads for these hosts into a folder, and do nothing else."
)
@click.option("--prove", "is_proving", is_flag=True, help="Run the proof of the pod on these hosts at the end.")
@click.option("--json", "as_json", is_flag=True, help="Print what is shown, then every step of every host, as JSON, an object a line.")
def command(
    folder: Path,
    names: tuple[str, ...],
    is_dry: bool,
    yes: bool,
    wipe: tuple[str, ...],
    is_retry: bool,
    is_forced: bool,
    in_spite_of: tuple[str, ...],
    images: Path | None,
    limit_s: float,
    pause_s: float,
    out: Path | None,
    is_proving: bool,
    as_json: bool,
) -> None:
    """Install hosts: shown and asked first, armed on a boot server, started from the network once, followed until ssh knows them.

    Every machine is looked at before anything is written to it: one at the wrong place, of the wrong model or with parts missing is named and left alone, and so is one
    whose disk cannot be told or is too small. A disk that is not empty is refused by the installer, unless its serial number stands in --wipe or in install.wipe.

    Machines start in waves that the feeds of their racks bear. An interruption stops nothing that has begun: hosts go on by themselves, and the same command follows
    them further. The boot servers are those of the pod's plan (install.servers), with the roles dhcp_server and boot_server applied.

    \b
    podwright install stacks/mine mine-u001-r03-n02 --dry-run
    podwright install stacks/mine mine-u001-r03 --wipe S6CKNE0T1
    podwright install stacks/mine mine-u001-r03 --retry
    podwright install stacks/mine mine-u001-r03 --autoinstall /srv/http/dgx-os
    podwright install stacks/mine mine-u001-r03 --yes --json | jq 'select(.stage == "failed")'

    Exit code: 0 all are installed, 1 with findings, 2 for wrong input or nobody to ask, 3 when a host, a BMC or a boot server did not do its part.
    """
    from podwright.cli.install_run import Errand, run

    if not names and not is_retry:
        raise click.UsageError("name hosts or racks, or --retry for all that are not installed yet")
    if out is not None:
        from podwright.cli.install_files import write_files

        write_files(folder, names, out)
        return
    run(Errand(folder, names, wipe, in_spite_of, images, limit_s, pause_s, is_dry, yes, is_retry, is_forced, is_proving, as_json))
