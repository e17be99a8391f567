"""The pod's names as DNS zones, forward and reverse, and what tells BIND of them; pure.

The serial number is the one that the plan holds: a plan has no clock and does not know what was published before it.
"""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from podwright.plan.types import Hosts, NameEntry
from podwright.plan.types.services import Authority, Dns, ReverseZone

File = tuple[str, str]

V4_BITS = 32

REFRESH_S, RETRY_S, EXPIRE_S = 14_400, 3_600, 1_209_600
"""How often secondaries ask, ask again, and when they give up: within what RFC 1912 section 2.2 recommends (20 min to 12 h, a fraction of it, 2 to 4 weeks)."""

NEGATIVE_S = 3_600
"""How long "no such name" is kept: one to three hours work well (RFC 2308 section 5)."""


def zone_files(dns: Dns, hosts: Hosts) -> Iterator[File]:
    """Yield the zones and three files that go with them: for the primary, for secondaries if its address is known, and for those who own the zones above.

    Shape: paths without a folder; a zone's file is its name and `.zone`.
    """
    yield f"{dns.domain}.zone", forward_zone(dns, hosts)
    pointers = _pointers(dns, hosts)
    for zone in dns.reverse:
        yield f"{zone.name}.zone", "".join((*_head(dns, zone.name), *(f"{owner} PTR {name}.\n" for owner, name in pointers[zone.name])))
    names = (dns.domain, *(zone.name for zone in dns.reverse))
    yield "named.conf", "".join(f'zone "{name}" {{ type primary; file "{name}.zone"; }};\n' for name in names)
    primary = dns.authorities[0]
    addresses = [address for address in (primary.v4, primary.v6) if address]
    if addresses:
        masters = " ".join(f"{address};" for address in addresses)
        yield (
            "named.secondary.conf",
            "".join(f'zone "{name}" {{ type secondary; primaries {{ {masters} }}; file "{name}.secondary"; }};\n' for name in names),
        )
    yield "delegation.zone", "".join(_delegation(dns, pointers))


def forward_zone(dns: Dns, hosts: Hosts) -> str:
    """Return the zone of the pod's domain: every name of the table and of interfaces at both its addresses, and the name servers that need theirs here."""
    lines = [*_head(dns, dns.domain)]
    held: set[str] = set()
    for entry in (*hosts.names, *dns.interfaces):
        for name in dict.fromkeys(_label(name, dns.domain) for name in entry.names):
            if name is not None:
                held.add(name)
                lines += _addresses(name, entry.v4, entry.v6)
    for authority in dns.authorities:
        label = _label(authority.name, dns.domain) if authority.name.endswith(f".{dns.domain}") else None
        if label is not None and label not in held:
            lines += _addresses(label, authority.v4, authority.v6)
    return "".join(lines)


def _head(dns: Dns, origin: str) -> list[str]:
    return [
        f"$ORIGIN {origin}.\n",
        f"$TTL {dns.ttl_s}\n",
        f"@ SOA {dns.authorities[0].name}. {dns.contact}. {dns.serial} {REFRESH_S} {RETRY_S} {EXPIRE_S} {NEGATIVE_S}\n",
        *(f"@ NS {authority.name}.\n" for authority in dns.authorities),
        f'_podwright TXT "content={dns.content}"\n',
    ]


def _label(name: str, domain: str) -> str | None:
    """Return a name as the zone writes it, None if it does not belong there."""
    if name.endswith(f".{domain}"):
        return name[: -len(domain) - 1]
    return None if "." in name else name


def _addresses(name: str, v4: str, v6: str) -> list[str]:
    return [f"{name} {kind} {address}\n" for kind, address in (("A", v4), ("AAAA", v6)) if address]


def _pointers(dns: Dns, hosts: Hosts) -> dict[str, list[tuple[str, str]]]:
    """Return the pointers of each reverse zone: what stands before the zone's name, and the full name."""
    networks = {version: _Cuts([zone for zone in dns.reverse if (":" in zone.network) == (version == 6)]) for version in (4, 6)}
    found: dict[str, list[tuple[str, str]]] = {zone.name: [] for zone in dns.reverse}
    for entry in (*hosts.names, *dns.interfaces):
        for version, address in ((4, entry.v4), (6, entry.v6)):
            if address:
                zone, owner = networks[version].split(address)
                found[zone].append((owner, _full_name(entry, dns.domain)))
    return found


def _full_name(entry: NameEntry, domain: str) -> str:
    return entry.names[0] if "." in entry.names[0] else f"{entry.names[0]}.{domain}"


class _Cuts:
    """Reverse zones of one version, found by the front of an address."""

    def __init__(self, zones: list[ReverseZone]) -> None:
        networks = [(ip_network(zone.network), zone.name) for zone in zones]
        self.lengths = sorted({network.prefixlen for network, _ in networks}, reverse=True)
        self.zones = {(network.prefixlen, int(network.network_address) >> (network.max_prefixlen - network.prefixlen)): name for network, name in networks}

    def split(self, text: str) -> tuple[str, str]:
        """Return the zone of an address, and what stands before the zone's name."""
        address = ip_address(text)
        number, bits = int(address), address.max_prefixlen
        length = next(length for length in self.lengths if (length, number >> (bits - length)) in self.zones)
        parts = text.split(".")[min(length // 8, 3) :] if bits == V4_BITS else list(f"{number:032x}"[length // 4 :])
        return self.zones[length, number >> (bits - length)], ".".join(reversed(parts))


def _delegation(dns: Dns, pointers: dict[str, list[tuple[str, str]]]) -> Iterator[str]:
    """Yield what the owners of the zones above must hold: the name servers of ours, their addresses, and the aliases of zones below a /24 (RFC 2317)."""
    for name in (dns.domain, *(zone.name for zone in dns.reverse)):
        yield from (f"{name}. NS {authority.name}.\n" for authority in dns.authorities)
    for authority in dns.authorities:
        if authority.name.endswith(f".{dns.domain}"):
            yield from _addresses(f"{authority.name}.", *_known(authority))
    for zone in dns.reverse:
        if "-" in zone.name.partition(".")[0]:
            above = zone.name.partition(".")[2]
            yield from (f"{owner}.{above}. CNAME {owner}.{zone.name}.\n" for owner, _ in pointers[zone.name])


def _known(authority: Authority) -> tuple[str, str]:
    return authority.v4, authority.v6
