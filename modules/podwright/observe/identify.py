"""Who is who: things that were observed joined with the devices of the plan, by hardware ids, by their own names, else by what they are plugged into."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from podwright.observe.descriptions import chip_in, is_nameless, names_in, unknown_end
from podwright.observe.drift import Drift, DriftKind
from podwright.observe.ids import printable, readable
from podwright.observe.misnamed_hosts import LEAST_SHARE, LEAST_WITNESSES, Adapter, misnamed_hosts
from podwright.observe.mute import names_itself
from podwright.observe.name_faults import misnamed, repeat, repeated_ids
from podwright.observe.nodes import all_ids, whole_nodes
from podwright.observe.observed import Link, Node, NodeKind, Observed, PortState, merged
from podwright.observe.planes import Plane, has_planes, whole_links, whole_states
from podwright.observe.planned import End, Planned
from podwright.plan.types.hosts import SiteName


class Seen(NamedTuple):
    """One cable by ends that have names: who told it, and what was told."""

    a: End
    b: End
    rate_gbps: float | None
    width: int | None
    told_by: str


@dataclass(slots=True)
class Identified:
    """Cables and port states by their ends, and what names and ids give to find fault with. `device_of` has the device of the plan for every node that is one."""

    links: list[Seen]
    states: dict[End, PortState]
    device_of: dict[str, str]
    drifts: list[Drift] = field(default_factory=list)


def identify(planned: Planned, observed: Observed, ids: Mapping[str, End], site_names: Iterable[SiteName] = ()) -> Identified:
    """Return what was observed under the plan's names; a device may call itself by the site's own name just as well."""
    return _Join(planned, observed, ids, site_names).done()


class _Join:
    """One run: the nodes, what each may be, and the faults found on the way."""

    def __init__(self, planned: Planned, observed: Observed, ids: Mapping[str, End], site_names: Iterable[SiteName]) -> None:
        self.planned, self.observed = planned, observed
        self.lower = {row.name.lower(): str(row.device) for row in site_names} | {name.lower(): name for name in planned.devices}
        self.drifts: list[Drift] = []
        self.nodes = whole_nodes(planned, observed, self.drifts)
        self.ids = all_ids(planned, observed, ids, self.drifts)
        self.device_of: dict[str, str] = {}
        self.is_certain: set[str] = set()
        self.ends: dict[tuple[str, str], End] = {}
        self.pairs: list[tuple[End, End]] | None = None
        self.adapters = Counter(node.name for node in self.nodes.values() if node.kind is NodeKind.ADAPTER)

    def done(self) -> Identified:
        for node in self.nodes.values():
            self._first_guess(node)
        self._settle()
        self._settle_hosts()
        self._settle_controllers()
        told = zip(self.observed.links, self._pairs(), strict=True)
        are_planes = has_planes(self.nodes, self.device_of)
        whole = whole_links(self.nodes, (Plane(link, *pair) for link, pair in told)) if are_planes else ()
        links = [self._seen(row.link, (row.a, row.b)) for row in whole] if are_planes else [self._seen(link, pair) for link, pair in told]
        self.drifts += repeated_ids(planned=self.planned, observed=self.observed, nodes=self.nodes, ids=self.ids, end_of=self._end)
        return Identified(links, self._states(are_planes=are_planes), self.device_of, self.drifts)

    def _first_guess(self, node: Node) -> None:
        """Keep which device a node is, by an id, else by its name."""
        if node.kind is NodeKind.ASKED:
            name = node.key.removeprefix("asked:")
            self._keep(node, name, is_certain=True)
            self._insist_on_name(node, name)
            return
        by_id = next((self.ids[one].device for one in (*node.ids, *(guid for _, guid in node.port_ids)) if one in self.ids), None)
        if by_id is not None:
            self._keep(node, by_id, is_certain=True)
            self._insist_on_name(node, by_id)
            return
        by_name = self._named(node.name)
        if by_name is not None:
            self._keep(node, by_name, is_certain=False)

    def _keep(self, node: Node, name: str, *, is_certain: bool) -> None:
        if name in self.planned.devices:
            self.device_of[node.key] = name
            if is_certain:
                self.is_certain.add(node.key)

    def _insist_on_name(self, node: Node, device: str) -> None:
        """Find fault with a node that calls itself by the name of another device than it is."""
        said = self._named(node.name)
        if said is not None and said != device and device in self.planned.devices and not self._is_told(device, said):
            self._find_misnamed(node.name, device, "by its hardware ids" if node.kind is not NodeKind.ASKED else "as it was asked")

    def _find_misnamed(self, name: str, device: str, why: str) -> None:
        self.drifts.append(misnamed(self.planned, name, device, why, said=self._named(name)))

    def _is_told(self, device: str, said: str) -> bool:
        return any(drift.kind is DriftKind.MISNAMED and {device, said} == {end.device for end in drift.ends} for drift in self.drifts)

    def _named(self, name: str) -> str | None:
        """Return the device of the plan that a name means: with or without its domain, as a switch describes itself, or with an adapter behind it."""
        whole, without_domain = names_in(name)
        return self.lower.get(whole) or self.lower.get(without_domain)

    def _settle(self) -> None:
        """Doubt names that no cable speaks for, give one name to one thing, and name what has none by what it is plugged into."""
        doubtful = [node for node in self.nodes.values() if node.kind in (NodeKind.CHASSIS, NodeKind.SWITCH) and node.key not in self.is_certain]
        holders = self._holders()
        agrees, told = self._agreement()
        suspects = {
            node.key
            for node in doubtful
            if (named := self.device_of.get(node.key)) is None or holders[named] > 1 or (not agrees[node.key] and told[node.key] >= LEAST_WITNESSES)
        }
        if not suspects:
            return
        votes, counts = self._votes(suspects)
        for node in doubtful:
            if node.key in suspects:
                self._judge(node, votes[node.key], counts[node.key], holders)
        self._settle_rest([node for node in doubtful if node.key not in self.device_of])

    def _holders(self) -> Counter[str]:
        """Return how many things have each name; the chips of one switch are one."""
        named = [node for node in self.nodes.values() if node.kind in (NodeKind.CHASSIS, NodeKind.SWITCH) and node.key in self.device_of]
        found = Counter[str]()
        for (device, _), count in Counter((self.device_of[node.key], chip_in(node.name)) for node in named).items():
            found[device] = max(found[device], count)
        return found

    def _settle_rest(self, nameless: list[Node]) -> None:
        """Name what is plugged into things that were themselves named by their cables: spines behind leaves, then cores behind spines."""
        while nameless:
            before = len(nameless)
            votes, counts = self._votes({node.key for node in nameless})
            for node in nameless:
                self._judge(node, votes[node.key], counts[node.key], Counter())
            nameless = [node for node in nameless if node.key not in self.device_of]
            if len(nameless) == before:
                return

    def _settle_hosts(self) -> None:
        """Name each host whose adapters all stand at its place under one other name: two hosts with each other's names are no exchange of all their cables."""
        found = misnamed_hosts(self.planned, self._plugged_adapters())
        for host in found:
            for key, port, end in host.adapters:
                self.device_of[key] = host.device
                self._forget(key)
                self.ends[key, port] = end
            said = self._named(host.said)
            if not is_nameless(host.said) and (said is None or not self._is_told(host.device, said)):
                self._find_misnamed(host.said, host.device, f"by {len({end for _, _, end in host.adapters})} of its cables")

    def _settle_controllers(self) -> None:
        """Take what is plugged where a controller or an appliance should be for it, under whatever name, unless its id is known and this is another."""
        known = set(self.ids.values())
        links = Counter(key for link in self.observed.links for key in (link.a_node, link.b_node))
        for link in self.observed.links:
            node = self.nodes.get(link.b_node)
            if node is None or node.kind is not NodeKind.CHASSIS or node.key in self.device_of or links[node.key] > 1:
                continue
            should = self.planned.peer.get(self._end(link.a_node, link.a_port))
            if should is not None and names_itself(self.planned, should) and should not in known:
                self.device_of[node.key] = should.device
                self._forget(node.key)
                self.ends[node.key, link.b_port] = should

    def _plugged_adapters(self) -> Iterator[Adapter]:
        """Yield each adapter that is known by its name alone and plugged to a planned port of something that is known."""
        for link in self.observed.links:
            for key, port, other, other_port in ((link.a_node, link.a_port, link.b_node, link.b_port), (link.b_node, link.b_port, link.a_node, link.a_port)):
                node = self.nodes.get(key)
                if node is None or node.kind is not NodeKind.ADAPTER or key in self.is_certain or other not in self.device_of:
                    continue
                should = self.planned.peer.get(self._end(other, other_port))
                if should is not None:
                    yield Adapter(key, port, node.name, self.device_of.get(key), should)

    def _agreement(self) -> tuple[Counter[str], Counter[str]]:
        """Return for each node how many of its cables are where its name has them, and how many it has."""
        agrees, told = Counter[str](), Counter[str]()
        for link, (a, b) in zip(self.observed.links, self._pairs(), strict=True):
            told[link.a_node] += 1
            told[link.b_node] += 1
            if self.planned.peer.get(a) == b:
                agrees[link.a_node] += 1
                agrees[link.b_node] += 1
        return agrees, told

    def _pairs(self) -> list[tuple[End, End]]:
        """Return the ends of every link, in their order, as far as nodes are known now."""
        if self.pairs is None:
            self.pairs = [(self._end(link.a_node, link.a_port), self._end(link.b_node, link.b_port)) for link in self.observed.links]
        return self.pairs

    def _votes(self, suspects: set[str]) -> tuple[dict[str, Counter[str]], Counter[str]]:
        """Return for each suspect which devices its cables speak for, and how many of its cables lead to something that is known."""
        votes: dict[str, Counter[str]] = {key: Counter() for key in suspects}
        counts = Counter[str]()
        for link in self.observed.links:
            for key, port, other, other_port in ((link.a_node, link.a_port, link.b_node, link.b_port), (link.b_node, link.b_port, link.a_node, link.a_port)):
                if key not in suspects or other not in self.device_of:
                    continue
                counts[key] += 1
                should = self.planned.peer.get(self._end(other, other_port))
                if should is not None and self._port(self.nodes[key], should.device, port) == should.port:
                    votes[key][should.device] += 1
        return votes, counts

    def _judge(self, node: Node, votes: Counter[str], count: int, holders: Counter[str]) -> None:
        named = self.device_of.get(node.key)
        best, speaking = max(votes.items(), key=lambda pair: (pair[1], pair[0]), default=(None, 0))
        is_enough = best is not None and speaking >= max(LEAST_WITNESSES, LEAST_SHARE * count)
        if named is not None and votes[named] and (holders[named] == 1 or best == named):
            return
        if best is not None and is_enough and best != named:
            self.device_of[node.key] = best
            self._forget(node.key)
            if node.kind is not NodeKind.SWITCH or not is_nameless(node.name):
                self._find_misnamed(node.name, best, f"by {speaking} of its {count} cables")
        elif named is not None and holders[named] > 1:
            del self.device_of[node.key]
            self._forget(node.key)
            holders[named] -= 1
            what = f"two things call themselves {node.name}: {readable(node.key)} is the one that is not where the plan has it"
            self.drifts.append(repeat(self.planned, what, (named,)))

    def _forget(self, key: str) -> None:
        self.pairs = None
        for known in [known for known in self.ends if known[0] == key]:
            del self.ends[known]

    def _end(self, key: str, port: str) -> End:
        """Return the end that a node's port is, by names."""
        end = self.ends.get((key, port))
        if end is None:
            node = self.nodes.get(key) or Node(key, NodeKind.CHASSIS, key, (), "")
            device = self.device_of.get(key)
            end = End(device, printable(self._port(node, device, port))) if device else unknown_end(node, port, is_only=self.adapters[node.name] == 1)
            self.ends[key, port] = end
        return end

    def _port(self, node: Node, device: str, port: str) -> str:
        """Return what the plan calls a port of a node, were the node this device."""
        if node.kind is NodeKind.SWITCH:
            return self.planned.switch_port(device, port)
        if node.kind is NodeKind.ADAPTER:
            known = next((self.ids[guid] for own, guid in node.port_ids if own == port and guid in self.ids), None) or (
                next((self.ids[one] for one in node.ids if one in self.ids), None) if len(node.port_ids) < 2 else None
            )
            if known is not None and known.device == device and known.port:
                return known.port
            adapter = node.name.partition(" ")[2].strip()
            return self.planned.adapter_port(device, adapter) or (adapter if port == "1" and adapter else f"{adapter or 'adapter'} port {port}")
        if port.startswith("mac:"):
            known = self.ids.get(port)
            return known.port if known is not None and known.device == device and known.port else port
        return self.planned.told_port(device, port)

    def _seen(self, link: Link, pair: tuple[End, End]) -> Seen:
        told_by = self.device_of.get(link.a_node, link.a_node) if link.a_node.startswith("asked:") else ""
        return Seen(*pair, link.rate_gbps, link.width, told_by)

    def _states(self, *, are_planes: bool) -> dict[End, PortState]:
        """Return port states by end; what several sources say of one port is put together."""
        holder = {one: key for key, node in self.nodes.items() for one in (*node.ids, *(guid for _, guid in node.port_ids))}
        by_port: dict[tuple[str, str], PortState] = {}
        for state in self.observed.states:
            port = state.node if state.node in self.nodes else holder.get(state.node, state.node), state.port
            before = by_port.get(port)
            by_port[port] = state if before is None else merged(before, state)
        end_of = {port: self._end(*port) for port in by_port}
        if are_planes:
            return whole_states(self.nodes, by_port, end_of)
        found: dict[End, PortState] = {}
        for port, state in by_port.items():
            end, before = end_of[port], found.get(end_of[port])
            found[end] = state if before is None else merged(before, state)
        return found
