"""How the report spells what the plan names."""

from podwright.plan.types import Device, Place, Role

ROLES = {
    Role.GPU_NODE: "GPU node",
    Role.MANAGEMENT_NODE: "management node",
    Role.STORAGE_HOST: "storage host",
    Role.LEAF: "leaf",
    Role.SPINE: "spine",
    Role.CORE: "core",
    Role.NVLINK_SWITCH: "NVLink switch",
    Role.UFM: "UFM",
    Role.PDU: "PDU",
    Role.POWER_SHELF: "power shelf",
    Role.CDU: "CDU",
    Role.STORAGE_APPLIANCE: "storage appliance",
    Role.STORAGE_SWITCH: "storage switch",
}


def role_words(role: Role) -> str:
    """Return a role as people say it."""
    return ROLES[role]


def fabric_words(fabric: str) -> str:
    """Return the name of a fabric as people say it."""
    return fabric.replace("_", "-")


def device_words(device: Device) -> str:
    """Return what a device is: its role, and of a switch the fabric too."""
    return f"{fabric_words(device.fabric)} {role_words(device.role)}" if device.fabric else role_words(device.role)


def unit_words(unit: int, *, last_unit: int | None = None) -> str:
    """Return the name of a unit; unit 0 is the pod's own, and what lies beyond the last scalable unit is a zone of upper layers."""
    if not unit:
        return "pod-wide"
    return f"zone {unit}" if last_unit is not None and unit > last_unit else f"unit {unit}"


def place_words(place: Place) -> str:
    """Return the rack of a place without the pod's name, as labels have it."""
    return f"u{place.unit:03}-r{place.rack:02}"


def kilowatts(power_w: int) -> str:
    """Return a power in kW with one decimal."""
    return f"{power_w / 1000:,.1f}"


def thousands(number: int) -> str:
    """Return a whole number with its thousands apart."""
    return f"{number:,}"


def money(amount: float | None, digits: int = 0) -> str:
    """Return an amount with its thousands apart, or that it is not known."""
    return "not known" if amount is None else f"{amount:,.{digits}f}"


def plural(count: int, noun: str) -> str:
    """Return a count and its noun: `1 switch`, `2 switches`, `2 leaves`."""
    if count == 1:
        return f"1 {noun}"
    ending = {"leaf": "leaves", "switch": "switches", "shelf": "shelves", "entry": "entries"}.get(noun.split()[-1])
    plural_noun = " ".join([*noun.split()[:-1], ending]) if ending else f"{noun}s"
    return f"{count:,} {plural_noun}"
