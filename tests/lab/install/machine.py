"""A virtual machine that boots the installer, or what the installer left: its only neighbour is the test's server."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.install.desk import HOST, TOKEN, Desk
from podwright.lab.machines.firmware import accelerator

PROGRAMS = ("qemu-system-x86_64", "busybox", "setpriv")
SERVER = "10.0.2.100"
WORDS = ("qemu-system-x86_64", "-smp", "2", "-m", "512", "-M", "q35", "-nodefaults", "-nographic", "-no-reboot")
LIMIT_S = 300.0


def disk(path: Path, mib: int) -> Path:
    """Return an empty disk."""
    with path.open("wb") as file:
        file.truncate(mib << 20)
    return path


@contextmanager
def started(folder: Path, drive: Path, words: tuple[str, ...], *, serial: str = "S1") -> Iterator[subprocess.Popen[bytes]]:
    """Return a machine with one disk that has been started; it ends with the block, and its console is `console` in the folder."""
    store = ("-drive", f"if=none,id=d0,file={drive},format=raw,cache=unsafe", "-device", f"virtio-blk-pci,drive=d0,serial={serial}")
    path = {"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
    by = ("-accel", "kvm", "-cpu", "host") if accelerator() == "kvm" else ("-accel", "tcg,thread=multi", "-cpu", "max")
    command = ("setpriv", "--pdeathsig", "KILL", *WORDS, *by, *store, *words, "-serial", f"file:{folder / 'console'}")
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=(folder / "qemu").open("wb"), env=os.environ | path) as machine:
        try:
            yield machine
        finally:
            machine.kill()


def installer(desk: Desk, kernel: Path, initramfs: Path, *, arguments: str = "") -> tuple[str, ...]:
    """Return the words of a machine that boots the installer; all it can reach is the server."""
    forward = f"guestfwd=tcp:{SERVER}:80-cmd:busybox nc 127.0.0.1 {desk.port}"
    said = f"{arguments} console=ttyS0 quiet mitigations=off no_timer_check panic=1 podwright.server=http://{SERVER} podwright.host={HOST} podwright.token={TOKEN} podwright.tries=2"
    net = ("-netdev", f"user,id=n0,restrict=on,{forward}", "-device", "virtio-net-pci,netdev=n0,romfile=")
    return ("-kernel", str(kernel), "-initrd", str(initramfs), "-append", said, *net)


def ended(machine: subprocess.Popen[bytes], folder: Path) -> None:
    """Return when a machine has gone off or begun again by itself. Raises: AssertionError with the console's last words when it has not in time."""
    try:
        machine.wait(LIMIT_S)
    except subprocess.TimeoutExpired:
        raise AssertionError(f"it still runs after {LIMIT_S:.0f} s: {console(folder)[-2000:]}") from None
    assert machine.returncode == 0, (folder / "qemu").read_text(errors="replace")[-1000:]


def says(text: str, machine: subprocess.Popen[bytes], folder: Path) -> bool:
    """Return whether a machine's console said this while it ran, and before the limit."""
    ends_s = time.monotonic() + LIMIT_S
    while text not in console(folder) and machine.poll() is None and time.monotonic() < ends_s:
        time.sleep(0.2)
    return text in console(folder)


def console(folder: Path) -> str:
    """Return what a machine's console said."""
    file = folder / "console"
    return file.read_text(errors="replace") if file.exists() else ""


def boots_nothing(drive: Path) -> bool:
    """Return whether a disk has neither code nor table: no signature of a boot sector, no GPT at its begin or end."""
    with drive.open("rb") as file:
        first = file.read(1024)
        file.seek(-512, os.SEEK_END)
        last = file.read(512)
    return not any(first[:446]) and first[510:512] != b"\x55\xaa" and first[512:520] != b"EFI PART" and last[:8] != b"EFI PART"
