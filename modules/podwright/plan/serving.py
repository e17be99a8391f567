"""What name and address services are told: which zones there are, and how a machine that starts finds its way."""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from operator import attrgetter

from podwright.plan.canonical import digest
from podwright.plan.interface_names import interface_names
from podwright.plan.types import Fabrics, Hosts, Physical
from podwright.plan.types.mlag import MlagSwitch
from podwright.plan.types.services import Authority, Dhcp, Dns, ReverseZone, Services
from podwright.spec.ethernet import SwitchOs
from podwright.spec.pod import PodSpec
from podwright.spec.services import Dns as DnsWords
from podwright.spec.services import ZoneNames
from podwright.spec.site import Pools

Network = IPv4Network | IPv6Network

CIRCUIT_IDS: Mapping[SwitchOs, str] = {SwitchOs.CUMULUS: "{port}", SwitchOs.SONIC: "{switch}:{port}:Vlan{vlan}"}
"""How the relay of a switch names a port. Cumulus Linux, with `use-pif-circuit-id` (NVUE reference, DHCP relay, read 2026-11-21): the port; SONiC: its host name,
the alias of the port, and the VLAN (sonic-net/sonic-dhcp-relay@00d8d01, dhcp4relay/src/dhcp4relay.cpp, encode_relay_option, read 2026-11-21; its older relay, which
our configuration does not start, leaves the VLAN out)."""
SWITCH_OPTIONS: Mapping[SwitchOs, int] = {SwitchOs.CUMULUS: 239, SwitchOs.SONIC: 67}
"""The DHCP option by which a switch learns what to fetch: `cumulus-provision-url` (Cumulus Linux 5.11, Zero Touch Provisioning, read 2026-11-21), the boot file
name (SONiC ZTP design, section "DHCP options", read 2026-11-21)."""
MARK_LENGTH = 12  # hexadecimal digits: 48 bits tell apart what one pod's zones ever hold


def serve(spec: PodSpec, physical: Physical, fabric: Fabrics, hosts: Hosts, pairs: Iterable[MlagSwitch] = ()) -> Services:
    """Return what the pod's name and address services are told."""
    return Services(dns=_dns(spec, spec.site.dns, fabric, hosts, pairs) if spec.site.dns else None, dhcp=_dhcp(spec, physical, fabric))


def reverse_zones(addresses: Iterable[str], networks: Iterable[str]) -> tuple[ReverseZone, ...]:
    """Return the zones that hold these addresses, IPv4 first, by network: each is cut where the network that holds it allows the fewest of them.

    Laws: a zone follows from an address and the network that holds it, never from how many there are.
    """
    known = tuple(map(ip_network, networks))
    holders = {version: tuple(network for network in known if network.version == version) for version in (4, 6)}
    found: set[Network] = set()
    for text in addresses:
        address = ip_address(text)
        length = 24 if address.version == 4 else 64
        holder = next((network for network in holders[address.version] if address in network), ip_network(f"{address}/{length}", strict=False))
        found.add(_cut(address, holder))
    return tuple(ReverseZone(_zone_name(network), str(network)) for network in sorted(found, key=lambda row: (row.version, row)))


def _cut(address: object, holder: Network) -> Network:
    step = 8 if holder.version == 4 else 4
    length = holder.prefixlen if holder.version == 4 and holder.prefixlen > 24 else min(-(-holder.prefixlen // step) * step or step, 24 if step == 8 else 124)
    return ip_network(f"{address}/{length}", strict=False)


def _zone_name(network: Network) -> str:
    if network.version == 4:
        octets = str(network.network_address).split(".")
        if network.prefixlen > 24:
            return ".".join((f"{octets[3]}-{network.prefixlen}", *octets[2::-1], "in-addr.arpa"))
        return ".".join((*octets[: network.prefixlen // 8][::-1], "in-addr.arpa"))
    nibbles = f"{int(network.network_address):032x}"[: network.prefixlen // 4]
    return ".".join((*nibbles[::-1], "ip6.arpa"))


def _dns(spec: PodSpec, words: DnsWords, fabric: Fabrics, hosts: Hosts, pairs: Iterable[MlagSwitch]) -> Dns:
    pools = (getattr(spec.addresses.pools, name) for name in Pools.model_fields)
    networks = [*(network for pool in pools for network in (pool.v4, pool.v6)), *(network for row in fabric.subnets for network in (row.v4, row.v6) if network)]
    interfaces = interface_names(spec.site.domain, fabric.addresses, hosts, pairs) if words.names is ZoneNames.INTERFACES else ()
    reverse = reverse_zones((address for row in (*hosts.names, *interfaces) for address in (row.v4, row.v6) if address), networks)
    authorities = tuple(Authority(row.name, row.v4 or "", row.v6 or "") for row in words.authorities)
    name, _, domain = (words.contact or f"hostmaster@{spec.site.domain}").partition("@")
    # A dot in the name of a mailbox is no boundary of a domain name (RFC 1035 section 8).
    contact = f"{name.replace('.', chr(92) + '.')}.{domain}"
    held = (spec.site.domain, (*hosts.names, *interfaces), authorities, contact, words.ttl_s, reverse)
    mark = digest(held)[:MARK_LENGTH]
    return Dns(spec.site.domain, words.serial, mark, words.content or "", authorities, contact, words.ttl_s, reverse, interfaces)


def _dhcp(spec: PodSpec, physical: Physical, fabric: Fabrics) -> Dhcp:
    words, system = spec.site.dhcp, spec.fabrics.ethernet.os
    ethernet = {row.name for row in fabric.fabrics if row.technology == "ethernet"}
    return Dhcp(
        interfaces=words.interfaces,
        lease_s=words.lease_s,
        circuit_id=words.circuit_id or CIRCUIT_IDS[system],
        is_relay_told=words.circuit_id is not None,
        switch_option=SWITCH_OPTIONS[system] if words.switch_url else 0,
        switch_url=words.switch_url or "",
        switches=tuple(sorted(map(attrgetter("name"), (device for device in physical.devices if device.fabric in ethernet)))) if words.switch_url else (),
        boot_server=words.boot.server if words.boot else "",
        boot_file=words.boot.file if words.boot else "",
    )
