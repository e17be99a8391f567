"""What the log says that booted: whether Secure Boot was on, and all that took part.

A quote covers the digests of a log and their order, and nothing else of it: neither of what kind an entry says that it is, nor its words. Who is root on a host may write
both anew, and may append to a register what he likes. So nothing here is left out for what it calls itself: each digest of the registers below is one part or is known to say
nothing, words are believed where they have the digest, and Secure Boot is what the first entry of its register says, which nobody gets before.

Source: TCG PC Client Platform Firmware Profile Specification 1.05, 3.3.4 (what is measured where, and in which order), 10.2.6 (UEFI_VARIABLE_DATA); UEFI Specification 2.10,
32.4.1 (EFI_SIGNATURE_DATA); grub 2.06, grub-core/commands/tpm.c (a label before the words, the digest over the words alone).
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podwright.observe.ids import printable
from podwright.observe.trust.event_log import NO_ACTION, Entry, replayed
from podwright.observe.trust.parts import CERTIFICATE, COMMAND, FILE, PROGRAM, REGISTER, Part
from podwright.observe.trust.wire import Bytes, Garbled

LOADERS, POLICY, RUN_BY_GRUB, READ_BY_GRUB = 4, 7, 8, 9
WHOLE = {0: "firmware", 2: "option ROMs", 14: "shim's own lists"}
"""Registers that are compared by their value."""
SEPARATORS = tuple(hashlib.sha256(word).digest() for word in (bytes(4), b"\xff" * 4))
SAYS_NOTHING = (*SEPARATORS, *(hashlib.sha256(b"%b EFI Application from Boot Option" % word).digest() for word in (b"Calling", b"Returning from")))
GUID_BYTES = 16
GLOBAL = bytes.fromhex("61dfe48bca93d211aa0d00e098032b8c")
"""EFI_GLOBAL_VARIABLE, whose `SecureBoot` is the firmware's own; another vendor's variable of that name says nothing."""
UNTOLD = "its words are not those that were measured"


@dataclass(frozen=True, slots=True)
class Booted:
    """Whether Secure Boot was on, and every part once, by register and in the order of the start."""

    is_secure: bool
    parts: tuple[Part, ...]


def booted(entries: Sequence[Entry]) -> Booted:
    """Return what booted, of a log that leads to the registers of a quote."""
    rows = [entry for entry in entries if entry.kind != NO_ACTION]
    values = replayed(entries)
    whole = [Part(REGISTER, values[number].hex(), f"{number}: {name}") for number, name in WHOLE.items() if number in values]
    programs = [Part(PROGRAM, row.digest.hex(), "") for row in rows if row.register == LOADERS and row.digest not in SAYS_NOTHING]
    policy = [row for row in rows if row.register == POLICY]
    files = [Part(FILE, row.digest.hex(), _text(row.told)) for row in rows if row.register == READ_BY_GRUB]
    commands = [_command(row) for row in rows if row.register == RUN_BY_GRUB]
    parts = (*whole, *programs, *_certificates(policy), *files, *commands)
    return Booted(bool(policy) and _is_on(policy[0]), tuple({(one.kind, one.sha256): one for one in parts}.values()))


def _is_on(first: Entry) -> bool:
    return _variable(first) == (GLOBAL, "SecureBoot", b"\1")


def _certificates(policy: list[Entry]) -> Iterator[Part]:
    """Yield what was decided by behind the separator: before it stand the firmware's own lists, of which programs are what counts."""
    place = next((number for number, row in enumerate(policy) if row.digest in SEPARATORS), -1)
    for row in policy[place + 1 :]:
        if row.digest in SEPARATORS:
            continue
        _, name, value = _variable(row)
        is_signed_list = name == "db" and len(value) > GUID_BYTES
        yield Part(CERTIFICATE, hashlib.sha256(value[GUID_BYTES:]).hexdigest() if is_signed_list else row.digest.hex(), printable(name))


def _command(row: Entry) -> Part:
    words = row.told.partition(b": ")[2].rstrip(b"\0")
    return Part(COMMAND, row.digest.hex(), _text(words) if hashlib.sha256(words).digest() == row.digest else UNTOLD)


def _text(told: bytes) -> str:
    return printable(told.rstrip(b"\0").decode("utf-8", "replace"))


def _variable(row: Entry) -> tuple[bytes, str, bytes]:
    """Return owner, name and value of the variable that an entry measures; no name but what there is to say where it is none."""
    if hashlib.sha256(row.told).digest() != row.digest:
        return b"", UNTOLD, b""
    document = Bytes("a variable", row.told, "little")
    try:
        owner, letters, length = document.take(GUID_BYTES), document.number(8), document.number(8)
        return owner, document.take(2 * letters).decode("utf-16-le", "replace"), document.take(length)
    except Garbled:
        return b"", _text(row.told), b""
