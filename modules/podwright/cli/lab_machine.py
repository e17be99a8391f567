"""`podwright lab machine`: a blank machine of a plan's host, with firmware and a BMC."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

from podwright.cli.pods import FOLDER, judged, refuse_errors
from podwright.cli.progress import listener
from podwright.lab.machines import firmware
from podwright.lab.machines.order import Firmware
from podwright.lab.machines.planned import Build
from podwright.lab.machines.rack import MachineStatus
from podwright.lab.machines.rack import status as machine_status
from podwright.lab.machines.up import down as take_machines_out
from podwright.lab.machines.up import up as rack_machines
from podwright.lab.state import LabState, lab_state
from podwright.spec.hardware import load_hardware
from podwright.spec.load import load


@click.group(name="machine")
def command() -> None:
    """Blank machines: QEMU with real firmware, empty disks and a TPM, each behind a BMC that speaks Redfish at its planned address.

    \b
    podwright lab machine up stacks/lab lab-u001-r01-n01
    podwright lab exec -- podwright machines stacks/lab --only lab-u001-r01-n01 --learn
    podwright lab exec -- podwright bmc power on stacks/lab --only lab-u001-r01-n01
    podwright lab machine status stacks/lab
    podwright lab machine down stacks/lab
    """


@command.command("up")
@click.argument("folder", type=FOLDER)
@click.argument("hosts", nargs=-1, required=True, metavar="HOST...")
@click.option("--firmware", "kind", type=click.Choice([one.value for one in Firmware]), default=Firmware.UEFI.value, show_default=True, help="What runs first.")
@click.option("--tpm/--no-tpm", "has_tpm", default=True, help="Give each machine a TPM 2.0, whose state is kept.")
@click.option("--memory-mib", type=click.IntRange(256, 1024 * 1024), default=1024, show_default=True, help="Memory of each machine.")
@click.option("--disk-gib", type=click.IntRange(1, 8192), default=8, show_default=True, help="Capacity of each disk; what is not written takes no room.")
@click.option("--accelerator", type=click.Choice(["kvm", "tcg"]), help="Left out: kvm where the processor has it, else tcg, which translates.")
def up(folder: Path, hosts: tuple[str, ...], kind: str, has_tpm: bool, memory_mib: int, disk_gib: int, accelerator: str | None) -> None:
    """Rack blank machines of these hosts of the plan: their BMCs answer, their power is off. A host that runs as a container is shut down first.

    The network of the lab is made where it does not stand; the BMC's password is the pod's, or one that the lab makes. A machine keeps its disks, its TPM, its
    firmware's variables and its console in .lab/<pod>/machines/<host>. Its MACs are those of hardware.csv, or follow from names. Needs root.
    """
    checked = judged(folder)
    refuse_errors(checked.findings)
    state = lab_state(checked.plan.header.pod, near=folder)
    build = Build(accelerator or firmware.accelerator(), Firmware(kind), has_tpm, memory_mib=memory_mib, disk_gib=disk_gib)
    pod_folder = folder if folder.is_dir() else folder.parent
    told = listener(Console(stderr=True))
    macs = {(row.device, row.port): row.mac for row in load_hardware(pod_folder) if row.mac}
    rack_machines(checked.plan, hosts, state=state, build=build, macs=macs, pod_folder=pod_folder, on_event=told)
    _show(machine_status(state))


@command.command("status")
@click.argument("folder", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def status(folder: Path, as_json: bool) -> None:
    """Tell which blank machines of a pod stand in its lab, and which have power."""
    told = machine_status(_lab_of(folder))
    if as_json:
        click.echo(json.dumps([asdict(one) for one in told], indent=1))
    else:
        _show(told)


@command.command("down")
@click.argument("folder", type=FOLDER)
@click.argument("hosts", nargs=-1, metavar="[HOST]...")
@click.option("--wipe", is_flag=True, help="Remove their disks, TPMs, firmware variables, consoles and BMC certificates as well.")
def down(folder: Path, hosts: tuple[str, ...], wipe: bool) -> None:
    """Cut the power of these machines, or of all, and take them out with their BMCs. The lab's network stays; `podwright lab down` ends it."""
    take_machines_out(_lab_of(folder), hosts, wipe=wipe, on_event=listener(Console(stderr=True)))


def _lab_of(folder: Path) -> LabState:
    return lab_state(load(folder).name, near=folder)


def _show(told: tuple[MachineStatus, ...]) -> None:
    """Print machines for people, a line each."""
    for one in told:
        word = "power on" if one.has_power else "power off" if one.has_bmc else "not racked"
        click.echo(f"{one.name}  {one.firmware}  {word}  BMC {one.bmc}  console {one.console}")
    if not told:
        click.echo("no machine was racked in this lab")
