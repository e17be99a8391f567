"""Everything that the plan says of one Ethernet switch, gathered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from podwright.plan.types import Ethernet, EthernetFabric, EthernetSwitch, Network, PortUse, SwitchInterface, SwitchPort
from podwright.plan.types.mlag import MlagSwitch
from podwright.plan.types.switching import SwitchCage, SwitchManagement, SwitchVrf

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Told:
    """One switch: its rows of the Ethernet section, and what all switches share. `switches` are the names of all; `pair_asn` is the autonomous system of the one
    that cables join it to, 0 without one. `name_servers` are the site's; `repeated` are VLANs in which switches have the same address, each behind a gateway.
    """

    switch: EthernetSwitch
    name: str
    ethernet: Ethernet
    fabrics: Mapping[str, EthernetFabric]
    networks: Mapping[int, tuple[Network, ...]]
    switches: frozenset[str]
    cages: tuple[SwitchCage, ...]
    ports: tuple[SwitchPort, ...]
    interfaces: tuple[SwitchInterface, ...]
    management: tuple[SwitchManagement, ...]
    vrfs: tuple[SwitchVrf, ...]
    mlag: MlagSwitch | None
    pair_asn: int
    name_servers: tuple[str, ...]
    repeated: frozenset[int]

    def with_use(self, *uses: PortUse) -> tuple[SwitchPort, ...]:
        """Return the ports that are for one of these."""
        return tuple(port for port in self.ports if port.use in uses)

    @property
    def is_at_edge(self) -> bool:
        """Return whether the site's routers are plugged in here."""
        return any(port.use is PortUse.EDGE for port in self.ports)

    @property
    def vlan_ids(self) -> tuple[int, ...]:
        """Return the VLANs that the switch carries."""
        carried = {vlan_id for port in self.ports for vlan_id in (port.untagged, *port.tagged) if vlan_id}
        return tuple(sorted(carried | {row.vlan_id for row in self.management if row.vlan_id}))


def all_told(ethernet: Ethernet, names: Mapping[str, str], name_servers: Iterable[str] = ()) -> Iterator[Told]:
    """Yield what is told of every switch, in their order; `names` are the site's own, by device."""
    fabrics = {row.name: row for row in ethernet.fabrics}
    networks = {key: tuple(rows) for key, rows in _grouped(ethernet.networks, "vlan_id").items()}
    cages = {key: tuple(rows) for key, rows in _grouped(ethernet.cages, "panel").items()}
    ports, interfaces = _grouped(ethernet.ports, "device"), _grouped(ethernet.interfaces, "device")
    management, vrfs = _grouped(ethernet.management, "device"), _grouped(ethernet.switch_vrfs, "device")
    asn_of, mlag = {row.device: row.asn for row in ethernet.switches}, {row.device: row for row in ethernet.mlag}
    known = frozenset(asn_of)
    repeated, resolvers = frozenset(_repeated(ethernet.interfaces)), tuple(name_servers)
    pair_asn = {port.device: asn_of[port.peer] for port in ethernet.ports if port.use is PortUse.PEER}
    for switch in ethernet.switches:
        name = switch.device
        yield Told(
            switch,
            names.get(name, name),
            ethernet,
            fabrics,
            networks,
            known,
            cages.get(switch.panel, ()),
            tuple(ports.get(name, ())),
            tuple(interfaces.get(name, ())),
            tuple(management.get(name, ())),
            tuple(vrfs.get(name, ())),
            mlag.get(name),
            pair_asn.get(name, 0),
            resolvers,
            repeated,
        )


def _repeated(interfaces: Iterable[SwitchInterface]) -> Iterator[int]:
    """Yield every VLAN in which two switches have one address."""
    holder: dict[tuple[int, str], str] = {}
    for row in interfaces:
        if row.v4 and holder.setdefault((row.vlan_id, row.v4), row.device) != row.device:
            yield row.vlan_id


def _grouped(rows: Iterable[Row], field: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(getattr(row, field), []).append(row)
    return found
