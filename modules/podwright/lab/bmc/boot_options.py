"""From what an emulated machine starts: its boot options, their order, and the change of it.

In the shape of a DGX H100 (github:chet-nvidia/libredfish@932ded5, tests/mockups/nvidia_viking, Systems/DGX/BootOptions): an alias, a name with the MAC and a UEFI path each; an
installed disk comes first here.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from podwright.lab.bmc.answer import Document
from podwright.lab.bmc.machine import EmulatedMachine

if TYPE_CHECKING:
    from podwright.lab.bmc.controller import EmulatedBmc

DISK = "HD(1,GPT,B3F5E32B-6008-483B-9368-204525D8CD8E,0x800,0x100000)/\\EFI\\UBUNTU\\SHIMX64.EFI"
NETWORK_FIRST = ("Pxe", "Hdd")
PLANES = (("Pxe", "PXE", "IPv4"), ("UefiHttp", "HTTP", "IPv4"))


def boot_option_documents(machine: EmulatedMachine, system: str) -> dict[str, Document]:
    """Return the documents of the options, the disk first, then PXE of every port that has a MAC, then HTTP."""
    macs = [port.mac for nic in machine.nics for port in nic.ports if port.mac]
    rows = [("Hdd", "the operating system", DISK), *((alias, *_network(way, family, mac)) for alias, way, family in PLANES for mac in macs)]
    page = f"{system}/BootOptions"
    told: dict[str, Document] = {}
    for number, (alias, name, path) in enumerate(rows):
        own, reference = f"{page}/{number:04X}", f"Boot{number:04X}"
        words = {"Alias": alias, "BootOptionEnabled": True, "BootOptionReference": reference, "DisplayName": name, "UefiDevicePath": path}
        told[own] = {"@odata.id": own, "@odata.type": "#BootOption.v1_0_3.BootOption", "Id": f"{number:04X}", "Name": reference, **words}
    members = [{"@odata.id": path} for path in told]
    kind = "#BootOptionCollection.BootOptionCollection"
    return {page: {"@odata.id": page, "@odata.type": kind, "Name": "Boot Options", "Members": members, "Members@odata.count": len(members)}, **told}


def add_order(told: dict[str, Document], system: str) -> None:
    """Let the system and its settings object tell the order, and the system where the options are."""
    order = [str(one["BootOptionReference"]) for path, one in told.items() if path.startswith(f"{system}/BootOptions/")]
    for path in (system, f"{system}/SD"):
        boot = told[path]["Boot"]
        assert isinstance(boot, dict), "both have a boot"
        boot["BootOrder"] = [*order]
    own = told[system]["Boot"]
    assert isinstance(own, dict), "a system has a boot"
    own["BootOptions"] = {"@odata.id": f"{system}/BootOptions"}


def is_order(bmc: "EmulatedBmc", path: str, order: object) -> bool:
    """Return whether an order holds every option once."""
    system = path.removesuffix("/SD")
    known = [str(one["BootOptionReference"]) for name, one in bmc.documents.items() if name.startswith(f"{system}/BootOptions/")]
    return isinstance(order, list) and sorted(map(str, order)) == sorted(known)


def take_order(bmc: "EmulatedBmc", system: str) -> tuple[str, ...] | None:
    """Let the order be that of the settings object; return it in Redfish's words where the network comes first, None where it does not."""
    own, later = bmc.documents[system]["Boot"], bmc.documents[f"{system}/SD"]["Boot"]
    assert isinstance(own, dict), "a system has a boot"
    assert isinstance(later, dict), "and so has its settings object"
    own["BootOrder"] = [*later["BootOrder"]]
    first = next(iter(own["BootOrder"]), None)
    options: Iterable[Document] = (one for name, one in bmc.documents.items() if name.startswith(f"{system}/BootOptions/"))
    alias = next((one["Alias"] for one in options if one["BootOptionReference"] == first), "Hdd")
    return None if alias == "Hdd" else NETWORK_FIRST


def _network(way: str, family: str, mac: str) -> tuple[str, str]:
    plain = mac.replace(":", "").upper()
    end = "/Uri()" if way == "HTTP" else ""
    return (
        f"UEFI: {way} {family} Network Adapter - {mac.upper()}",
        f"PciRoot(0x0)/Pci(0x1,0x0)/MAC({plain},0x1)/{family}(0.0.0.0,0x0,DHCP,0.0.0.0,0.0.0.0,0.0.0.0){end}",
    )
