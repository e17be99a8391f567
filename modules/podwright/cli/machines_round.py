"""One look at the machines of a pod: answers from BMCs or from files, kept where wished, and compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from podwright.cli.bmc_logins import keys, logins
from podwright.cli.exits import Exit
from podwright.cli.progress import listener
from podwright.observe.redfish.answers import Answer, read_answers
from podwright.observe.redfish.collect_bmc import Target, ask_bmcs
from podwright.observe.redfish.collect_files import load_answers, save_answers
from podwright.observe.redfish.compare import MachineComparison, compare_machines
from podwright.observe.redfish.pins import PINS_FILE, read_pins
from podwright.observe.redfish.places import Places, places
from podwright.observe.unreadable import Unreadable
from podwright.plan.types import Plan
from podwright.refusal import Refused
from podwright.spec.hardware import HardwareRow, load_hardware


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for: where answers come from and go to, and of whom."""

    pod_folder: Path
    plan: Plan
    kept: Path | None
    save: Path | None
    only: tuple[str, ...]
    at_once: int
    limit_s: float


@dataclass(frozen=True, slots=True)
class Round:
    """What was seen, with what it was held against; hosts of which there is neither an answer nor a silence were not asked."""

    pod: str
    at: Places
    comparison: MachineComparison
    hardware: tuple[HardwareRow, ...]
    pins: Mapping[str, str]
    not_asked: tuple[str, ...]


def looked_at(wish: Wish) -> Round:
    """Return what the machines are.

    Raises: SpecErrors for the hardware file; click's Exit with code 2 for a file that cannot be read; Refused, also when there is no password.
    """
    plan, hardware, pins = wish.plan, load_hardware(wish.pod_folder), pins_of(wish.pod_folder)
    at = places(plan.physical, plan.hosts, plan.machines, hardware)
    insist_on_kinds(at, plan)
    chosen = chosen_hosts(at, wish.only)
    if wish.kept is not None:
        answers, refused = load_answers(wish.kept, at.devices)
        refuse_unreadable(refused)
        answers = tuple(answer for answer in answers if answer.host in chosen)
    else:
        answers = _asked(wish, chosen, pins)
    if wish.save is not None:
        save_answers(answers, wish.save)
    comparison = compare_machines(at, *read_answers(answers))
    told = {answer.host for answer in answers}
    return Round(plan.header.pod, at, comparison, hardware, pins, tuple(host for host in chosen if host not in told))


def _asked(wish: Wish, chosen: Mapping[str, None], pins: Mapping[str, str]) -> tuple[Answer, ...]:
    known = keys(wish.plan, wish.pod_folder)
    address = {str(host.name): host.bmc_v4 for host in wish.plan.hosts.hosts}
    targets = [Target(host, address[host], pins.get(host), logins=logins(known, host, is_pinned=host in pins)) for host in chosen]
    return tuple(ask_bmcs(targets, None, limit_s=wish.limit_s, on_event=listener(Console(stderr=True)), at_once=wish.at_once))


def chosen_hosts(at: Places, only: tuple[str, ...]) -> dict[str, None]:
    """Return the hosts that are meant, in the order of their places."""
    racks = {device.rack for device in at.devices.values()}
    for name in only:
        if name not in at.devices and name not in racks:
            raise click.BadParameter(f"{name} is neither a host nor a rack with hosts. Names are such as {next(iter(at.devices))}.", param_hint="--only")
    return dict.fromkeys(host for host, device in at.devices.items() if not only or host in only or device.rack in only)


def insist_on_kinds(at: Places, plan: Plan) -> None:
    """Let pass a plan that says what is expected of its machines. Raises: Refused."""
    if plan.machines.bmc is None or any(device.kind not in at.kinds for device in at.devices.values()):
        raise Refused(plan.header.pod, "its plan is older than what is expected of machines", "Make it again with podwright plan, or name the stack folder")


def pins_of(folder: Path) -> dict[str, str]:
    """Return the certificates that are known, by host. Raises: click's Exit with code 2 for a file that cannot be read."""
    path = folder / PINS_FILE
    try:
        return read_pins(path.read_text(encoding="utf-8"), source=str(path))
    except FileNotFoundError:
        return {}
    except Unreadable as wrong:
        refuse_unreadable((wrong,))
    except (OSError, UnicodeDecodeError) as error:
        refuse_unreadable((Unreadable(str(path), 0, f"it cannot be read ({error})", "a file that you may read", "Mend that"),))
    raise AssertionError("a refusal ends the program")


def refuse_unreadable(wrong: tuple[Unreadable, ...]) -> None:
    """Print every file that cannot be read and end with exit code 2, if there is one."""
    for one in wrong:
        click.echo(str(one), err=True)
    if wrong:
        raise click.exceptions.Exit(Exit.WRONG_INPUT)
