"""A disk whose only system proves what booted: shim and grub as Debian signed them, Debian's kernel, and a first program that asks the TPM as podwright does.

The console is all that it speaks to: its answers stand there as `podwright trust` would get them over ssh. Nothing is installed; it lives in memory.
"""

import gzip
import os
import re
import shutil
import subprocess
from pathlib import Path

from lab.blank.disks import efi_image
from lab.fabrics.debian_root import debian_root
from podwright.install.installer import cpio
from podwright.observe.asking import answers
from podwright.observe.trust.evidence import Evidence, evidence_of, script

PACKAGES = ("linux-image-cloud-amd64", "busybox-static", "tpm2-tools", "mokutil", "kmod")
SHIM, GRUB = Path("/usr/lib/shim/shimx64.efi.signed"), Path("/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed")
UNSIGNED = Path("/usr/lib/shim/shimx64.efi")
NEEDED = ("debootstrap", "mmd", "mcopy", "mkfs.vfat")
"""Of the packages debootstrap, mtools, dosfstools; beside them shim-signed and grub-efi-amd64-signed."""
PROGRAMS = ("usr/bin/tpm2", "usr/bin/mokutil")
TOOLS = ("tpm2_createprimary", "tpm2_readpublic", "tpm2_quote")
GRUB_WORDS = """set timeout=0
serial --unit=0
terminal_output console
linux /EFI/BOOT/vmlinuz console=ttyS0 quiet panic=-1
initrd /EFI/BOOT/initrd
boot
"""
FIRST = """#!/bin/busybox sh
/bin/busybox --install -s /bin
mkdir -p /usr/sbin; mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev; mount -t tmpfs tmp /tmp
mount -t securityfs security /sys/kernel/security
for one in /modules/*.ko; do insmod $one 2>/dev/null; done
mount -t efivarfs efivarfs /sys/firmware/efi/efivars
export PATH=/usr/bin:/bin
echo "state: $(mokutil --sb-state 2>&1 | tr '\\n' ' ')"
for each in /ask/*; do echo "@@asked@@ ${each##*/}"; sh "$each" 2>/dev/null; done
echo "all is said"
poweroff -f
"""


def lacking() -> str:
    """Return what this machine lacks to make such a disk."""
    found = [name for name in NEEDED if shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None]
    return ", ".join([*found, *(str(path) for path in (SHIM, GRUB) if not path.is_file())])


def disk(folder: Path, nonces: dict[str, bytes], *, words: str = GRUB_WORDS) -> bytes:
    """Return the disk: at each start it answers every one of these questions, by their names."""
    root = debian_root("bookworm", *PACKAGES)
    kernel, initrd = next((root / "boot").glob("vmlinuz-*")), folder / "initrd"
    initrd.write_bytes(_initramfs(root, nonces))
    return efi_image(folder, words, files={"BOOTX64.EFI": SHIM, "grubx64.efi": GRUB, "vmlinuz": kernel, "initrd": initrd}, mib=64)


def said(console: str, name: str, nonce: bytes) -> Evidence:
    """Return what a machine answered to one question, the last time that it was asked."""
    part = console.replace("\r", "").rpartition(f"@@asked@@ {name}\n")[2].partition("@@asked@@")[0]
    readings, silences = answers(name, part)
    assert not silences, silences
    proof = evidence_of(name, nonce, readings)
    assert proof is not None, part[-2000:]
    return proof


def state(console: str) -> str:
    """Return what mokutil said of Secure Boot, the last time."""
    return re.findall(r"state: (.*)", console.replace("\r", ""))[-1].strip()


def _initramfs(root: Path, nonces: dict[str, bytes]) -> bytes:
    device = next((root / "usr/lib/x86_64-linux-gnu").glob("libtss2-tcti-device.so.0"))
    libraries = {name for program in (*PROGRAMS, str(device.relative_to(root))) for name in _libraries(root, program)} | {f"lib/x86_64-linux-gnu/{device.name}"}
    entries = [cpio.file(name, (root / name).read_bytes(), 0o755) for name in sorted({*PROGRAMS, *libraries, "bin/busybox"})]
    entries += [cpio.link(f"usr/bin/{tool}", "tpm2") for tool in TOOLS]
    entries += [cpio.file(f"modules/{path.name}", path.read_bytes()) for path in sorted(root.glob("lib/modules/*/kernel/fs/efivarfs/*.ko"))]
    entries += [cpio.file(f"ask/{name}", script(nonce).encode()) for name, nonce in nonces.items()]
    entries += [cpio.folder(name) for name in ("proc", "sys", "dev", "tmp")]
    return gzip.compress(cpio.archive(cpio.with_folders([*entries, cpio.file("init", FIRST.encode(), 0o755)])), 1, mtime=0)


def _libraries(root: Path, name: str) -> list[str]:
    """Return the libraries that a program of a root loads, as paths in it."""
    told = subprocess.run(["chroot", str(root), "ldd", f"/{name}"], capture_output=True, text=True, check=True).stdout
    return [path.lstrip("/") for path in re.findall(r"(/\S+)", told) if not path.endswith(":")]
