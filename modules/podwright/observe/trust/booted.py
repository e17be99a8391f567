"""What the log says that booted: whether Secure Boot was on, which programs were started, by whose certificates they were let in.

Source: TCG PC Client Platform Firmware Profile Specification 1.05, 10.4.1 (events), 10.2.6 (UEFI_VARIABLE_DATA); UEFI Specification 2.10, 32.4.1 (EFI_SIGNATURE_DATA).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from podwright.observe.ids import printable
from podwright.observe.trust.event_log import Entry
from podwright.observe.trust.wire import Bytes

VARIABLE, PROGRAM, AUTHORITY, LOADED = 0x80000001, 0x80000003, 0x800000E0, 0x0000000D
"""EV_EFI_VARIABLE_DRIVER_CONFIG, EV_EFI_BOOT_SERVICES_APPLICATION, EV_EFI_VARIABLE_AUTHORITY, EV_IPL."""
LOADERS, POLICY, RUN_BY_GRUB, READ_BY_GRUB = 4, 7, 8, 9
ARGUMENTS = b"kernel_cmdline: "
"""What grub 2.06 writes before the words that it hands to a kernel; the digest is over the words alone."""
GUID_BYTES = 16
GLOBAL = bytes.fromhex("61dfe48bca93d211aa0d00e098032b8c")
"""EFI_GLOBAL_VARIABLE, whose `SecureBoot` is the firmware's own; another vendor's variable of that name says nothing."""


@dataclass(frozen=True, slots=True)
class Booted:
    """Whether Secure Boot was on, the Authenticode SHA-256 of every program in the order of their starts, the SHA-256 of certificates that let them in, and of every
    file that grub read (its script, the kernel, the initial root, which no signature covers) with the name that it told: a name is told by nobody but grub. `arguments` are the words that kernels were handed, with their SHA-256."""

    is_secure: bool
    programs: tuple[str, ...]
    certificates: tuple[str, ...]
    files: tuple[tuple[str, str], ...] = ()
    arguments: tuple[tuple[str, str], ...] = ()


def booted(entries: Iterable[Entry]) -> Booted:
    """Return what booted. Entries speak for themselves only as far as the quote speaks for them; what they tell beside their digest is held against it.

    Raises: Garbled.
    """
    is_secure, programs, certificates, files, arguments = None, list[str](), list[str](), list[tuple[str, str]](), list[tuple[str, str]]()
    for entry in entries:
        if entry.register == LOADERS and entry.kind == PROGRAM:
            programs.append(entry.digest.hex())
        elif entry.register == READ_BY_GRUB and entry.kind == LOADED:
            files.append((entry.digest.hex(), printable(entry.told.rstrip(b"\0").decode("utf-8", "replace"))))
        elif entry.register == RUN_BY_GRUB and entry.kind == LOADED and entry.told.startswith(ARGUMENTS):
            words = entry.told[len(ARGUMENTS) :].rstrip(b"\0")
            is_told = hashlib.sha256(words).digest() == entry.digest
            arguments.append((entry.digest.hex(), printable(words.decode("utf-8", "replace")) if is_told else "other words than it says"))
        elif entry.register == POLICY and entry.kind in (VARIABLE, AUTHORITY) and hashlib.sha256(entry.told).digest() == entry.digest:
            owner, name, value = _variable(entry.told)
            if entry.kind == VARIABLE and (owner, name) == (GLOBAL, "SecureBoot"):
                is_secure = value == b"\1" and is_secure is not False
            elif entry.kind == AUTHORITY and name == "db" and len(value) > GUID_BYTES:
                certificates.append(hashlib.sha256(value[GUID_BYTES:]).hexdigest())
    return Booted(
        bool(is_secure), tuple(dict.fromkeys(programs)), tuple(dict.fromkeys(certificates)), tuple(dict.fromkeys(files)), tuple(dict.fromkeys(arguments))
    )


def _variable(told: bytes) -> tuple[bytes, str, bytes]:
    document = Bytes("event log, a variable in it", told, "little")
    owner, letters, length = document.take(GUID_BYTES), document.number(8), document.number(8)
    return owner, document.take(2 * letters).decode("utf-16-le", "replace"), document.take(length)
