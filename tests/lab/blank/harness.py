"""Blank machines for tests: a network namespace with a bridge to boot from and one for BMCs, machines behind them, and what the tests start beside them.

All of it is a lab of its own in a folder of the test: it is taken down whatever the test does, also when the test is killed (podwright.lab.guard).
"""

import ctypes
import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import sushy

from podwright.event import Event
from podwright.lab import cgroups, credentials, namespace
from podwright.lab.bmc.machine import EmulatedNic, EmulatedPort, machine_of
from podwright.lab.down import take_down
from podwright.lab.guard import guarded
from podwright.lab.lock import held
from podwright.lab.machines import firmware
from podwright.lab.machines.order import BmcPlace, Disk, Firmware, MachineOrder, Nic
from podwright.lab.machines.rack import MachineStatus, home, rack, status, unrack
from podwright.lab.network import Bridge, mac
from podwright.lab.processes import Process, spawn, stop_some
from podwright.lab.requirements import missing
from podwright.lab.state import LabState
from podwright.plan.types import MachineKind

T = TypeVar("T")
CLONE_NEWNET = 0x40000000
NETWORK, SERVER = "192.0.2.0/24", "192.0.2.1"
BMC_NETWORK, BMC_GATEWAY = "198.51.100.0/24", "198.51.100.1"
PYTHON = sys.executable
USER, PASSWORD = "admin", "factory-word"
TRIES_S = 0.1
KIND = MachineKind("blank", "Blank machine", "QEMU", "Blank", 1, 2, (), 0, None, ())


def lacking() -> str:
    """Return what blank machines lack here; empty if nothing."""
    programs = [program.name for program in missing() if program.name in ("ip", "nsenter", "setpriv")]
    return ", ".join([*(["root"] if os.geteuid() else []), *programs, *firmware.lacking()])


