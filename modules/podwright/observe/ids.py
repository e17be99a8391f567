"""MACs, GUIDs and names: whose they are, how people write them, how a name from the wire may stand in a line."""

from collections.abc import Iterable

from podwright.observe.observed import digits
from podwright.observe.planned import End
from podwright.spec.hardware import HardwareRow


def ids_of(rows: Iterable[HardwareRow]) -> dict[str, End]:
    """Return the end that each MAC and GUID of a hardware file belongs to."""
    return {f"{kind}:{digits(value)}": End(row.device, row.port) for row in rows for kind, value in (("mac", row.mac), ("guid", row.guid)) if value}


def readable(key: str) -> str:
    """Return an id as people write it."""
    kind, _, value = key.partition("#")[0].partition(":")
    if kind == "guid":
        return f"GUID 0x{value}"
    return f"{kind} {':'.join(value[at : at + 2] for at in range(0, 12, 2))}" if kind == "mac" and len(value) == 12 else f"{kind} {value}"


def printable(text: str) -> str:
    """Return a name as it can stand in a line of a terminal: whoever sends LLDP frames may put anything into one."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
