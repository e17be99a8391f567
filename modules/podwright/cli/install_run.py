"""One run of `podwright install`: looked at, shown, asked, armed, started, followed, proven."""

import hashlib
import os
import secrets
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import click

from podwright.bmc.act_round import act
from podwright.bmc.act_visit import Job, Pace, Round
from podwright.bmc.deeds import Ledger
from podwright.bmc.wish import BootOnce, Power, Wish
from podwright.cli.bmc_look import Errand as BmcErrand
from podwright.cli.bmc_telling import FINE
from podwright.cli.exits import Exit
from podwright.cli.install_look import Known, Outlook, image_of, known_of, look
from podwright.cli.install_telling import document, screen, show
from podwright.cli.pods import judged, refuse_errors
from podwright.event import Event
from podwright.install.act_desk import Desk, Following, desks, is_met
from podwright.install.arming import Arming, arming_line, elsewhere_line
from podwright.install.course import WELL, Course
from podwright.install.image.ready import KERNEL
from podwright.install.installer.initramfs import initramfs
from podwright.install.keys import order_key, public_pem
from podwright.install.order import Order, order_text
from podwright.install.seed import seed_tar, seeds
from podwright.observe.redfish.collect_bmc import Lines
from podwright.plan.hardware import Hardware
from podwright.plan.types import Plan
from podwright.provider.connection import write_connection
from podwright.provider.room import private_room
from podwright.secrets.resolver import resolve
from podwright.secrets.ssh import pod_keys

BMC_LIMIT_S = 300.0
SSH_S, LOOK_S = 10.0, 1.0
SILENT_S = 600.0
"""A host that tells nothing for so long has stopped: an installer tells how far it is while it writes, and firmware takes some minutes on machines with much memory."""
AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Errand:
    """What the person asked for."""

    folder: Path
    names: tuple[str, ...]
    wipe: tuple[str, ...]
    in_spite_of: tuple[str, ...]
    images: Path | None
    limit_s: float
    pause_s: float
    is_dry: bool
    yes: bool
    is_retry: bool
    is_forced: bool
    is_proving: bool
    as_json: bool


def run(errand: Errand) -> None:
    """Look, show, ask, do and tell; end with the exit code that says how it went."""
    result = judged(errand.folder)
    refuse_errors(result.findings)
    plan = result.plan
    image = image_of(plan, errand.images)
    seed = resolve(plan.hosts.profiles[0].ssh_seed.name, pod_folder=errand.folder)
    with private_room() as room:
        config = _ssh_config(plan, room, seed)
        known = known_of(desks([str(row.host) for row in plan.install.servers], config))
        bmcs = BmcErrand(errand.folder, plan, errand.names, errand.in_spite_of, 64, BMC_LIMIT_S)
        outlook = look(bmcs, known, image, errand.names, wipe=errand.wipe, is_retry=errand.is_retry, is_forced=errand.is_forced)
        click.echo(document(plan, outlook)) if errand.as_json else show(plan, outlook, known)
        fine = True
        if (outlook.disks or outlook.underway) and not errand.is_dry and _is_wanted(errand, outlook):
            fine = _installed(errand, plan, result.hardware, outlook, known, config, room, seed)
            if fine and errand.is_proving:
                fine = _proven(errand, plan, [*outlook.disks, *outlook.underway], config)
    if not fine:
        raise click.exceptions.Exit(Exit.REFUSED)
    if outlook.findings:
        raise click.exceptions.Exit(Exit.REFUSED if outlook.foreseen.findings == outlook.findings and outlook.foreseen.is_of_bmcs_alone else Exit.FINDINGS)


def _is_wanted(errand: Errand, outlook: Outlook) -> bool:
    if errand.yes or not outlook.disks:
        return True
    if not sys.stdin.isatty():
        raise click.UsageError("nobody is here to be asked, so nothing was done. Give --yes, or run it in a terminal.")
    return click.confirm(f"Install {len(outlook.disks)} host{'s' * (len(outlook.disks) != 1)}?", err=True)


def _ssh_config(plan: Plan, room: Path, seed: str) -> Path:
    """Return the ssh configuration: the one that the environment names, or one of this run's own."""
    told = os.environ.get("PODWRIGHT_SSH_CONFIG")
    if told:
        return Path(told)
    generation = plan.hosts.profiles[0].ssh_generation
    return write_connection(plan.hosts, room, pod=plan.header.pod, seed=seed, generations=[generation], now_s=int(time.time()))


