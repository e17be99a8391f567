"""What takes part in a start: the kinds of it, and one of it."""

from typing import NamedTuple

REGISTER, PROGRAM, CERTIFICATE, FILE, COMMAND = "register", "program", "certificate", "file", "command"
KINDS = (REGISTER, PROGRAM, CERTIFICATE, FILE, COMMAND)


class Part(NamedTuple):
    """One thing by its SHA-256; the name is for people.

    `register`: the value of one of the firmware's own; `program`: what firmware or shim started, its digest that of Authenticode; `certificate`: by which one was let
    in, and what else shim decided by; `file`: what grub read; `command`: what grub ran, and the words that it handed to a kernel.
    """

    kind: str
    sha256: str
    name: str
