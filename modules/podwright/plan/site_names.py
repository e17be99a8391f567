"""How the site calls its machines: a second name for each, beside the one that says its place."""

from collections.abc import Iterator

from podwright.catalog.load import Catalog
from podwright.plan.finding import Finding, Infeasible
from podwright.plan.naming import BMC_SUFFIX, LABEL_LENGTH
from podwright.plan.types import Device, Physical, SiteName
from podwright.spec.pod import PodSpec


def site_names(spec: PodSpec, catalog: Catalog, physical: Physical) -> tuple[SiteName, ...]:
    """Return the site's name of every device whose role has a pattern, by device.

    Laws: a name follows from the device's place and ordinal alone.
    Raises: Infeasible when two devices would have one name, or one is no DNS label.
    """
    pattern_of = {str(row.of): row.pattern for row in spec.naming}
    if not pattern_of:
        return ()
    named = tuple(
        SiteName(device.name, pattern_of[_what(device)].format_map(_words(spec.name, device, catalog)))
        for device in physical.devices
        if _what(device) in pattern_of
    )
    findings = tuple(_unfit(named, {str(device.name) for device in physical.devices}))
    if findings:
        raise Infeasible(findings)
    return named


def _words(pod: str, device: Device, catalog: Catalog) -> dict[str, object]:
    """Return what a pattern may say. A block's leaves, and a unit's nodes, are counted from 1 by `in_unit`; others as all of them are."""
    group = {rule.name: rule.leaves_in_block for rule in catalog.fabrics}.get(device.fabric or "") if device.role == "leaf" else None
    if device.role == "gpu_node":
        group = catalog.architecture.unit.node_count.value
    place = device.place
    number = device.ordinal + 1
    return {
        "pod": pod,
        "unit": place.unit,
        "rack": place.rack,
        "slot": place.slot,
        "number": number,
        "in_unit": device.ordinal % group + 1 if group else number,
    }


def _unfit(named: tuple[SiteName, ...], places: set[str]) -> Iterator[Finding]:
    held: dict[str, str] = {}
    for row in named:
        if held.setdefault(row.name, row.device) != row.device:
            yield Finding(
                "P210", f"naming: {row.device}", f"{row.name} is already the name of {held[row.name]}", "Add {number}, or {unit} and {in_unit}, to the pattern"
            )
        elif row.name in places and row.name != row.device:
            yield Finding("P210", f"naming: {row.device}", f"{row.name} is the place of another device", "Choose a pattern that is unlike the names of places")
        elif len(row.name) + len(BMC_SUFFIX) > LABEL_LENGTH:
            what = f"{row.name}{BMC_SUFFIX} has {len(row.name) + len(BMC_SUFFIX)} characters, a DNS label at most {LABEL_LENGTH}"
            yield Finding("P210", f"naming: {row.device}", what, "Shorten the pattern")
        elif row.name.endswith("-"):
            yield Finding("P210", f"naming: {row.device}", f"{row.name} ends with a hyphen, a DNS label does not", "Drop the hyphen from the pattern")


def _what(device: Device) -> str:
    return f"{device.fabric}/{device.role}" if device.fabric else str(device.role)