def _installed(errand: Errand, plan: Plan, known_hardware: Hardware, outlook: Outlook, known: Known, config: Path, room: Path, seed: str) -> bool:
    """Return whether every host came to its end. Raises: KeyboardInterrupt; what has begun goes on by itself."""
    hosts = [*outlook.disks, *outlook.underway]
    shown = screen(hosts, as_json=errand.as_json)
    course = Course(shown.show)
    numbers = {host: secrets.token_hex(8) for host in outlook.disks}
    following: Following | None = None
    try:
        armed = _armed(plan, known_hardware, outlook, known, numbers, room, seed, course)
        wanted: dict[Desk, dict[str, str]] = {desk: {} for desk in known.desks.values()}
        for host, number in armed.items():
            wanted[known.desks[outlook.homes[host]]][host] = number
        for host, (server, number) in outlook.underway.items():
            wanted[known.desks[server]][host] = number
            course.tell(host, "armed", "goes on")
        following = Following(wanted, course.hear)
        with _meeting(course, hosts, config, errand.limit_s) as is_over:
            _started(errand, outlook, armed, course)
            is_over.wait()
    except KeyboardInterrupt:
        shown.close()
        left = course.left()
        words = "1 host goes on by itself" if len(left) == 1 else f"{len(left)} hosts go on by themselves"
        click.echo(f"interrupted: {words}; the same command follows further", err=True)
        raise
    finally:
        if following is not None:
            following.stop()
        shown.close()
    well = course.at(WELL)
    if not errand.as_json:
        for host in hosts:
            if host not in well:
                step = course.steps.get(host)
                click.echo(f"{host}: {step.stage}{f', {step.message}' if step.message else ''}" if step else f"{host}: not begun")
        click.echo(f"{len(well)} of {len(hosts)} installed{'' if len(well) == len(hosts) else '; --retry does the others again'}")
    return len(well) == len(hosts)


def _armed(
    plan: Plan, known_hardware: Hardware, outlook: Outlook, known: Known, numbers: Mapping[str, str], room: Path, seed: str, course: Course
) -> Mapping[str, str]:
    """Return the hosts whose order and seed wait at their boot servers, with their numbers; files that a server lacks are put there first."""
    if not outlook.disks:
        return {}
    image, profile = outlook.image, plan.hosts.profiles[0]
    key = order_key(seed, pod=plan.header.pod, generation=profile.ssh_generation)
    first_root = room / "installer"
    first_root.write_bytes(initramfs(image.installer.read_bytes(), public_pem(key).encode()))
    root_digest = hashlib.sha256(first_root.read_bytes()).hexdigest()
    kernel_digest = image.record.files[KERNEL].sha256
    for server in sorted(set(outlook.homes.values())):
        for digest, file in ((image.sha256, image.disk), (kernel_digest, image.kernel), (root_digest, first_root)):
            if digest not in known.images[server]:
                known.desks[server].put(digest, file)
    keys = pod_keys(seed, pod=plan.header.pod, generation=profile.ssh_generation)
    lines: dict[str, str] = dict.fromkeys(known.urls, "")
    tars = {str(host): seed_tar(files) for host, files in seeds(plan, outlook.disks, keys=keys, hardware=known_hardware)}
    for host, disk in outlook.disks.items():
        order = Order(
            host,
            image.sha256,
            image.image_bytes,
            image.record.disk_bytes,
            disk.serial,
            disk.path,
            (disk.serial,) if disk.serial and disk.may_be_wiped else _lost(plan, disk.path),
        )
        arming = Arming(host, numbers[host], secrets.token_hex(32), kernel_digest, root_digest, order_text(order), tars[host])
        home = outlook.homes[host]
        lines[home] += arming_line(arming, key, valid_s=plan.install.seed_valid_s)
        for other in lines.keys() - {home}:
            lines[other] += elsewhere_line(host, known.urls[home])
    return _handed_over(outlook, known, lines, numbers, course)


def _lost(plan: Plan, path: str) -> tuple[str, ...]:
    """Return the serial numbers that an order for a disk by its path carries: which of them is there, only the machine knows."""
    return plan.install.wipe if path else ()


