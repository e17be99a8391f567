"""Names of addresses that nobody logs in by: rails, storage paths, loopbacks. Zones tell them; the name table of the hosts does not hold them."""

from collections.abc import Iterable, Mapping

from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import DeviceName
from podwright.plan.naming import LABEL_LENGTH
from podwright.plan.types import Address, Hosts, NameEntry
from podwright.plan.types.mlag import MlagSwitch

SHARED = "mlag"
"""What stands for the fabric in the name of an address that two switches share."""


def interface_names(domain: str, addresses: Iterable[Address], hosts: Hosts, pairs: Iterable[MlagSwitch] = ()) -> tuple[NameEntry, ...]:
    """Return a row for every address that the name table leaves out, by device, fabric and lane, then one for each address that two switches share; where the site
    has a name of its own for a device, for that too.

    Laws: a name follows from the device's, of a pair from its first switch's, and from the lane: `<device>-<fabric><lane>`, underscores as hyphens.
    Raises: Infeasible when one is longer than DNS allows, or is the name of something else.
    """
    taken = {name for entry in hosts.names for name in entry.names}
    called, known = dict(hosts.site_names), {entry.v4 for entry in hosts.names}
    shared = {row.shared_v4: min(row.device, row.peer) for row in pairs if row.shared_v4}
    alone = (_entry(domain, (row.device, row.fabric, row.lane), (row.v4, row.v6), called) for row in addresses if row.v4 not in known)
    rows = (*alone, *(_entry(domain, (first, SHARED, 0), (v4, ""), called) for v4, first in shared.items()))
    labels = [name for row in rows for name in row.names if "." not in name]
    findings = [
        Finding(
            "P205",
            f"name {name}",
            f"an interface's name has {len(name)} characters, a DNS label at most {LABEL_LENGTH}",
            "Shorten the device's name, or drop site.dns.names",
        )
        for name in labels
        if len(name) > LABEL_LENGTH
    ]
    findings += [
        Finding(
            "P210", f"name {name}", "an interface would have the name of another device", "Choose a pattern under naming that is unlike the names of interfaces"
        )
        for name in labels
        if name in taken
    ]
    if findings:
        raise Infeasible(tuple(findings))
    return rows


def _entry(domain: str, place: tuple[DeviceName, str, int], pair: tuple[str, str], called: Mapping[DeviceName, str]) -> NameEntry:
    device, fabric, lane = place
    ending = f"-{fabric.replace('_', '-')}{lane}"
    labels = [f"{name}{ending}" for name in (device, called.get(device)) if name]
    return NameEntry(*pair, tuple(told for label in labels for told in (f"{label}.{domain}", label)))
