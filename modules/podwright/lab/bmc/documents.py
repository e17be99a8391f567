"""The documents that an emulated BMC tells of a machine, in the shape of one maker or of the schema alone.

`ami` is the shape of a DGX H100's BMC (github:chet-nvidia/libredfish@932ded5, tests/mockups/nvidia_viking, answers of 2023): a system of its own for the board of
the GPUs, PCI devices called by their places, MACs in capitals, virtual media of 2048 bytes among the drives, `N/A` and `Not Available` where there is nothing,
serial numbers of system and chassis that differ, all firmware listed in the collection itself, InfiniBand functions without any address.
`plain` is what DMTF's schemas name and no more: one system, GPUs among its processors, GUIDs at InfiniBand functions, no places on PCI.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from podwright.lab.bmc.boot_options import add_order, boot_option_documents
from podwright.lab.bmc.machine import EmulatedMachine, EmulatedNic, EmulatedPort
from podwright.lab.bmc.media import media_documents
from podwright.lab.bmc.settable import settable
from podwright.lab.bmc.updating import update_documents, update_ways

Shape = Literal["ami", "plain"]
Document = dict[str, object]
ROOT = "/redfish/v1"
MANAGER = f"{ROOT}/Managers/BMC"
MANAGER_ACTIONS: Document = {
    "#Manager.Reset": {"target": f"{MANAGER}/Actions/Manager.Reset", "ResetType@Redfish.AllowableValues": ["ForceRestart", "GracefulRestart"]}
}
HEALTHY: Document = {"Health": "OK", "State": "Enabled"}


def documents(machine: EmulatedMachine, shape: Shape = "ami") -> dict[str, Document]:
    """Return every document of a machine's BMC by its path."""
    own = "DGX" if shape == "ami" else "1"
    system, chassis, board = f"{ROOT}/Systems/{own}", f"{ROOT}/Chassis/{own}", f"{ROOT}/Systems/HGX_Baseboard_0"
    has_board = shape == "ami" and bool(machine.gpu_serials)
    told = dict(_service(machine, shape))
    told |= _collection(f"{ROOT}/Systems", "ComputerSystem", [system, *([board] if has_board else [])])
    told |= _collection(f"{ROOT}/Chassis", "Chassis", [chassis])
    told |= _collection(f"{ROOT}/Managers", "Manager", [MANAGER])
    told[system] = _system(machine, system, chassis)
    told[chassis] = _one(chassis, "Chassis.v1_15_0.Chassis", own) | {
        "ChassisType": "Other",
        "Manufacturer": machine.manufacturer,
        "Model": machine.model,
        "SerialNumber": machine.chassis_serial,
        "NetworkAdapters": _link(f"{chassis}/NetworkAdapters"),
        "Links": {"ComputerSystems": [_link(system)], "ManagedBy": [_link(MANAGER)]},
        "Status": HEALTHY,
    }
    told |= _memory(machine, system)
    told |= _drives(machine, system, shape)
    gpus = list(_gpus(machine, f"{board if has_board else system}/Processors"))
    cpus = list(_cpus(machine, f"{system}/Processors"))
    told |= dict((*cpus, *gpus))
    told |= _collection(f"{system}/Processors", "Processor", [path for path, _ in (*cpus, *(() if has_board else gpus))])
    if has_board:
        told[board] = _one(board, "ComputerSystem.v1_17_0.ComputerSystem", "HGX_Baseboard_0") | {"Processors": _link(f"{board}/Processors"), "Status": HEALTHY}
        told |= _collection(f"{board}/Processors", "Processor", [path for path, _ in gpus])
    told |= _adapters(machine.nics, chassis, shape)
    told |= _manager(machine)
    told |= settable(system) | update_documents() | boot_option_documents(machine, system)
    add_order(told, system)
    owner = MANAGER if shape == "ami" else system
    told |= media_documents(owner, has_actions=shape == "ami")
    told[owner]["VirtualMedia"] = _link(f"{owner}/VirtualMedia")
    return told


