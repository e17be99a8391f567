"""The lab's hosts, made real: one systemd-nspawn a host of the plan, on an overlay of the root image, plugged into the lab's bridges."""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from podwright.lab import cgroups
from podwright.lab.network import Link
from podwright.lab.processes import Process, process_of, spawn, stop
from podwright.lab.seed import Accounts, digest
from podwright.lab.state import LabState
from podwright.outputs.host_seed import SeedFile

BOOT = Path(__file__).with_name("boot.py")
PREFIX = "host-"
IDENTITY = "identity"
PAYLOAD = "payload"
"""The control group that systemd-nspawn gives to what runs inside; empty when the host died and only nspawn is left."""
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
GRACE_S = 8.0
"""How long a host may take to shut down; four lab hosts take about two seconds, a hung one is cut off as a power cut would."""


@dataclass(frozen=True, slots=True)
class HostOrder:
    """All that starting one host takes."""

    name: str
    root: Path
    files: tuple[SeedFile, ...]
    links: tuple[Link, ...]

    @property
    def identity(self) -> str:
        """Return what makes this host this host: its root image, its seed, its links."""
        return digest((*self.files, SeedFile(str(self.root), repr(self.links))))


def process_name(host: str) -> str:
    """Return the name of a host's process."""
    return PREFIX + host


def accounts(root: Path) -> Accounts:
    """Return the account files of a root image."""
    return Accounts(*((root / "etc" / name).read_text() for name in ("passwd", "group", "shadow")))


def running(state: LabState, order: HostOrder, *, network: str) -> Process | None:
    """Return the host's process if it is whole, is the host that is ordered, and sits in the namespace of that mark; None otherwise."""
    process = process_of(state, process_name(order.name))
    if process is None or process.note != note(order, network=network):
        return None
    return process if cgroups.pids(state.id, f"{process.name}/{PAYLOAD}") else None


def note(order: HostOrder, *, network: str) -> str:
    """Return the word that a host's process carries: which host it is, in which namespace."""
    return f"{order.identity[:16]}@{network}"


def start(state: LabState, order: HostOrder, *, network: str) -> Process:
    """Return the host's process, started now; what was left of an earlier one is ended first."""
    name = process_name(order.name)
    stop(state, name, grace_s=GRACE_S)
    folder = state.hosts / order.name
    lay_out(folder, order)
    file = folder / "boot.json"
    links = [{field: word for field, word in asdict(link).items() if field != "host"} for link in order.links]
    file.write_text(json.dumps({"lab": state.id, "name": order.name, "lower": str(order.root), "folder": str(folder), "links": links}))
    enter = ("nsenter", f"--net={state.namespace}", "--", "unshare", "--mount", "--net", "--uts", "--")
    return spawn(
        state,
        name,
        (sys.executable, "-I", "-S", str(BOOT), str(file)),
        enter=enter,
        log=state.logs / f"{name}.log",
        env=ENVIRONMENT,
        note=note(order, network=network),
    )


def lay_out(folder: Path, order: HostOrder) -> None:
    """Return nothing; the host's disk is the one of this order: kept if it is, made anew from the seed if it is not."""
    mark = folder / IDENTITY
    if has_its_disk(folder, order):
        return
    if folder.exists():
        shutil.rmtree(folder)
    for part in ("upper", "work", "root"):
        (folder / part).mkdir(parents=True)
    (folder / "upper").chmod(0o755)
    for file in order.files:
        write_seed(folder / "upper", file)
    mark.write_text(order.identity)


def has_its_disk(folder: Path, order: HostOrder) -> bool:
    """Return whether the disk in a folder is the one that is ordered."""
    mark = folder / IDENTITY
    return mark.is_file() and mark.read_text() == order.identity


def write_seed(upper: Path, file: SeedFile) -> None:
    """Return nothing; one file of the seed is on the host's disk, with its mode and owner."""
    target = upper / file.path
    folder = target.parent
    if not folder.exists():
        for above in reversed(folder.relative_to(upper).parents[:-1]):
            if not (upper / above).exists():
                (upper / above).mkdir()
                (upper / above).chmod(0o755)
        folder.mkdir()
        folder.chmod(file.folder_mode)
        os.chown(folder, file.owner_uid, file.owner_uid)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(file.text)
    target.chmod(file.mode)
    os.chown(target, file.owner_uid, file.owner_uid)


def strays(state: LabState, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the names of host processes that no order asks for any more."""
    return tuple(name for name in cgroups.names(state.id) if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in wanted)
