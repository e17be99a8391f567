"""BIOS attributes: what is declared for a kind of host, against what the BIOS has, what waits for its next reset, and what its registry allows.

Words: Bios with `Attributes`, `AttributeRegistry`, `@Redfish.Settings` (DMTF DSP8010, DSP0266: what is written to the settings object is applied at a reset). A DGX H100 names
its settings object `Bios/SD` and its registry by its version (github:chet-nvidia/libredfish, tests/mockups/nvidia_viking, Systems/DGX/Bios).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from podwright.bmc.attributes import Entry, entry_of_value, judged, registry
from podwright.bmc.etag import etag_of, is_broken
from podwright.bmc.later import at_reset
from podwright.bmc.setting import AT_RESET, Change, Request, Setting
from podwright.observe.redfish.shelf import Resource, Shelf
from podwright.plan.finding import Finding
from podwright.plan.types import BiosAttribute

WHY = "machines.bios of the pod file"


class Waiting(NamedTuple):
    """What is written already and waits for a reset, in words."""

    text: str


def bios_settings(
    shelf: Shelf, root: Resource, system: Resource, host: str, where: str, wanted: Sequence[BiosAttribute]
) -> Iterator[Setting | Finding | Waiting]:
    """Yield one request for all attributes that are to change; an attribute that cannot be set is a finding, and then none is."""
    bios = shelf.at(system.link("Bios"))
    path = bios.link("@Redfish.Settings", "SettingsObject") if bios else None
    later = shelf.at(path)
    entries = registry(shelf, root, bios) if bios else None
    if shelf.wanted or is_broken(shelf, path):
        return
    current = bios.get("Attributes") if bios else None
    if bios is None or path is None or not isinstance(current, dict):
        yield Finding("P543", where, "its BMC does not tell what its BIOS is set to, or takes no settings for it", "Set machines.bios by hand on this one")
        return
    pending = later.get("Attributes") if later else None
    values, wrong = _values(wanted, current, entries)
    if wrong:
        yield from (Finding("P544", where, what, remedy) for what, remedy in wrong)
        return
    written = {**current, **(pending if isinstance(pending, dict) else {})}
    waiting = [name for name, value in values.items() if written.get(name) == value != current.get(name)]
    changed = {name: value for name, value in values.items() if written.get(name) != value}
    if waiting:
        yield Waiting(f"{', '.join(waiting)}: written, and takes effect at the next reset")
    if changed:
        changes = tuple(Change(f"BIOS {name}", _told(written.get(name)), _told(value)) for name, value in changed.items())
        yield Setting(host, "BIOS", changes, WHY, Request("PATCH", path, {"Attributes": changed, **at_reset(bios)}, etag_of(later)), effect=AT_RESET)


def _values(
    wanted: Sequence[BiosAttribute], current: Mapping[str, object], entries: Mapping[str, Entry] | None
) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """Return the value of each attribute as its BIOS has it, and in words what is wrong with others."""
    values: dict[str, object] = {}
    wrong = list[tuple[str, str]]()
    known = entries if entries is not None else {name: entry_of_value(name, value) for name, value in current.items()}
    for row in wanted:
        value, what, remedy = judged(row, known, is_registry=entries is not None)
        if what:
            wrong.append((what, remedy))
        else:
            values[row.name] = value
    return values, wrong


def _told(value: object) -> str:
    return "not told" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
