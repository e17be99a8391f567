"""A machine from the documents of its BMC: which system is the machine itself, and what all its documents tell."""

from collections.abc import Sequence

from podwright.observe.redfish.boot_options import boot_entries
from podwright.observe.redfish.machine import Bmc, ObservedMachine
from podwright.observe.redfish.parts import drives, firmware, gpus, memory, sockets
from podwright.observe.redfish.ports import nic_ports
from podwright.observe.redfish.shelf import ROOT, Resource, Shelf
from podwright.observe.redfish.values import flag, mac, word

SHOWN_REMARKS = 8
LINK_LOCAL = "169.254."


def read_machine(shelf: Shelf, *, host: str, address: str, certificate_sha256: str | None = None) -> ObservedMachine | None:
    """Return what the documents on a shelf tell of a machine; None while the service names no system.

    Laws: nothing in a document makes this fail; what it could not read it says in a remark, and the list concerned is None, never short.
    """
    root = shelf.at(ROOT)
    systems, has_systems = shelf.members(root.link("Systems")) if root else ((), False)
    if root is None or not systems:
        return None
    system = main_system(systems)
    chassis, has_chassis = _chassis(shelf, system)
    count, cpu_model = sockets(shelf, system)
    memory_gib, dimms = memory(shelf, system)
    power = word(system.get("PowerState"))
    is_off = power is not None and power != "On"
    found_drives, found_gpus = drives(shelf, system), gpus(shelf, systems) if has_systems else None
    found_ports = nic_ports(shelf, system, chassis) if has_chassis else None
    untold = [name for name, rows in (("drives", found_drives), ("GPUs", found_gpus), ("network ports", found_ports)) if is_off and rows == ()]
    remarks = [f"it is off ({power}) and tells no {' and no '.join(untold)}"] if untold else []
    bmc, pieces = _bmc(shelf, root, system, address), firmware(shelf, root)
    return ObservedMachine(
        host=host,
        address=address,
        manufacturer=word(system.get("Manufacturer")),
        model=word(system.get("Model")),
        sku=word(system.get("SKU")),
        serial=word(system.get("SerialNumber")),
        chassis_serial=next((serial for one in chassis if (serial := word(one.get("SerialNumber")))), None),
        power=power,
        socket_count=count,
        cpu_model=cpu_model,
        memory_gib=memory_gib,
        dimms=dimms,
        drives=None if "drives" in untold else found_drives,
        gpus=None if "GPUs" in untold else found_gpus,
        ports=None if "network ports" in untold else found_ports,
        bios_version=word(system.get("BiosVersion")),
        bmc=bmc,
        firmware=pieces,
        boot_order=boot_entries(shelf, system),
        certificate_sha256=certificate_sha256,
        remarks=(*remarks, *_lost(shelf)),
    )


def main_system(systems: Sequence[Resource]) -> Resource:
    """Return the system that is the machine itself, among those that its BMC lists: the one with a BIOS, else with processors, else the first.

    Source: recorded answers of a DGX H100, which lists `DGX` and `HGX_Baseboard_0`, the board of its GPUs.
    """
    marks = (lambda one: word(one.get("BiosVersion")), lambda one: one.link("Bios"), lambda one: one.get("ProcessorSummary", "Count"))
    return next((one for mark in marks for one in systems if mark(one)), systems[0])


def manager_of(shelf: Shelf, root: Resource, system: Resource) -> Resource | None:
    """Return the BMC of a system as it tells of itself, None while it does not."""
    managers, _ = shelf.each(system.links("Links", "ManagedBy"))
    if not managers:
        managers, _ = shelf.members(root.link("Managers"))
    return next((one for one in managers if one.get("ManagerType") == "BMC"), managers[0] if managers else None)


def _chassis(shelf: Shelf, system: Resource) -> tuple[tuple[Resource, ...], bool]:
    """Return the chassis of a system, then those that they contain, and whether all were to be had; without a link, the only ones that there are."""
    links = system.links("Links", "Chassis")
    if not links:
        root = shelf.at(ROOT)
        return shelf.members(root.link("Chassis")) if root else ((), False)
    own, has_own = shelf.each(links)
    inner, has_inner = shelf.each(tuple(path for one in own for path in one.links("Links", "Contains")))
    return tuple({one.path: one for one in (*own, *inner)}.values()), has_own and has_inner


def _bmc(shelf: Shelf, root: Resource, system: Resource, address: str) -> Bmc:
    manager = manager_of(shelf, root, system)
    if manager is None:
        return Bmc()
    interfaces, _ = shelf.members(manager.link("EthernetInterfaces"))
    protocols = shelf.at(manager.link("NetworkProtocol"))
    own = _own_interface(interfaces, address)
    name = word(own.get("HostName")) if own else None
    return Bmc(
        version=word(manager.get("FirmwareVersion")),
        mac=mac(own.get("PermanentMACAddress")) or mac(own.get("MACAddress")) if own else None,
        host_name=name or (word(protocols.get("HostName")) if protocols else None),
        is_ipmi_on=flag(protocols.get("IPMI", "ProtocolEnabled")) if protocols else None,
    )


def _own_interface(interfaces: Sequence[Resource], address: str) -> Resource | None:
    """Return the interface that a BMC is reached by: the one with the address that was asked, else the first that does not lead to the host."""
    outer = [one for one in interfaces if "usb" not in one.path.rpartition("/")[2].lower() and not _is_inner(one)]
    named = [one for one in outer if address in _addresses(one)]
    return next(iter((*named, *outer)), None)


def _addresses(one: Resource) -> tuple[str, ...]:
    return tuple(str(row.get("Address")) for words in ("IPv4Addresses", "IPv6Addresses") for row in one.rows(words))


def _is_inner(one: Resource) -> bool:
    fourth = [str(row.get("Address")) for row in one.rows("IPv4Addresses")]
    return bool(fourth) and all(address.startswith(LINK_LOCAL) for address in fourth)


def _lost(shelf: Shelf) -> list[str]:
    lines = [f"{path} {reason}" for path, reason in shelf.lost.items()]
    return lines[:SHOWN_REMARKS] + ([f"and {len(lines) - SHOWN_REMARKS} more documents"] if len(lines) > SHOWN_REMARKS else [])
