"""Numbers of the Ethernet switches, and their addresses in the VLANs that they carry: every one follows from the switch's own place."""

from collections.abc import Container, Iterable, Mapping

from netaddr import IPAddress

from podwright.catalog.architecture import FabricRule
from podwright.catalog.load import Catalog
from podwright.plan.names import DeviceName
from podwright.plan.sizing import Sizing
from podwright.plan.types import Address, Device, EthernetSwitch, Network, Physical, Role, SwitchInterface, SwitchPort
from podwright.plan.vlans import ORDER
from podwright.spec.ethernet import Ethernet as Words

FIRST_ASN = 4_200_000_000
"""Where private 32-bit autonomous systems begin (RFC 6996)."""
ASNS_OF_FABRIC, LEAF_ASNS, SPINE_ASNS = 1_000_000, 100_000, 1_000
"""A fabric has a million: leaves from 100,000 on, one each, or that of the first of a pair whose switches are joined; groups of spines from 1,000 on; cores one a plane from 0."""
SEGMENT_MAC = 0x44_38_39_FF_00_00
"""The range that Cumulus Linux keeps for hosts on two switches is 44:38:39:ff:00:00 to 44:38:39:ff:ff:ff. For segments a fabric has one, from 1 on; with MLAG every
pair has its own (Cumulus Linux 5.13 user guide, EVPN multihoming, MLAG)."""
SWITCH_ROLES = (Role.LEAF, Role.SPINE, Role.CORE)


def rules_of(catalog: Catalog) -> Mapping[str, FabricRule]:
    """Return the Ethernet fabrics by name."""
    return {rule.name: rule for rule in catalog.fabrics if rule.technology == "ethernet"}


def holders_of(rules: Mapping[str, FabricRule]) -> list[str]:
    """Return the fabrics that have switches of their own, in the order in which their numbers are laid out."""
    return [name for name in ORDER if name in rules and not rules[name].shares]


def only_bridges(rule: FabricRule, rules: Mapping[str, FabricRule]) -> bool:
    """Return whether the leaves of a fabric hang on other leaves by a bond: these route for them."""
    above = rules.get(rule.uplinks_into or "")
    return above is not None and (rule.blocks_per_uplink_block is not None or above.spine is None)


def switches(
    words: Words,
    catalog: Catalog,
    physical: Physical,
    sizing: Sizing,
    addresses: Iterable[Address],
    ports: Iterable[SwitchPort],
    *,
    paired: Container[DeviceName] = (),
) -> tuple[EthernetSwitch, ...]:
    """Return every Ethernet switch, by name. One that only bridges has no autonomous system: 0. `paired` are those that hosts take for one with another (MLAG)."""
    rules = rules_of(catalog)
    bonding = {port.device for port in ports if port.segment_id and port.device not in paired}
    of_device = {(row.device, row.fabric): row for row in addresses if row.fabric in ("loopback", "out_of_band")}
    found = []
    for device in physical.devices:
        rule = rules.get(device.fabric or "")
        if device.role in SWITCH_ROLES and rule is not None:
            own, managed = of_device[device.name, "loopback"], of_device[device.name, "out_of_band"]
            asn = 0 if only_bridges(rule, rules) else _asn(device, rule, words, sizing, is_paired=device.name in paired)
            mac = _segment_mac(rule, rules, words) if device.name in bonding else ""
            found.append(EthernetSwitch(device.name, asn, own.v4, own.v6, managed.v4, managed.v6, mac))
    return tuple(found)


def vlans_carried(ports: Iterable[SwitchPort]) -> dict[DeviceName, set[int]]:
    """Return the VLANs that the ports of each switch carry; of one that only routes, none."""
    found: dict[DeviceName, set[int]] = {}
    for name, untagged, tagged in dict.fromkeys((port.device, port.untagged, port.tagged) for port in ports):
        found.setdefault(name, set()).update(vlan_id for vlan_id in (untagged, *tagged) if vlan_id)
    return found


def interfaces(
    catalog: Catalog, physical: Physical, networks: Iterable[Network], ports: Iterable[SwitchPort], *, paired: Container[DeviceName] = ()
) -> tuple[SwitchInterface, ...]:
    """Return the address of every leaf that routes in every VLAN that it carries, by switch and VLAN.

    Laws: where other leaves may carry a network too, each has an address of its own behind the gateway, which all of them answer for; blocks reuse these, as EVPN
    allows while they are not announced. Everywhere else the leaf has the gateway itself. Those that hosts take for one (`paired`) carry all networks of each other.
    """
    rules, device_of = rules_of(catalog), {device.name: device for device in physical.devices}
    rows_of: dict[int, list[Network]] = {}
    for row in networks:
        rows_of.setdefault(row.vlan_id, []).append(row)
    carried = sorted((name, vlan_id) for name, vlan_ids in vlans_carried(ports).items() for vlan_id in vlan_ids)
    found = dict[SwitchInterface, None]()
    for name, vlan_id in carried:
        device = device_of[name]
        rule = rules[device.fabric or ""]
        if not only_bridges(rule, rules):
            found |= {SwitchInterface(name, vlan_id, *_own(row, device, rule, is_paired=name in paired)): None for row in rows_of[vlan_id]}
    return tuple(found)


def mac_text(number: int) -> str:
    """Return a hardware address as text."""
    text = f"{number:012x}"
    return ":".join(text[index : index + 2] for index in range(0, 12, 2))


def _asn(device: Device, rule: FabricRule, words: Words, sizing: Sizing, *, is_paired: bool) -> int:
    first, tiers = FIRST_ASN + ORDER.index(rule.name) * ASNS_OF_FABRIC, sizing.fabrics[rule.name].tiers
    if device.role is Role.CORE:
        return first + device.ordinal // tiers.cores_per_plane
    if device.role is Role.SPINE:
        row, column, _ = tiers.place(device.ordinal)
        return first + SPINE_ASNS + row * tiers.column_count + column
    is_joined = bool(rule.peer_links or rule.peer_links_per_unit)
    if is_joined and rule.spine is None and words.asn is not None:
        return words.asn
    # A spine would take what one of two switches says for the word of the other, and drop it: those of a pair of MLAG need each other's loopbacks by that way.
    return first + LEAF_ASNS + device.ordinal - (device.ordinal % rule.leaves_in_block % 2 if is_joined and not is_paired else 0)


def _segment_mac(rule: FabricRule, rules: Mapping[str, FabricRule], words: Words) -> str:
    first = int(words.segment_mac.replace(":", ""), 16) if words.segment_mac else SEGMENT_MAC + 1
    return mac_text(first + holders_of(rules).index(rule.name))


def _own(row: Network, device: Device, rule: FabricRule, *, is_paired: bool) -> tuple[str, str]:
    position = device.ordinal % rule.leaves_in_block + 1 if row.vni or is_paired else 0
    pairs = ((row.gateway_v4, row.v4), (row.gateway_v6, row.v6))
    v4, v6 = (f"{IPAddress(gateway) + position}/{network.partition('/')[2]}" if gateway else "" for gateway, network in pairs)
    return v4, v6