def _service(machine: EmulatedMachine, shape: Shape) -> Iterator[tuple[str, Document]]:
    yield "/redfish", {"v1": f"{ROOT}/"}
    names = {name: name for name in ("Systems", "Chassis", "Managers", "SessionService", "UpdateService", "AccountService", "Registries")}
    yield (
        ROOT,
        _one(ROOT, "ServiceRoot.v1_13_0.ServiceRoot", "RootService")
        | {name: _link(f"{ROOT}/{place}") for name, place in {**names, "Tasks": "TaskService"}.items()}
        | {
            "RedfishVersion": "1.11.0",
            "UUID": "92384634-2938-2342-8820-489239905423",
            "Vendor": "AMI" if shape == "ami" else "Maker",
            "Links": {"Sessions": _link(f"{ROOT}/SessionService/Sessions")},
        },
    )
    yield (
        f"{ROOT}/SessionService",
        _one(f"{ROOT}/SessionService", "SessionService.v1_1_6.SessionService", "SessionService")
        | {"ServiceEnabled": True, "SessionTimeout": 30, "Sessions": _link(f"{ROOT}/SessionService/Sessions"), "Status": HEALTHY},
    )
    inventory = f"{ROOT}/UpdateService/FirmwareInventory"
    update = _one(f"{ROOT}/UpdateService", "UpdateService.v1_11_0.UpdateService", "UpdateService")
    yield f"{ROOT}/UpdateService", update | update_ways(shape) | {"ServiceEnabled": True, "FirmwareInventory": _link(inventory), "Status": HEALTHY}
    pieces = {"HostBMC_0": machine.bmc_version, "HostBIOS_0": machine.bios_version, "CPLDMB_0": machine.cpld_version}
    listed = _collection(inventory, "SoftwareInventory", [f"{inventory}/{name}" for name in pieces])
    if shape == "ami":
        rows = [{"DataSourceUri": f"{inventory}/{name}", "Name": name, "Version": version} for name, version in pieces.items()]
        listed[inventory]["Oem"] = {"Ami": {"FirmwareInventory": rows}}
    yield from listed.items()
    for name, version in pieces.items():
        path = f"{inventory}/{name}"
        yield path, _one(path, "SoftwareInventory.v1_2_3.SoftwareInventory", name) | {"Updateable": True, "Version": version}


def _system(machine: EmulatedMachine, path: str, chassis: str) -> Document:
    parts = ("Processors", "Memory", "Storage", "EthernetInterfaces", "Bios")
    return (
        _one(path, "ComputerSystem.v1_17_0.ComputerSystem", path.rpartition("/")[2])
        | {name: _link(f"{path}/{name}") for name in parts if name != "EthernetInterfaces"}
        | {
            "SystemType": "Physical",
            "Manufacturer": machine.manufacturer,
            "Model": machine.model,
            "SKU": machine.sku,
            "SerialNumber": machine.serial,
            "PartNumber": " ",
            "AssetTag": "Free form asset tag",
            "HostName": None,
            "UUID": "935D6248-BFDE-1000-02BB-5CFF35FBEB33",
            "PowerState": machine.power,
            "BiosVersion": machine.bios_version,
            "MemorySummary": {"TotalSystemMemoryGiB": sum(machine.dimms_gib), "Status": HEALTHY},
            "ProcessorSummary": {"Count": machine.socket_count, "Model": None, "Status": HEALTHY},
            "Boot": {"BootSourceOverrideEnabled": "Disabled", "BootSourceOverrideMode": None, "BootSourceOverrideTarget": "None"},
            "@Redfish.Settings": {"@odata.type": "#Settings.v1_2_2.Settings", "SettingsObject": _link(f"{path}/SD")},
            "Actions": {"#ComputerSystem.Reset": {"target": f"{path}/Actions/ComputerSystem.Reset", "@Redfish.ActionInfo": f"{path}/ResetActionInfo"}},
            "Links": {"Chassis": [_link(chassis)], "ManagedBy": [_link(MANAGER)]},
            "Status": HEALTHY,
        }
    )


def _cpus(machine: EmulatedMachine, collection: str) -> Iterator[tuple[str, Document]]:
    for number in range(machine.socket_count):
        path = f"{collection}/CPU{number}"
        words = {"ProcessorType": "CPU", "Manufacturer": "Maker", "Model": "Processor of two hundred watts", "TotalCores": 56, "Socket": f"CPU{number}"}
        yield path, _one(path, "Processor.v1_13_0.Processor", f"CPU{number}") | words | {"Status": HEALTHY}


