"""Where this machine keeps the programs and firmware that blank machines need, and which of them it lacks."""

import re
import shutil
from pathlib import Path
from typing import NamedTuple

from podwright.lab.machines.order import Firmware
from podwright.lab.requirements import Program, need_programs
from podwright.refusal import Refused

QEMU = "qemu-system-x86_64"
PROGRAMS = (
    Program(QEMU, "qemu-system-x86", "blank machines"),
    Program("setpriv", "util-linux", "a machine that ends with its BMC"),
    Program("ip", "iproute2", "network ports of machines"),
)
TPM = (Program("swtpm", "swtpm", "the TPM of a machine"), Program("swtpm_setup", "swtpm-tools", "a new TPM's endorsement keys"))
OVMF = Path("/usr/share/OVMF")
KVM, CPUS = Path("/dev/kvm"), Path("/proc/cpuinfo")


class Flash(NamedTuple):
    """The two halves of OVMF: code, and variables as they are on a new board."""

    code: Path
    variables: Path


FLASH = {
    Firmware.UEFI: Flash(OVMF / "OVMF_CODE_4M.fd", OVMF / "OVMF_VARS_4M.fd"),
    Firmware.SECURE_BOOT: Flash(OVMF / "OVMF_CODE_4M.ms.fd", OVMF / "OVMF_VARS_4M.ms.fd"),
}
ROM = Path("/usr/lib/ipxe/qemu/efi-virtio.rom")
"""What QEMU puts on a port: iPXE for both kinds of firmware; OVMF with Secure Boot does not run it, since nobody signed it."""


def need(firmware: Firmware, *, has_tpm: bool) -> None:
    """Return nothing if machines with this firmware can be made here.

    Raises: Refused with the one command that brings all that is missing.
    """
    need_programs((*PROGRAMS, *TPM) if has_tpm else PROGRAMS)
    files = [(path, "ovmf") for path in FLASH.get(firmware, ())] + [(ROM, "ipxe-qemu")]
    lacking = [(path, package) for path, package in files if not path.is_file()]
    if lacking:
        packages = " ".join(sorted({package for _, package in lacking}))
        raise Refused("this machine", f"it lacks {', '.join(str(path) for path, _ in lacking)}", f"Get them with apt-get install --yes {packages}")


def lacking(*, has_tpm: bool = True) -> tuple[str, ...]:
    """Return the packages that this machine lacks for machines of any firmware, by name."""
    programs = (*PROGRAMS, *TPM) if has_tpm else PROGRAMS
    found = {program.package for program in programs if shutil.which(program.name) is None}
    found |= {"ovmf" for flash in FLASH.values() for path in flash if not path.is_file()}
    found |= set() if ROM.is_file() else {"ipxe-qemu"}
    return tuple(sorted(found))


def accelerator() -> str:
    """Return what runs a machine's instructions: KVM where the processor has it, else QEMU's own translator.

    A device that is there without the processor's words for it is virtualisation made by software: SeaBIOS took 10.6 s with it on such a machine, and 0.3 s by translation.
    """
    has_words = re.search(r"^flags\s*:.*\b(vmx|svm)\b", CPUS.read_text(encoding="utf-8"), re.MULTILINE)
    return "kvm" if KVM.exists() and has_words else "tcg"
