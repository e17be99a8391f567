"""Names of addresses that nobody logs in by: rails, storage paths, loopbacks. Zones tell them; the name table of the hosts does not hold them."""

from collections.abc import Iterable, Mapping

from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import DeviceName
from podwright.plan.naming import LABEL_LENGTH
from podwright.plan.types import Address, Hosts, NameEntry


def interface_names(domain: str, addresses: Iterable[Address], hosts: Hosts) -> tuple[NameEntry, ...]:
    """Return a row for every address that the name table leaves out, by device, fabric and lane; where the site has a name of its own for a device, for that too.

    Laws: a name follows from the device's and from the lane: `<device>-<fabric><lane>`, underscores as hyphens.
    Raises: Infeasible when one is longer than DNS allows, or is the name of something else.
    """
    taken = {name for entry in hosts.names for name in entry.names}
    called, known = dict(hosts.site_names), {entry.v4 for entry in hosts.names}
    rows = tuple(_entry(domain, row, called) for row in addresses if row.v4 not in known)
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


def _entry(domain: str, row: Address, called: Mapping[DeviceName, str]) -> NameEntry:
    ending = f"-{row.fabric.replace('_', '-')}{row.lane}"
    labels = [f"{name}{ending}" for name in (row.device, called.get(row.device)) if name]
    return NameEntry(row.v4, row.v6, tuple(told for label in labels for told in (f"{label}.{domain}", label)))
