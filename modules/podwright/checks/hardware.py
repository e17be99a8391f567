"""The delivered hardware is that of the plan: what is known of it is joined with what was planned."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from podwright.plan.finding import Finding, Severity
from podwright.plan.hardware import Hardware
from podwright.plan.types import Fabrics, Physical

FILE = "hardware.csv"


def hardware_is_of_the_pod(physical: Physical, fabric: Fabrics, hardware: Hardware) -> Iterator[Finding]:
    """Find every device and port that is known by a MAC, a GUID or a serial number and that the plan does not have."""
    ports: dict[str, set[str]] = {device.name: set() for device in physical.devices}
    for port in fabric.ports:
        ports[port.device].add(port.name)
    strange = sorted({device for device, _ in hardware.places} - ports.keys())
    if strange and len(strange) == len({device for device, _ in hardware.places}):
        what = f"none of its {len(strange)} device{'s' * (len(strange) != 1)} is planned, such as {strange[0]}"
        yield Finding("P270", FILE, what, f"Names are such as {physical.devices[0].name}: correct them, or take the file of this pod")
        return
    near = _neighbours(ports) if strange else {}
    for device in strange:
        meant = _meant(device, ports, near)
        yield Finding("P270", f"{FILE} {device}", "no such device is planned", f"It may mean {meant}" if meant else "Correct its name, or drop its lines")
    for device, name in hardware.places:
        if name and device in ports and name not in ports[device]:
            close = difflib.get_close_matches(name, ports[device], n=1)
            what = f"no such port is cabled among the {len(ports[device])} of {device}"
            yield Finding("P271", f"{FILE} {device}/{name}", what, f"It may mean {close[0]}" if close else "Correct its name, or drop its line")


def hardware_is_known_as_a_whole(physical: Physical, fabric: Fabrics, hardware: Hardware) -> Iterator[Finding]:
    """Warn of each fabric of which some host ports are known and others are not: by GUID on InfiniBand, by MAC elsewhere."""
    if not hardware.places:
        return
    infiniband = {row.name for row in fabric.fabrics if row.technology == "infiniband"}
    switches = {device.name for device in physical.devices if device.fabric is not None}
    lacking, counts = defaultdict[str, list[str]](list), defaultdict[str, int](int)
    for port in fabric.ports:
        if port.device not in switches:
            known = hardware.guids if port.fabric in infiniband else hardware.macs
            counts[port.fabric] += 1
            if (port.device, port.name) not in known:
                lacking[port.fabric].append(f"{port.device}/{port.name}")
    for name, missing in lacking.items():
        if len(missing) < counts[name]:
            word = "GUID" if name in infiniband else "MAC"
            what = f"{len(missing)} of {counts[name]} ports have no {word}, the first is {missing[0]}"
            yield Finding("P272", f"{FILE} {name}", what, "Add them, or take the whole file", Severity.WARNING)


def _meant(device: str, names: Iterable[str], near: Mapping[str, str]) -> str | None:
    """Return the device that was probably meant: in other letters, with its domain, or with one letter wrong."""
    plain = device.lower().partition(".")[0]
    if plain in set(names):
        return plain
    return next((near[shape] for shape in _shapes(plain) if shape in near), None)


def _neighbours(names: Iterable[str]) -> dict[str, str]:
    """Return the name that each name less one letter comes from, so that looking for a misspelt one takes no longer in a large pod."""
    near: dict[str, str] = {}
    for name in names:
        for shape in _shapes(name):
            near.setdefault(shape, name)
    return near


def _shapes(name: str) -> Iterator[str]:
    yield name
    yield from (name[:at] + name[at + 1 :] for at in range(len(name)))
