"""The form that NVUE's settings have in a release."""

from collections.abc import Iterable
from dataclasses import dataclass

from podwright.outputs.nvue.tree import Tree

STATES_FROM, RELAY_GROUPS_FROM, LLDP_FROM = 15, 14, 11
"""Minor releases of Cumulus Linux 5 at which the form changed: states and protocols of addresses, groups of DHCP servers, a switch for LLDP (models of NVUE's
OpenAPI documents, nvueschema 0.1.0)."""
BFD_PROFILE = "underlay"


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one release. `release` has three numbers, as the header of a file has it."""

    release: str
    minor: int

    @property
    def flag(self) -> str:
        """Return what a switch that is on is set to."""
        return "enabled" if self.minor >= STATES_FROM else "on"

    @property
    def on(self) -> Tree:
        """Return the setting that turns on what it stands in."""
        return {"state": "enabled"} if self.minor >= STATES_FROM else {"enable": "on"}

    @property
    def bfd(self) -> Tree:
        """Return the setting that turns BFD on for a group of peers: later releases name a profile."""
        return {"profile": BFD_PROFILE} if self.minor >= STATES_FROM else self.on

    def addresses(self, v4: Iterable[str], v6: Iterable[str], *, vrf: str = "") -> Tree:
        """Return addresses of an interface, and the virtual router that it belongs to."""
        if self.minor < STATES_FROM:
            both: Tree = {address: {} for address in (*v4, *v6)}
            return {"ip": _filled({"address": both, "vrf": vrf})}
        return _filled({"ipv4": _filled({"address": _each(v4)}), "ipv6": _filled({"address": _each(v6)}), "vrf": vrf})

    def gateways(self, v4: str, v6: str) -> Tree:
        """Return the gateways of an interface."""
        if self.minor < STATES_FROM:
            return {"ip": {"gateway": _each(gateway for gateway in (v4, v6) if gateway)}}
        return _filled({"ipv4": {"gateway": {v4: {}}} if v4 else {}, "ipv6": {"gateway": {v6: {}}} if v6 else {}})

    def by_dhcp(self) -> Tree:
        """Return the setting of an interface that asks for its address."""
        return {"ip": {"address": {"dhcp": {}}}} if self.minor < STATES_FROM else {"ipv4": {"dhcp-client": {"state": "enabled"}}}

    def in_vrf(self, vrf: str) -> Tree:
        """Return the setting of an interface that belongs to a virtual router."""
        return {"ip": {"vrf": vrf}} if self.minor < STATES_FROM else {"vrf": vrf}

    def shared(self, v4: Iterable[str], v6: Iterable[str]) -> Tree:
        """Return the addresses that several switches answer for."""
        if self.minor < STATES_FROM:
            return {"ip": {"vrr": {"address": _each((*v4, *v6))}}}
        return _filled({"ipv4": _filled({"vrr": _filled({"address": _each(v4)})}), "ipv6": _filled({"vrr": _filled({"address": _each(v6)})})})

    def sharing(self, *, has_v4: bool, has_v6: bool) -> Tree:
        """Return the setting of interfaces whose addresses several switches answer for."""
        if self.minor < STATES_FROM:
            return {"ip": {"vrr": {**self.on, "state": {"up": {}}}}}
        on: Tree = {"vrr": {"state": "enabled", "vrr-state": {"up": {}}}}
        return _filled({"ipv4": on if has_v4 else {}, "ipv6": on if has_v6 else {}})


def form_of(release: str) -> Form:
    """Return the form of a release."""
    numbers = (*release.split("."), "0")[:3]
    return Form(".".join(numbers), int(numbers[1]))


def _each(names: Iterable[str]) -> Tree:
    return {name: {} for name in names}


def _filled(tree: Tree) -> Tree:
    return {name: value for name, value in tree.items() if value not in ("", {})}