def _handed_over(outlook: Outlook, known: Known, lines: Mapping[str, str], numbers: Mapping[str, str], course: Course) -> dict[str, str]:
    """Return the hosts that were armed. First every server forgets those that wait elsewhere, so that no seed waits at two."""
    armed: dict[str, str] = {}
    for is_own in (False, True):
        for server, text in lines.items():
            part = "".join(line + "\n" for line in text.splitlines() if ('"elsewhere"' not in line) is is_own)
            for row in known.desks[server].ask("arm", part) if part else ():
                host = str(row.get("host"))
                if "armed" in row:
                    armed[host] = numbers[host]
                    course.tell(host, "armed", f"order and seed wait at {server}")
                elif "refused" in row:
                    course.tell(host or next(iter(outlook.disks)), "failed", f"{server}: {row['refused']}")
    return armed


def _started(errand: Errand, outlook: Outlook, armed: Mapping[str, str], course: Course) -> None:
    """Have the armed hosts start from the network once, in waves; one whose BMC refuses has failed."""

    def heard(event: Event) -> None:
        if event.step == "power" and event.state.value == "done":
            course.tell(event.subject.split()[0], "power", f"{event.subject.partition(' ')[2]} {event.text}".strip())

    ledger, pace = Ledger(), Pace(limit_s=BMC_LIMIT_S, between_s=errand.pause_s)
    around = Round(pace, Lines(), ledger, heard)
    ready = [host for host in outlook.disks if host in armed]
    boots = [_job(outlook, host, Wish(_where(outlook, host), boot=BootOnce.NETWORK), "next boot") for host in ready]
    act([[job for job in boots if job.foreseen]], around)
    lost = _told(ledger, boots, course)
    wish = {host: Wish(_where(outlook, host), power=Power.RESTART, is_forced=errand.is_forced) for host in ready}
    jobs = [[_job(outlook, host, wish[host], "power") for host in wave if host in wish and host not in lost] for wave in outlook.waves]
    act([wave for wave in jobs if wave], around)
    _told(ledger, [job for wave in jobs for job in wave], course)


def _job(outlook: Outlook, host: str, wish: Wish, name: str) -> Job:
    asked = outlook.foreseen.asked[host]
    return Job(outlook.foreseen.targets[host], wish, tuple(one.name for one in asked.settings if one.name.startswith(name)), asked.findings)


def _where(outlook: Outlook, host: str) -> str:
    return outlook.foreseen.wishes[host].where


def _told(ledger: Ledger, jobs: Sequence[Job], course: Course) -> set[str]:
    """Return the hosts whose BMC did not do its part, after telling so."""
    lost = [deed for deed in ledger.account({job.target.host: job.foreseen for job in jobs}) if deed.fate not in FINE]
    for deed in lost:
        course.tell(deed.host, "failed", f"{deed.name}: {deed.fate}{f', {deed.text}' if deed.text else ''}")
    return {deed.host for deed in lost}


@contextmanager
def _meeting(course: Course, hosts: Sequence[str], config: Path, limit_s: float) -> Iterator[threading.Event]:
    """Yield what is set once every host has ended: met by ssh after its installer was done, failed, or too late."""
    is_over, is_stopped = threading.Event(), threading.Event()
    ends_s = time.monotonic() + limit_s

    def watch() -> None:
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            while not is_stopped.is_set():
                met = {host: pool.submit(is_met, host, config, limit_s=SSH_S) for host in course.at("done")}
                for host, one in met.items():
                    if one.result():
                        course.tell(host, WELL, "ssh knows it by the key that was made for it")
                for host in course.silent(SILENT_S):
                    course.tell(host, "late", f"nothing was heard of it for {SILENT_S:g} s")
                if time.monotonic() >= ends_s:
                    for host in hosts:
                        course.tell(host, "late", f"not there {limit_s:g} s after the start")
                if all(host in course.steps and course.steps[host].has_ended for host in hosts):
                    is_over.set()
                    return
                is_stopped.wait(LOOK_S)

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield is_over
    finally:
        is_stopped.set()
        with suppress(RuntimeError):
            watching.join(timeout=SSH_S + LOOK_S)


def _proven(errand: Errand, plan: Plan, hosts: Sequence[str], config: Path) -> bool:
    """Return whether the proof holds on these hosts alone."""
    from dataclasses import replace

    from rich.console import Console

    from podwright.cli.progress import listener
    from podwright.realise.proof import holds, prove
    from podwright.realise.unproven import Layer

    os.environ["PODWRIGHT_SSH_CONFIG"] = str(config)
    only = replace(plan, hosts=replace(plan.hosts, hosts=tuple(host for host in plan.hosts.hosts if host.name in hosts)))
    out = Path(".proof") / f"{plan.header.pod}-installed"
    return holds(prove(only, folder=errand.folder, out=out, layers=[Layer.HOSTS], on_event=listener(Console(stderr=True))))