def _gpus(machine: EmulatedMachine, collection: str) -> Iterator[tuple[str, Document]]:
    for number, serial in enumerate(machine.gpu_serials, start=1):
        path = f"{collection}/GPU_SXM_{number}"
        words = {"ProcessorType": "GPU", "Manufacturer": "NVIDIA", "Model": machine.gpu_model, "SerialNumber": serial}
        yield path, _one(path, "Processor.v1_13_0.Processor", f"GPU_SXM_{number}") | words | {"Status": HEALTHY}


def _memory(machine: EmulatedMachine, system: str) -> dict[str, Document]:
    told: dict[str, Document] = {}
    for number, gib in enumerate(machine.dimms_gib):
        path = f"{system}/Memory/DIMM{number}"
        words = {"CapacityMiB": gib * 1024, "Manufacturer": "Maker", "PartNumber": "M321R8GA0BB0-CQKDS  ", "SerialNumber": f"{number:08X}"}
        told[path] = _one(path, "Memory.v1_8_0.Memory", f"DIMM{number}") | words | {"MemoryType": "DRAM", "Status": HEALTHY}
    empty = f"{system}/Memory/DIMM{len(machine.dimms_gib)}"
    told[empty] = _one(empty, "Memory.v1_8_0.Memory", empty.rpartition("/")[2]) | {"CapacityMiB": None, "SerialNumber": "", "Status": {"State": "Absent"}}
    return told | _collection(f"{system}/Memory", "Memory", [*told])


def _drives(machine: EmulatedMachine, system: str, shape: Shape) -> dict[str, Document]:
    unit = f"{system}/Storage/StorageUnit_0"
    told: dict[str, Document] = {}
    for number, drive in enumerate(machine.drives):
        path = f"{unit}/Drives/{drive.protocol}_Device{number:X}_NSID1"
        words = {"CapacityBytes": drive.capacity_bytes, "Protocol": drive.protocol, "MediaType": "SSD", "Model": drive.model, "SerialNumber": drive.serial}
        told[path] = _one(path, "Drive.v1_11_0.Drive", path.rpartition("/")[2]) | words | {"Manufacturer": "N/A", "Status": HEALTHY}
    if shape == "ami":
        path = f"{unit}/Drives/USB_Device2_PortA"
        words = {"CapacityBytes": 2048, "Protocol": "USB", "MediaType": "HDD", "Model": "Virtual Cdrom Device", "SerialNumber": "AAAABBBBCCCC1"}
        told[path] = _one(path, "Drive.v1_11_0.Drive", "USB_Device2_PortA") | words | {"Status": HEALTHY}
    storage = _one(unit, "Storage.v1_9_0.Storage", "StorageUnit_0") | {"Drives": [_link(path) for path in told], "Status": HEALTHY}
    return {**told, unit: storage} | _collection(f"{system}/Storage", "Storage", [unit])


def _adapters(nics: Iterable[EmulatedNic], chassis: str, shape: Shape) -> dict[str, Document]:
    told: dict[str, Document] = {}
    adapters = []
    for number, nic in enumerate(nics):
        adapter = f"{chassis}/NetworkAdapters/DevType7_NIC{number}"
        adapters.append(adapter)
        functions = [f"{adapter}/NetworkDeviceFunctions/NetworkDeviceFunction{count}" for count in range(len(nic.ports))]
        ports = [f"{adapter}/Ports/PORT{count}" for count in range(len(nic.ports))]
        domain, bus, slot = (part.upper() for part in nic.pci.split(":"))
        device = f"{chassis}/PCIeDevices/{domain[-2:]}_{bus}_{slot}"
        links = [
            {"NetworkDeviceFunctions": [_link(function)], "Ports": [_link(port)]} | ({"PCIeDevices": [_link(device)]} if shape == "ami" else {})
            for function, port in zip(functions, ports, strict=True)
        ]
        if shape == "ami":
            told[device] = _one(device, "PCIeDevice.v1_9_0.PCIeDevice", device.rpartition("/")[2]) | {"Status": HEALTHY}
        told[adapter] = _one(adapter, "NetworkAdapter.v1_5_0.NetworkAdapter", adapter.rpartition("/")[2]) | {
            "Controllers": [{"FirmwarePackageVersion": "28.36.2024", "Links": row} for row in links],
            "NetworkDeviceFunctions": _link(f"{adapter}/NetworkDeviceFunctions"),
            "Ports": _link(f"{adapter}/Ports"),
            "Status": HEALTHY,
        }
        for function, port_path, port in zip(functions, ports, nic.ports, strict=True):
            told[function] = _function(function, port_path, port, shape)
            told[port_path] = _one(port_path, "Port.v1_3_0.Port", port_path.rpartition("/")[2]) | {"PortId": port_path[-1], "PortProtocol": port.technology}
        told |= _collection(f"{adapter}/NetworkDeviceFunctions", "NetworkDeviceFunction", functions)
        told |= _collection(f"{adapter}/Ports", "Port", ports)
    return told | _collection(f"{chassis}/NetworkAdapters", "NetworkAdapter", adapters)