@dataclass
class Room:
    """The namespace that machines stand in: bridge `boot` with the server's address, bridge `bmc` with the gateway's."""

    state: LabState
    inside: ThreadPoolExecutor
    machines: dict[str, "Blank"] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def do(self, act: Callable[[], T]) -> T:
        """Return what an act returns that is done in the namespace: sockets that it opens belong there."""
        return self.inside.submit(act).result()

    def run(self, *words: str, limit_s: float = 60.0, env: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
        """Return how a command ended that ran in the namespace."""
        return subprocess.run([*self.state.enter, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=limit_s, check=False, env=env)

    def start(self, name: str, *words: str, env: dict[str, str] | None = None) -> Process:
        """Return a process that runs in the namespace until the room is gone, or `stop`; what it says is in `log`."""
        return spawn(self.state, name, words, enter=self.state.enter, log=self.log(name), env=env)

    def stop(self, name: str) -> None:
        """Let a process of `start` end."""
        stop_some(self.state, [name], grace_s=5)

    def log(self, name: str) -> Path:
        """Return the file of what a process said."""
        return self.state.logs / f"{name}.log"

    def machine(
        self,
        name: str,
        kind: Firmware = Firmware.UEFI,
        *,
        has_tpm: bool = False,
        disks: Sequence[Disk] = (),
        memory_mib: int = 512,
        has_ipxe: bool = True,
        own_mac: str = "",
        number: int = 0,
    ) -> "Blank":
        """Return a blank machine whose BMC answers, without power; what another of that name left on its disks is there.

        Its address at both networks ends with its number from 11 on, in the order that they are made; `disks` are one of 1 GiB where none is named.
        """
        at = number or 11 + len(self.machines)
        password = self.state.credentials / "factory"
        if not password.is_file():
            password.write_text(PASSWORD, encoding="utf-8")
        own = own_mac or mac(f"{name}/net0")
        far = f"m{hashlib.sha256(f'{self.state.id}{name}'.encode()).hexdigest()[:12]}"
        told = machine_of(KIND, host=name, address=f"198.51.100.{at}")
        order = MachineOrder(
            name=name,
            folder=str(home(self.state, name)),
            firmware=kind,
            has_tpm=has_tpm,
            accelerator=firmware.accelerator(),
            cpu_count=2,
            memory_mib=memory_mib,
            disks=tuple(disks) or (Disk(told.drives[0].serial[:20], 1),),
            nics=(Nic("net0", own, "boot", far, may_boot=True, has_ipxe=has_ipxe and kind is not Firmware.SECURE_BOOT),),
            bmc=BmcPlace(f"198.51.100.{at}", 24, "bmc", USER, str(password)),
            told=replace(told, nics=(EmulatedNic("0000:01:00", (EmulatedPort("Ethernet", own),)),)),
        )
        rack(self.state, order, on_event=self.events.append)
        self.machines[name] = Blank(self, order, f"192.0.2.{at}")
        return self.machines[name]


@dataclass
class Blank:
    """One machine; `address` is what the tests' servers give it."""

    room: Room
    order: MachineOrder
    address: str
    line: "sushy.Sushy | None" = None

    @property
    def mac(self) -> str:
        """Return the MAC of the port that boots."""
        return self.order.nics[0].mac

    @property
    def bmc(self) -> str:
        """Return where its BMC answers, in the room."""
        return f"https://{self.order.bmc.address}"

    @property
    def certificate(self) -> Path:
        """Return a file that holds its BMC's certificate, for clients that verify it."""
        return self.order.at("bmc.pem")

    def system(self) -> "sushy.resources.system.system.System":
        """Return sushy's view of the machine, asked anew. Call it, and what it returns, by `room.do` alone."""
        self.line = self.line or sushy.Sushy(f"{self.bmc}/redfish/v1", auth=sushy.auth.BasicAuth(USER, PASSWORD), verify=False)
        return self.line.get_system(next(iter(self.line.get_system_collection().members_identities)))

    @property
    def has_power(self) -> bool:
        """Return what the BMC says."""
        return self.room.do(lambda: self.system().power_state) == sushy.PowerState.ON

    def reset(self, kind: "sushy.ResetType") -> None:
        """Let the BMC do one of Redfish's resets."""
        self.room.do(lambda: self.system().reset_system(kind))

    def on(self) -> None:
        """Give power."""
        self.reset(sushy.ResetType.ON)

    def off(self) -> None:
        """Cut the power."""
        self.reset(sushy.ResetType.FORCE_OFF)

    def press(self) -> None:
        """Press the button: what runs there may go down, or not listen."""
        self.reset(sushy.ResetType.GRACEFUL_SHUTDOWN)

    def drive(self, name: str = "CD1") -> "sushy.resources.manager.virtual_media.VirtualMedia":
        """Return sushy's view of a virtual drive. Call it, and what it returns, by `room.do` alone."""
        self.system()
        assert self.line is not None, "sushy was asked before"
        manager = self.line.get_manager(next(iter(self.line.get_manager_collection().members_identities)))
        return next(one for one in manager.virtual_media.get_members() if one.identity == name)

    def boot_once(self, target: "sushy.BootSource") -> None:
        """Let the next start, and that alone, be from there."""
        self.room.do(lambda: self.system().set_system_boot_options(target, enabled=sushy.BootSourceOverrideEnabled.ONCE))

    @property
    def console(self) -> str:
        """Return what the machine has said on its console since it was racked."""
        file = self.order.at("console.log")
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def until(self, holds: Callable[[str], bool] | str, *, limit_s: float = 90.0) -> str:
        """Return the console as soon as it holds a text, or a condition is true of it.

        Raises: AssertionError with the last of the console when it did not come true within the limit.
        """
        test = (lambda told: holds in told) if isinstance(holds, str) else holds
        told = ""
        assert until(lambda: test(told := self.console), limit_s=limit_s), f"{holds!r} within {limit_s} s; {self.status}; {told or self.console[-1500:]}"
        return self.console

    @property
    def status(self) -> MachineStatus:
        """Return what the kernel's tables say of it."""
        return next(one for one in status(self.room.state) if one.name == self.order.name)

    def take_out(self, *, wipe: bool = False) -> None:
        """Cut the power and take the BMC away; disks and TPM stay unless `wipe`."""
        unrack(self.room.state, [self.order.name], wipe=wipe, on_event=self.room.events.append)


@contextmanager
def standing(folder: Path, name: str = "blank") -> Iterator[Room]:
    """Yield a room in a folder; nothing of it is left afterwards, whatever happens.

    A port that nobody uses keeps the bridge running: servers do not listen on one to which no machine is plugged yet.
    """
    (folder / "Pulumi.yaml").touch()
    state = LabState(root=folder.resolve(), pod=name)
    with held(state, "test"), guarded(state, before=()):
        try:
            credentials.prepare(state)
            namespace.ensure(state, [_bridge("boot", SERVER), _bridge("bmc", BMC_GATEWAY)])
            namespace.batch(state, ["link add name spare type veth peer name spare-end", "link set spare master boot up", "link set spare-end up"])
            with ThreadPoolExecutor(1, initializer=_enter, initargs=(state.namespace,)) as inside:
                yield Room(state, inside)
        finally:
            take_down(state, on_event=lambda _: None)


def until(holds: Callable[[], bool], *, limit_s: float) -> bool:
    """Return whether a condition came true within the limit."""
    deadline_s = time.monotonic() + limit_s
    while not holds():
        if time.monotonic() > deadline_s:
            return False
        threading.Event().wait(TRIES_S)
    return True


def leftovers(state: LabState) -> tuple[str, ...]:
    """Return what a room that is gone must not have left: processes, control groups, its namespace with all ports in it."""
    groups = [str(folder) for folder in cgroups.folders(state.id) if folder.exists()]
    processes = [file.parent.name for file in Path("/proc").glob("[0-9]*/cmdline") if str(state.folder) in _text(file)]
    return (*groups, *([str(state.namespace)] if state.namespace.exists() else []), *processes)


def _text(file: Path) -> str:
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""


def _bridge(name: str, address: str) -> Bridge:
    return Bridge(name, mac(name), (f"{address}/24",))


def _enter(space: Path) -> None:
    """Move this thread into a network namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    with space.open() as file:
        if libc.setns(file.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"setns to {space}")
