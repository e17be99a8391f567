"""IPMI over LAN, off where Redfish answers.

Words: ManagerNetworkProtocol's `IPMI.ProtocolEnabled` (DMTF DSP8010); a DGX H100 tells it so (github:chet-nvidia/libredfish, tests/mockups/nvidia_viking,
Managers/BMC/NetworkProtocol). Why: the handshake of IPMI 2.0 hands a hash of a user's password to whoever asks (CVE-2013-4786).
"""

from collections.abc import Iterator

from podwright.bmc.etag import etag_of
from podwright.bmc.setting import Change, Request, Setting
from podwright.observe.redfish.reading import manager_of
from podwright.observe.redfish.shelf import Resource, Shelf

WHY = "it hands a hash of the password to whoever asks, and Redfish answers here"


def ipmi_settings(shelf: Shelf, root: Resource, system: Resource, host: str) -> Iterator[Setting]:
    """Yield what shuts IPMI over LAN, where it is on."""
    manager = manager_of(shelf, root, system)
    protocols = shelf.at(manager.link("NetworkProtocol")) if manager else None
    if protocols is not None and protocols.get("IPMI", "ProtocolEnabled") is True:
        request = Request("PATCH", protocols.path, {"IPMI": {"ProtocolEnabled": False}}, etag_of(protocols))
        yield Setting(host, "IPMI over LAN", (Change("IPMI over LAN", "on", "off"),), WHY, request)
