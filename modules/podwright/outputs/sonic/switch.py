"""The configuration of one switch, and of all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from podwright.outputs.frr.config import Names, frr_configs
from podwright.outputs.frr.edge import Lending, lending_of
from podwright.outputs.nvue.told import Told, all_told
from podwright.outputs.sonic.buffers import Lengths, buffers, model
from podwright.outputs.sonic.names import bond_names, port_names, segment_esi, vrf_names
from podwright.outputs.sonic.overlay import routers, tunnels
from podwright.outputs.sonic.ports import PortNames, Rates, bonds, links, ports
from podwright.outputs.sonic.queues import queues
from podwright.outputs.sonic.system import system
from podwright.outputs.sonic.table import Tables, to_text
from podwright.outputs.sonic.vlans import addresses, relays, vlans
from podwright.plan.port_names import PanelNames, sonic_panels
from podwright.plan.types import Cable, Ethernet, EthernetSwitch, Hosts, SwitchPort


@dataclass(frozen=True, slots=True)
class Shared:
    """What all switches are told of each other: SONiC's names of ports by device, of virtual routers, the site's of devices, rate and length of every cable."""

    names: PortNames
    vrfs: Mapping[str, str]
    called: Mapping[str, str]
    rates: Rates
    lengths: Lengths


def switch_files(ethernet: Ethernet, hosts: Hosts, cables: Iterable[Cable]) -> Iterator[tuple[str, str]]:
    """Yield the file name and text of the configuration of every switch: `NAME_config_db.json` and `NAME_frr.conf`, by the plan's name.

    DHCP gives a new switch that name too, so that it finds its files; the site's own name, where it has one, comes with them.
    """
    panels, named, vrfs = sonic_panels(ethernet), port_names(ethernet), vrf_names(ethernet.vrfs)
    buffer_bytes = {row.panel: row.buffer_bytes for row in ethernet.panels}
    called: dict[str, str] = {row.device: row.name for row in hosts.site_names}
    switches = {row.device for row in ethernet.switches}
    plugged: dict[tuple[str, str], Cable] = {
        end: row for row in cables for end in ((row.a_device, row.a_port), (row.b_device, row.b_port)) if end[0] in switches
    }
    rates, lengths = {end: row.rate_gbps for end, row in plugged.items()}, {end: row.length_m for end, row in plugged.items()}
    shared = Shared({row.device: named[row.panel] for row in ethernet.switches}, vrfs, called, rates, lengths)
    every = tuple(all_told(ethernet, called))
    lending: dict[str, Lending] = {told.switch.device: found for told in every if (found := lending_of(told)) is not None}
    routing = dict(frr_configs(ethernet, Names(named, vrfs, called, _segments, lending)))
    for told in every:
        yield f"{told.switch.device}_config_db.json", to_text(settings(told, shared, panels[told.switch.panel], buffer_bytes[told.switch.panel]))
        yield f"{told.switch.device}_frr.conf", routing.get(told.switch.device, "") or _bridging(told)


def settings(told: Told, shared: Shared, panel: PanelNames, buffer_bytes: int) -> Tables:
    """Return all tables of a switch with this panel and so much buffer."""
    own = shared.names[told.switch.device]
    return {
        **system(told, model(told, buffer_bytes)),
        **ports(told, panel, shared.rates),
        **links(told, shared.names, shared.vrfs, shared.called),
        **bonds(told, own),
        **vlans(told, own),
        **addresses(told, shared.vrfs),
        **relays(told),
        **routers(told, shared.vrfs),
        **tunnels(told),
        **queues(told, own),
        **buffers(told, own, shared.lengths, buffer_bytes),
    }


def _bridging(told: Told) -> str:
    """Return `frr.conf` of a switch that only bridges: its own network's gateways, by which it is managed."""
    ways = [("ip route 0.0.0.0/0", row.gateway_v4) for row in told.management if row.vlan_id] + [
        ("ipv6 route ::/0", row.gateway_v6) for row in told.management if row.vlan_id
    ]
    return (
        "\n".join(("frr defaults datacenter", f"hostname {told.name}", "log syslog informational", *(f"{way} {gateway}" for way, gateway in ways if gateway)))
        + "\n"
    )


def _segments(switch: EthernetSwitch, own: Sequence[SwitchPort]) -> Iterator[tuple[str, str]]:
    """Yield the bond and the identifier of every segment of a switch."""
    names, segments = bond_names(own), {port.bond: port.segment_id for port in own if port.bond and port.segment_id}
    yield from ((names[bond], segment_esi(switch, segment_id)) for bond, segment_id in segments.items())
