"""A blank machine: what its BMC can do to it. Power is a process, and a power cut the end of that process."""

import shutil
import socket
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from podwright.lab.bmc.hardware import Boot
from podwright.lab.machines import tpm
from podwright.lab.machines.command import MEDIA, Ends, command, disk_file, places, variables
from podwright.lab.machines.firmware import FLASH
from podwright.lab.machines.media import fetch
from podwright.lab.machines.monitor import Monitor
from podwright.lab.machines.order import MachineOrder

GIB = 2**30
END_S = 20.0


class Machine:
    """One machine. Every method may be called from any thread; they come one after another.

    QEMU and the TPM die with the thread that started them, so one thread does all of it and lives as long as the machine's BMC.
    """

    def __init__(self, order: MachineOrder) -> None:
        """Make a machine without power."""
        self.order = order
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="hand")
        self._qemu: subprocess.Popen[bytes] | None = None
        self._tpm: subprocess.Popen[bytes] | None = None
        self._monitor: Monitor | None = None
        self._looks = threading.Lock()

    @property
    def is_on(self) -> bool:
        """Return whether the machine has power: its QEMU lives."""
        with self._looks:
            return self._qemu is not None and self._qemu.poll() is None

    def start(self, boot: Boot) -> None:
        """Give power."""
        self._hand.submit(self._start, boot).result()

    def cut(self) -> None:
        """Take power away at once: what the guest has not written by now is lost."""
        self._hand.submit(self._cut).result()

    def press_button(self) -> None:
        """Ask the operating system to go down."""
        self._hand.submit(self._ask, "system_powerdown").result()

    def insert(self, image: str | None) -> None:
        """Lay an image into the drive; one that cannot be had leaves the drive as it was."""
        self._hand.submit(self._insert, image).result()

    def _start(self, boot: Boot) -> None:
        if self.is_on:
            return
        self._cut()
        order = self.order
        _lay_out(order)
        with ExitStack() as stack:
            log = stack.enter_context(order.at("qemu.log").open("ab"))
            chip = None
            if order.has_tpm:
                tpm.make(order.at("tpm"), log=log)
                self._tpm, chip = tpm.start(order.at("tpm"), log=log)
                stack.enter_context(chip)
            near, far = socket.socketpair()
            stack.enter_context(far)
            ends = Ends(far.fileno(), chip.fileno() if chip else None)
            words = ["setpriv", "--pdeathsig", "KILL", "--", *command(order, boot, ends)]
            self._qemu = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[end for end in ends if end is not None])
        try:
            self._monitor = Monitor(near)
            self._plug()
            standing = places(order, boot).standing
            for device, place in [*((device, -1) for device in standing), *standing.items()]:
                self._monitor.ask("qom-set", path=f"/machine/peripheral/{device}", property="bootindex", value=place)
            self._monitor.ask("cont")
        except OSError as error:
            near.close()
            self._cut()
            raise OSError(f"{order.name} did not start: {error}. {_last_words(order.at('qemu.log'))}") from error

    def _plug(self) -> None:
        """Plug every port into its bridge. QEMU made the far ends, and they go with it, so that a dead machine leaves none."""
        lines = "".join(f"link set {nic.far_end} mtu {nic.mtu_bytes} master {nic.bridge} up\n" for nic in self.order.nics)
        done = subprocess.run(["ip", "-batch", "-"], input=lines, capture_output=True, text=True, check=False)
        if done.returncode:
            raise OSError(" ".join(done.stderr.split()))

    def _cut(self) -> None:
        for process in (self._qemu, self._tpm):
            if process is not None:
                process.kill()
                process.wait(END_S)
        if self._monitor is not None:
            self._monitor.close()
        self._monitor = self._tpm = None

    def _ask(self, question: str, **words: object) -> None:
        if self._monitor is not None and self.is_on:
            self._monitor.ask(question, **words)

    def _insert(self, image: str | None) -> None:
        file = self.order.at(MEDIA)
        if image is not None:
            fetch(image, file)
            self._ask("blockdev-change-medium", id=MEDIA, filename=str(file), format="raw", force=True, read_only_mode="read-only")
            return
        self._ask("eject", id=MEDIA, force=True)
        file.unlink(missing_ok=True)

    def end(self) -> None:
        """Cut the power for good."""
        self.cut()
        self._hand.shutdown()


def _lay_out(order: MachineOrder) -> None:
    """Let every disk and the firmware's variables be there; what was there stays as the machine left it."""
    order.at("").mkdir(parents=True, exist_ok=True)
    for number, disk in enumerate(order.disks):
        with order.at(disk_file(number)).open("ab") as stream:
            stream.truncate(disk.capacity_gib * GIB)
    flash, kept = FLASH.get(order.firmware), order.at(variables(order))
    if flash is not None and not kept.is_file():
        shutil.copyfile(flash.variables, kept)
    with order.at("console.log").open("a", encoding="utf-8") as console:
        console.write(f"=== {order.name}: power on\n")


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[-1] if lines else "QEMU said nothing"
