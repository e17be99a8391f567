"""The pod as Nautobot imports it from CSV: a file a kind of object, numbered in the order in which they must be imported; pure.

What differs from NetBox: units are locations below the pod's, which needs types of location; statuses and roles are objects; what a row names is named by its
natural key, in as many columns; an address and its interface are joined by a file of their own. Which address of a device is its primary cannot be imported.

Source: Nautobot 3.2.7, serializers (dcim/api/serializers.py, ipam/api/serializers.py) and the CSV parser (core/api/parsers.py), read 2026-11-21.
"""

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address, summarize_address_range

from podwright.outputs.addressed import V4_ALONE, shared_ends
from podwright.outputs.cabling.text import Cell, csv_text
from podwright.outputs.imports.records import (
    LOOPBACK_FABRIC,
    InterfaceNames,
    InterfaceRecord,
    address_records,
    device_records,
    heights,
    interface_records,
    maker_and_model,
    role_of,
    unit_name,
)
from podwright.plan.hardware import Hardware
from podwright.plan.types import Plan

File = tuple[str, str]
Rows = Iterator[tuple[Cell, ...]]

POD, UNIT = "Pod", "Unit"
COLOUR = "9e9e9e"
PLANNED, ACTIVE = "Planned", "Active"
NULL, ABSENT = "NULL", "NoObject"
"""How a number that is not there is written, and a row that is named by nothing."""
NAMESPACE = "Global"
"""Every Nautobot has this one from its first day."""

RACK = ("name", "location__name", "location__parent__name", "status__name", "role__name", "width", "u_height")
DEVICE = (
    "name",
    "device_type__manufacturer__name",
    "device_type__model",
    "role__name",
    "status__name",
    "location__name",
    "location__parent__name",
    "rack__name",
    "rack__location__name",
    "position",
    "face",
    "serial",
)
INTERFACE = (
    "device__name",
    "name",
    "type",
    "status__name",
    "lag__device__name",
    "lag__name",
    "mtu",
    "mgmt_only",
    "enabled",
    "mac_address",
    "description",
    "mode",
    "untagged_vlan__vid",
    "untagged_vlan__vlan_group__name",
    "tagged_vlans__vid",
    "tagged_vlans__vlan_group__name",
)
PREFIX = ("prefix", "type", "namespace__name", "status__name", "role__name", "vlan__vid", "vlan__vlan_group__name")


def nautobot_files(plan: Plan, hardware: Hardware) -> Iterator[File]:
    """Yield the files, in the order of their import; each has a first line of field names."""
    pod, products = plan.header.pod, maker_and_model(plan)
    units = sorted({rack.unit for rack in plan.physical.racks})
    groups = [pod] if plan.ethernet.networks else []
    yield "01-location-types-pod.csv", csv_text(("name", "content_types"), [(POD, "dcim.device,dcim.rack")])
    yield "02-location-types-unit.csv", csv_text(("name", "parent__name", "content_types"), [(UNIT, POD, "dcim.device,dcim.rack")])
    yield "03-roles.csv", csv_text(("name", "color", "content_types"), _roles(plan))
    yield "04-locations-pod.csv", csv_text(("name", "location_type__name", "status__name"), [(pod, POD, PLANNED)])
    unit_rows = ((unit_name(unit), UNIT, pod, PLANNED) for unit in units)
    yield "05-locations-units.csv", csv_text(("name", "location_type__name", "parent__name", "status__name"), unit_rows)
    yield "06-racks.csv", csv_text(RACK, ((row.name, unit_name(row.unit), pod, PLANNED, row.kind, 19, row.height_u) for row in plan.physical.racks))
    yield "07-manufacturers.csv", csv_text(("name",), ((maker,) for maker in sorted({maker for maker, _ in products.values()})))
    yield "08-device-types.csv", csv_text(("manufacturer__name", "model", "u_height", "is_full_depth"), _types(plan))
    yield "09-devices.csv", csv_text(DEVICE, _devices(plan, hardware))
    if groups:
        yield "10-vlan-groups.csv", csv_text(("name",), ((name,) for name in groups))
        yield "11-vlans.csv", csv_text(("vid", "name", "vlan_group__name", "status__name", "role__name"), _vlans(plan))
    yield "12-prefixes.csv", csv_text(PREFIX, _prefixes(plan))
    bonds, ports = _parted(interface_records(plan))
    names = InterfaceNames(plan)
    macs: dict[tuple[str, str], str] = {(device, names.of(device, port)): mac for (device, port), mac in hardware.macs.items()}
    yield "13-bonds.csv", csv_text(INTERFACE, _interfaces(bonds, pod, macs))
    yield "14-interfaces.csv", csv_text(INTERFACE, _interfaces(ports, pod, macs))
    rows = list(address_records(plan))
    columns = ("address", "namespace__name", "status__name", "dns_name")
    yield "15-ip-addresses.csv", csv_text(columns, ((row.address, NAMESPACE, ACTIVE, row.dns_name) for row in {row.address: row for row in rows}.values()))
    columns = ("ip_address__host", "ip_address__parent__namespace__name", "interface__device__name", "interface__name")
    joined = ((row.address.partition("/")[0], NAMESPACE, row.device, row.interface) for row in rows)
    yield "16-ip-address-to-interface.csv", csv_text(columns, joined)


