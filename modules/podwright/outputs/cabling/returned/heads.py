"""Which column of a sheet holds what."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from podwright.outputs.cabling.returned.fault import Fault
from podwright.outputs.cabling.returned.table import Table

ENDS = ("a_device", "a_port", "b_device", "b_port")
NAMES: Mapping[str, tuple[str, ...]] = {
    "label": ("LABEL",),
    "a_device": ("A_DEVICE", "SRC_NAME", "A-Node Name", "A-Node", "side_a_device"),
    "a_port": ("A_PORT", "SRC_HCA_PORT", "A-Port", "side_a_name"),
    "b_device": ("B_DEVICE", "DST_NAME", "Z-Node Name", "Z-Node", "side_b_device"),
    "b_port": ("B_PORT", "DST_PORT", "Z-Port", "side_b_name"),
    "serial": ("SERIAL", "SERIAL NUMBER", "SERIAL NO", "S/N"),
    "date": ("DATE", "INSTALLED"),
}
"""What columns are called: in our sheet, then in Mission Control's, the Cable Validation Tool's and NetBox's."""


def places(table: Table, told: Mapping[str, str], wanted: Iterable[str]) -> tuple[dict[str, int], list[Fault]]:
    """Return the index of each column by what it holds, and what is wrong with the column names; `told` says what a site calls a column.

    Laws: what is told comes first; upper and lower case, spaces, hyphens and underscores make no difference.
    """
    indexes: dict[str, list[int]] = {}
    for index, name in enumerate(table.columns):
        indexes.setdefault(_plain(name), []).append(index)
    found, faults = dict[str, int](), list[Fault]()
    for role in wanted:
        names = (told[role],) if role in told else NAMES.get(role, ())
        matching = [index for name in dict.fromkeys(map(_plain, names)) for index in indexes.get(name, ())]
        if len(matching) > 1:
            faults.append(Fault(table.line, matching[1] + 1, "P438", table.columns[matching[1]], "a second column of this kind", "Drop or rename one of them"))
        if matching:
            found[role] = matching[0]
        elif role in told:
            close = get_close_matches(told[role], table.columns, n=1)
            remedy = f"Did you mean {close[0]}?" if close else f"The columns are {', '.join(table.columns)}"
            faults.append(Fault(table.line, 1, "P438", told[role], f"no column is called so, which was to hold the {role}", remedy))
    return found, faults


def misnamed(table: Table, role: str) -> str:
    """Return what to do about a column that is missing: the one that was probably meant, else the name it should have."""
    name = NAMES[role][0]
    close = get_close_matches(name, table.columns, n=1, cutoff=0.7)
    return f"Did you mean {name} by {close[0]}?" if close else f"Name the column {name}, or say which it is with --column {role}=NAME"


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