def _function(path: str, port_path: str, port: EmulatedPort, shape: Shape) -> Document:
    words: Document = {"NetDevFuncType": port.technology, "Links": {"PhysicalNetworkPortAssignment": _link(port_path)}}
    if port.mac:
        words["Ethernet"] = {"MACAddress": port.mac.upper(), "PermanentMACAddress": port.mac.upper(), "MTUSize": 1500}
    if port.guid and shape == "plain":
        words["InfiniBand"] = {"PermanentPortGUID": ":".join(port.guid[at : at + 4] for at in range(2, 18, 4))}
    return _one(path, "NetworkDeviceFunction.v1_5_0.NetworkDeviceFunction", path.rpartition("/")[2]) | words


def _manager(machine: EmulatedMachine) -> dict[str, Document]:
    interfaces, protocols = f"{MANAGER}/EthernetInterfaces", f"{MANAGER}/NetworkProtocol"
    outer, inner = f"{interfaces}/eth0", f"{interfaces}/usb0"
    told = {
        MANAGER: _one(MANAGER, "Manager.v1_14_0.Manager", "BMC")
        | {"ManagerType": "BMC", "FirmwareVersion": machine.bmc_version, "UUID": "9374839c-bfde-1000-02bb-33ebfb35ff5c", "Status": HEALTHY}
        | {"EthernetInterfaces": _link(interfaces), "NetworkProtocol": _link(protocols), "Actions": MANAGER_ACTIONS},
        protocols: _one(protocols, "ManagerNetworkProtocol.v1_6_0.ManagerNetworkProtocol", "NetworkProtocol")
        | {"HostName": machine.bmc_name, "HTTPS": {"Port": 443, "ProtocolEnabled": True}, "IPMI": {"Port": 623, "ProtocolEnabled": machine.is_ipmi_on}},
        inner: _interface(inner, "6A:B9:F5:CB:02:B0", "169.254.0.17"),
        outer: _interface(outer, machine.bmc_mac.upper(), machine.address) | {"HostName": machine.bmc_name, "PermanentMACAddress": machine.bmc_mac.upper()},
    }
    return told | _collection(interfaces, "EthernetInterface", [inner, outer])


def _interface(path: str, mac: str, address: str) -> Document:
    words = {"MACAddress": mac, "IPv4Addresses": [{"Address": address, "SubnetMask": "255.255.255.0"}], "InterfaceEnabled": True, "Status": HEALTHY}
    return _one(path, "EthernetInterface.v1_6_2.EthernetInterface", path.rpartition("/")[2]) | words


def _collection(path: str, of: str, members: Iterable[str]) -> dict[str, Document]:
    rows = [_link(member) for member in members]
    kind = f"#{of}Collection.{of}Collection"
    return {path: {"@odata.id": path, "@odata.type": kind, "Name": f"{of} Collection", "Members": rows, "Members@odata.count": len(rows)}}


def _one(path: str, kind: str, name: str) -> Document:
    return {"@odata.id": path, "@odata.type": f"#{kind}", "Id": name, "Name": name}


def _link(path: str) -> Mapping[str, str]:
    return {"@odata.id": path}