def _roles(plan: Plan) -> Rows:
    """Yield every role once, with all that may have it: a rack and a prefix may well be called the same."""
    found: dict[str, set[str]] = {}
    for device in plan.physical.devices:
        found.setdefault(role_of(device), set()).add("dcim.device")
    for rack in plan.physical.racks:
        found.setdefault(rack.kind, set()).add("dcim.rack")
    for address in plan.fabric.addresses:
        found.setdefault(address.fabric, set()).update(("ipam.prefix", "ipam.vlan"))
    for name, kinds in sorted(found.items()):
        yield name, COLOUR, ",".join(sorted(kinds))


def _types(plan: Plan) -> Rows:
    height_of = heights(plan)
    for kind, (maker, model) in maker_and_model(plan).items():
        yield maker, model, height_of[kind], "true" if height_of[kind] else "false"


def _devices(plan: Plan, hardware: Hardware) -> Rows:
    pod = plan.header.pod
    for row in device_records(plan, hardware):
        face = "front" if row.position else ""
        place = (row.unit, pod, row.rack, row.unit, row.position or NULL, face)
        yield row.name, row.maker, row.model, row.role, PLANNED, *place, row.serial


def _vlans(plan: Plan) -> Rows:
    rows = {row.vlan_id: row for row in reversed(plan.ethernet.networks)}
    for vid, row in sorted(rows.items()):
        yield vid, row.name, plan.header.pod, ACTIVE, row.fabric


def _prefixes(plan: Plan) -> Rows:
    """Yield every subnet, the blocks of loopbacks, and what two switches share, which lies behind these: an address must lie in some prefix."""
    pod = plan.header.pod
    vlan_of = {prefix: row.vlan_id for row in plan.ethernet.networks for prefix in (row.v4, row.v6) if prefix}
    rows = {prefix: row.fabric for row in plan.fabric.subnets for prefix in (row.v4, row.v6) if prefix}
    for prefix, fabric in rows.items():
        vlan = vlan_of.get(prefix)
        yield prefix, "network", NAMESPACE, ACTIVE, fabric, vlan or ABSENT, pod if vlan else ABSENT
    for block in plan.fabric.blocks:
        if block.fabric == "loopback":
            for first, last in ((block.v4_first, block.v4_last), (block.v6_first, block.v6_last)):
                for network in summarize_address_range(ip_address(first), ip_address(last)):
                    yield str(network), "pool", NAMESPACE, ACTIVE, block.fabric, ABSENT, ABSENT
    for v4 in dict.fromkeys(v4 for v4, _ in shared_ends(plan.ethernet)):
        yield v4 + V4_ALONE, "network", NAMESPACE, ACTIVE, LOOPBACK_FABRIC, ABSENT, ABSENT


def _parted(rows: Iterable[InterfaceRecord]) -> tuple[list[InterfaceRecord], list[InterfaceRecord]]:
    """Return bonds, and all others: a file's rows are judged before the first is written, so that a member cannot name a bond of its own file."""
    bonds: list[InterfaceRecord] = []
    others: list[InterfaceRecord] = []
    for row in rows:
        (bonds if row.type == "lag" else others).append(row)
    return bonds, others


def _interfaces(rows: Iterable[InterfaceRecord], pod: str, macs: Mapping[tuple[str, str], str]) -> Rows:
    for row in rows:
        bond = (row.device, row.bond) if row.bond else (ABSENT, ABSENT)
        untagged = (row.untagged, pod) if row.untagged else (ABSENT, ABSENT)
        tagged = (",".join(map(str, row.tagged)), ",".join([pod] * len(row.tagged))) if row.tagged else (ABSENT, ABSENT)
        only, mac = "true" if row.is_management else "false", macs.get((row.device, row.name), NULL)
        yield row.device, row.name, row.type, ACTIVE, *bond, row.mtu_bytes or NULL, only, "true", mac, row.fabric, row.mode, *untagged, *tagged
