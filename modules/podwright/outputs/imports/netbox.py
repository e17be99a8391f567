"""The pod as NetBox's bulk import takes it: a file a kind of object, numbered in the order in which they must be imported; pure.

Source: NetBox 4.7.3, fields of the import forms (dcim/forms/bulk_import.py, ipam/forms/bulk_import.py), read 2026-11-21.
"""

from collections.abc import Iterator

from podwright.outputs.cabling.text import Cell, csv_text
from podwright.outputs.imports.records import (
    LOOPBACK_FABRIC,
    InterfaceNames,
    address_records,
    device_records,
    heights,
    interface_records,
    maker_and_model,
    role_of,
    slug,
    unit_name,
)
from podwright.plan.hardware import Hardware
from podwright.plan.types import Plan

File = tuple[str, str]
Rows = Iterator[tuple[Cell, ...]]

DEVICE = ("name", "role", "manufacturer", "device_type", "serial", "status", "site", "location", "rack", "position", "face")
INTERFACE = ("device", "name", "type", "lag", "speed", "mtu", "mgmt_only", "enabled", "description", "mode", "vlan_group", "untagged_vlan", "tagged_vlans")
ADDRESS = ("address", "status", "role", "device", "interface", "is_primary", "is_oob", "dns_name")
COLOUR = "9e9e9e"
WIDTH_INCHES = 19  # between the rails, EIA-310; a plan knows no other width
WEIGHT = 1000  # what NetBox gives a prefix role that nobody weighs; its import insists on a number
PLANNED, ACTIVE = "planned", "active"
SHARED = "anycast"
"""The role of an address that several interfaces have: NetBox refuses a second one of any other (4.7.3, ipam/constants.py, IPADDRESS_ROLES_NONUNIQUE)."""


def netbox_files(plan: Plan, hardware: Hardware) -> Iterator[File]:
    """Yield the files, in the order of their import; each has a first line of field names. Cables are a file of their own, and come last."""
    pod = plan.header.pod
    units = sorted({rack.unit for rack in plan.physical.racks})
    products = maker_and_model(plan)
    fabrics = dict.fromkeys((*(row.fabric for row in plan.fabric.subnets), *(row.fabric for row in plan.fabric.addresses)))
    makers, roles = sorted({maker for maker, _ in products.values()}), sorted({role_of(device) for device in plan.physical.devices})
    kinds = sorted({rack.kind for rack in plan.physical.racks})
    yield "01-manufacturers.csv", csv_text(("name", "slug"), ((name, slug(name)) for name in makers))
    yield "02-device-roles.csv", csv_text(("name", "slug", "color"), ((name, slug(name), COLOUR) for name in roles))
    yield "03-rack-roles.csv", csv_text(("name", "slug", "color"), ((name, slug(name), COLOUR) for name in kinds))
    yield "04-prefix-roles.csv", csv_text(("name", "slug", "weight"), ((name, slug(name), WEIGHT) for name in fabrics))
    yield "05-sites.csv", csv_text(("name", "slug", "status"), [(pod, slug(pod), PLANNED)])
    yield "06-locations.csv", csv_text(("site", "name", "slug", "status"), ((pod, unit_name(unit), unit_name(unit), PLANNED) for unit in units))
    yield "07-racks.csv", csv_text(("site", "location", "name", "status", "role", "width", "u_height"), _racks(plan))
    yield "08-device-types.csv", csv_text(("manufacturer", "model", "slug", "u_height", "is_full_depth"), _types(plan))
    yield "09-devices.csv", csv_text(DEVICE, _devices(plan, hardware))
    if plan.ethernet.networks:
        yield "10-vlan-groups.csv", csv_text(("name", "slug"), [(pod, slug(pod))])
        yield "11-vlans.csv", csv_text(("group", "vid", "name", "status", "role"), _vlans(plan))
    yield "12-prefixes.csv", csv_text(("prefix", "status", "scope_type", "scope_name", "vlan_group", "vlan", "role"), _prefixes(plan))
    yield "13-interfaces.csv", csv_text(INTERFACE, _interfaces(plan))
    if hardware.macs:
        yield "14-mac-addresses.csv", csv_text(("mac_address", "device", "interface", "is_primary"), _macs(plan, hardware))
    yield "15-ip-addresses.csv", csv_text(ADDRESS, _addresses(plan))


def _racks(plan: Plan) -> Rows:
    for rack in plan.physical.racks:
        yield plan.header.pod, unit_name(rack.unit), rack.name, PLANNED, rack.kind, WIDTH_INCHES, rack.height_u


def _types(plan: Plan) -> Rows:
    height_of = heights(plan)
    for kind, (maker, model) in maker_and_model(plan).items():
        yield maker, model, slug(kind), height_of[kind], "true" if height_of[kind] else "false"


def _devices(plan: Plan, hardware: Hardware) -> Rows:
    for row in device_records(plan, hardware):
        face = "front" if row.position else ""
        yield row.name, row.role, row.maker, row.model, row.serial, PLANNED, plan.header.pod, row.unit, row.rack, row.position, face


def _vlans(plan: Plan) -> Rows:
    seen: set[int] = set()
    for row in plan.ethernet.networks:
        if row.vlan_id not in seen:
            seen.add(row.vlan_id)
            yield plan.header.pod, row.vlan_id, row.name, ACTIVE, row.fabric


def _prefixes(plan: Plan) -> Rows:
    vlan_of = {prefix: row.vlan_id for row in plan.ethernet.networks for prefix in (row.v4, row.v6) if prefix}
    rows = {prefix: row.fabric for row in plan.fabric.subnets for prefix in (row.v4, row.v6) if prefix}
    for prefix, fabric in rows.items():
        vlan = vlan_of.get(prefix)
        yield prefix, ACTIVE, "dcim.site", plan.header.pod, plan.header.pod if vlan else "", vlan, fabric


def _interfaces(plan: Plan) -> Rows:
    pod = plan.header.pod
    for row in interface_records(plan):
        group, tagged = pod if row.mode else "", ",".join(map(str, row.tagged))
        speed = row.rate_gbps * 1_000_000 or None  # kb/s
        mtu, only = row.mtu_bytes or None, "true" if row.is_management else "false"
        yield row.device, row.name, row.type, row.bond, speed, mtu, only, "true", row.fabric, row.mode, group, row.untagged or None, tagged


def _macs(plan: Plan, hardware: Hardware) -> Rows:
    names = InterfaceNames(plan)
    for (device, port), mac in hardware.macs.items():
        yield mac, device, names.of(device, port), "true"


def _addresses(plan: Plan) -> Rows:
    for row in address_records(plan):
        role = SHARED if row.is_shared else "loopback" if row.fabric == LOOPBACK_FABRIC else ""
        told = ("true" if flag else "false" for flag in (row.is_primary, row.is_out_of_band))
        yield row.address, ACTIVE, role, row.device, row.interface, *told, row.dns_name
