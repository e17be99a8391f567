"""Values as BMCs write them, made into ours: what stands for "nothing", addresses in every form, whole numbers."""

import re

from podwright.observe.ids import printable

NOTHING = {
    "",
    "-",
    "0",
    "n/a",
    "na",
    "none",
    "null",
    "nil",
    "unknown",
    "notavailable",
    "notspecified",
    "notapplicable",
    "defaultstring",
    "tobefilledbyoem",
    "systemserialnumber",
    "serialnumber",
    "empty",
}
"""What makers write, without spaces and dots, where there is nothing. Source: recorded answers of a DGX H100's BMC, and what SMBIOS tables are known to hold."""
LONGEST = 200
NOT_HEXADECIMAL = re.compile(r"[^0-9a-f]")


def word(value: object) -> str | None:
    """Return a text as it can stand in a line, None for what says nothing; spaces around it go."""
    if not isinstance(value, str):
        return None
    text = printable(value.strip()[:LONGEST])
    return None if re.sub(r"[\s.]", "", text).lower() in NOTHING else text


def whole(value: object) -> int | None:
    """Return a number that is not negative, None for anything else; a number in quotes is one."""
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1 << 63 else None


def flag(value: object) -> bool | None:
    """Return a truth value, None for anything else."""
    return value if isinstance(value, bool) else None


def mac(value: object) -> str | None:
    """Return the MAC of a port as hardware.csv has it (`b8:ce:f6:00:00:01`), None for what is none: that of a group or an empty one, too."""
    digits = _digits(value, 12)
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2)) if digits and not int(digits[:2], 16) & 1 else None


def guid(value: object) -> str | None:
    """Return the GUID of a port as hardware.csv has it (`0xb8cef60300000001`), None for what is none."""
    digits = _digits(value, 16)
    return f"0x{digits}" if digits and digits != "f" * 16 else None


def _digits(value: object, count: int) -> str | None:
    if not isinstance(value, str):
        return None
    digits = NOT_HEXADECIMAL.sub("", value.strip().lower().removeprefix("0x"))
    return digits if len(digits) == count and int(digits, 16) else None
