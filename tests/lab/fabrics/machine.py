"""A virtual machine with Debian's kernel that runs one program and ends: QEMU by TCG, so that no hardware is needed; a folder is shared with it."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from lab.fabrics.debian_root import debian_root
from podwright.engines.bound import BOUND, QUIET
from podwright.engines.lock import held
from podwright.engines.mounts import clear
from podwright.event import Event

PROGRAMS = ("qemu-system-x86_64", "debootstrap", "mke2fs", "setpriv", "unshare")
"""Of the packages qemu-system-x86 (with seabios and ipxe-qemu), debootstrap, e2fsprogs, util-linux."""
BASE = (
    "systemd-sysv",
    "libpam-systemd",
    "udev",
    "dbus",
    "linux-image-amd64",
    "initramfs-tools",
    "zstd",
    "kmod",
    "procps",
    "python3",
    "iproute2",
    "iputils-ping",
)
QUIET_UNITS = ("systemd-networkd-wait-online", "NetworkManager-wait-online", "e2scrub_reap", "apt-daily.timer", "apt-daily-upgrade.timer", "getty@tty1")
STEPS = "1"
"""Raised when an image is made in another way."""

SERVICE = """[Unit]
After=multi-user.target

[Service]
Type=oneshot
ExecStart=/bin/sh -c 'mkdir -p /t; modprobe 9pnet_virtio; mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,cache=none t /t; python3 /t/program.py > /t/said 2>&1; echo $? > /t/ended; sync'
ExecStopPost=/bin/systemctl poweroff --force --force

[Install]
WantedBy=default.target
"""


def lacking() -> tuple[str, ...]:
    """Return what this machine lacks of what a virtual machine needs."""
    return tuple(name for name in PROGRAMS if shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None)


def run_in_machine(folder: Path, program: str, *, packages: Iterable[str], devices: Iterable[str] = (), limit_s: float = 600.0) -> str:
    """Return what a Python program said that ran as root in a fresh machine, to which the folder is `/t`; the machine is gone and kept nothing.

    Raises: AssertionError when it did not end well, with its last words and the console's.
    """
    image = _image((*BASE, *packages))
    (folder / "program.py").write_text(program, encoding="utf-8")
    console = folder / "console"
    words = (
        "qemu-system-x86_64",
        "-accel",
        "tcg,thread=multi",
        "-smp",
        "2",
        "-m",
        "1024",
        "-cpu",
        "max",
        "-M",
        "q35",
        "-nodefaults",
        "-nographic",
        "-no-reboot",
    )
    boot = ("-kernel", str(image / "vmlinuz"), "-initrd", str(image / "initrd"), "-append", "root=/dev/vda rw console=ttyS0 mitigations=off quiet")
    disk = ("-drive", f"file={image / 'disk'},if=virtio,format=raw,cache=unsafe,snapshot=on", "-serial", f"file:{console}")
    share = ("-fsdev", f"local,id=t,path={folder},security_model=none", "-device", "virtio-9p-pci,fsdev=t,mount_tag=t")
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            ("setpriv", "--pdeathsig", "KILL", *words, *boot, *disk, *share, *devices),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=limit_s,
            check=False,
        )
    said = (folder / "said").read_text(encoding="utf-8", errors="replace") if (folder / "said").exists() else ""
    ended = (folder / "ended").read_text(encoding="utf-8").strip() if (folder / "ended").exists() else "never"
    assert ended == "0", f"the program ended with {ended}: {said[-3000:]}\n{console.read_text(errors='replace')[-1500:]}"
    return said


def _image(packages: tuple[str, ...]) -> Path:
    """Return the folder of kernel, initial root and disk, made now if the cache lacks them."""
    root = debian_root("bookworm", *packages)
    ready = root.with_name(f"{root.name}-machine-{STEPS}")
    if ready.is_dir():
        return ready
    with held(ready.with_suffix(".lock"), on_event=_silent):
        if not ready.is_dir():
            _make(root, ready)
    return ready


def _make(root: Path, ready: Path) -> None:
    copy, work = ready.with_suffix(".copy"), ready.with_suffix(".building")
    clear(copy)
    clear(work)
    work.mkdir()
    _run("cp", "--archive", str(root), str(copy))
    (copy / "etc/initramfs-tools/conf.d/lab").write_text("MODULES=list\nCOMPRESS=zstd\nRESUME=none\n")
    (copy / "etc/initramfs-tools/modules").write_text("virtio_pci\nvirtio_blk\next4\n9p\n9pnet_virtio\n")
    (copy / "etc/systemd/system/lab.service").write_text(SERVICE)
    (copy / "etc/hostname").write_text("guest\n")
    (copy / "etc/hosts").write_text("127.0.0.1 localhost guest\n")
    _in(copy, "systemctl", "--quiet", "enable", "lab.service")
    _in(copy, "systemctl", "--quiet", "mask", *QUIET_UNITS)
    _in(copy, "update-initramfs", "-u", "-k", "all")
    for name, pattern in (("vmlinuz", "vmlinuz-*"), ("initrd", "initrd.img-*")):
        shutil.copy(next((copy / "boot").glob(pattern)), work / name)
    _run("mke2fs", "-q", "-F", "-t", "ext4", "-E", "lazy_itable_init=1,lazy_journal_init=1", "-d", str(copy), str(work / "disk"), "3G")
    clear(copy)
    work.rename(ready)


def _in(root: Path, *words: str) -> None:
    _run(*BOUND, f"--mount-proc={root / 'proc'}", "chroot", str(root), *words)


def _run(*words: str) -> None:
    done = subprocess.run(words, env={**os.environ, **QUIET}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, f"{' '.join(words)} ended with {done.returncode}: {done.stdout[-1000:]}{done.stderr[-1000:]}"


def _silent(event: Event) -> None:
    """Take no notice of an event: the test says what it waits for."""
