"""How each Ethernet switch is managed: by its own port where a cable ends there, else by an address that the out-of-band network carries to it."""

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Address, IPv4Network

from podwright.plan.names import DeviceName
from podwright.plan.types import Cable, Device, EthernetSwitch, Network
from podwright.plan.types.switching import SwitchManagement
from podwright.spec.ethernet import Ethernet as Words
from podwright.spec.ethernet import ManagementBy

MANAGEMENT_PORT = "eth0"
"""What Cumulus Linux and SONiC call it."""
MANAGEMENT_VRF = "mgmt"
"""The virtual router that Cumulus Linux and SONiC keep for it."""
OUT_OF_BAND = "out_of_band"


def management_networks(devices: Iterable[Device], address_of: Mapping[DeviceName, str], networks: Iterable[Network]) -> Mapping[DeviceName, Network]:
    """Return the network that holds the management address of each of these switches; one that no network holds has none."""
    rows: dict[tuple[str, int], list[tuple[IPv4Network, Network]]] = {}
    for row in networks:
        if row.fabric == OUT_OF_BAND:
            rows.setdefault((row.device_class, row.unit), []).append((IPv4Network(row.v4), row))
    found = {}
    for device in devices:
        for held, row in rows.get((device.device_class, device.place.unit), ()):
            if IPv4Address(address_of[device.name]) in held:
                found[device.name] = row
    return found


def management(
    words: Words, switches: Iterable[EthernetSwitch], networks: Mapping[DeviceName, Network], cables: Iterable[Cable]
) -> tuple[SwitchManagement, ...]:
    """Return how each switch is managed, in the order of the switches."""
    cabled = {cable.a_device for cable in cables if cable.a_port == MANAGEMENT_PORT}
    return tuple(row for switch in switches for row in _managed(words, switch, networks.get(switch.device), is_cabled=switch.device in cabled))


def _managed(words: Words, switch: EthernetSwitch, network: Network | None, *, is_cabled: bool) -> Iterator[SwitchManagement]:
    by_site = words.management is ManagementBy.DHCP
    if network is None or by_site or not is_cabled:
        yield SwitchManagement(switch.device, MANAGEMENT_PORT, 0, MANAGEMENT_VRF, "", "", "", "")
    if network is None:
        return
    v4, v6 = _with_length(switch.management_v4, network.v4), _with_length(switch.management_v6, network.v6)
    if is_cabled and not by_site:
        yield SwitchManagement(switch.device, MANAGEMENT_PORT, 0, MANAGEMENT_VRF, v4, v6, network.gateway_v4, network.gateway_v6)
    elif not is_cabled and not switch.asn:
        vlan = f"vlan{network.vlan_id}"
        yield SwitchManagement(switch.device, vlan, network.vlan_id, "default", v4, v6, network.gateway_v4, network.gateway_v6)
    elif not is_cabled:
        yield SwitchManagement(switch.device, "lo", 0, network.vrf, f"{switch.management_v4}/32", f"{switch.management_v6}/128", "", "")


def _with_length(address: str, network: str) -> str:
    return f"{address}/{network.partition('/')[2]}" if address else ""
