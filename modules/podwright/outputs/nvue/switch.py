"""The configuration of one switch, and of all."""

from collections.abc import Iterator

from podwright.outputs.nvue.form import Form, form_of
from podwright.outputs.nvue.interfaces import interfaces
from podwright.outputs.nvue.mlag import mlag
from podwright.outputs.nvue.policy import policy
from podwright.outputs.nvue.routing import evpn, router, static_routes, tunnels, vrfs
from podwright.outputs.nvue.services import queues, services, system
from podwright.outputs.nvue.told import Told, all_told
from podwright.outputs.nvue.tree import Tree, to_yaml
from podwright.outputs.nvue.vlans import bridge
from podwright.plan.types import Ethernet, Hosts

HEADER = "- header:\n    nvue-api-version: nvue_v1\n    rev-id: 1.0\n    version: Cumulus Linux {release}\n- set:\n"


def switch_files(ethernet: Ethernet, hosts: Hosts) -> Iterator[tuple[str, str]]:
    """Yield the name of every switch and its configuration, in the form of the plan's release."""
    form = form_of(ethernet.system.release)
    header = HEADER.format(release=form.release)
    for told in _every(ethernet, hosts):
        yield told.switch.device, header + to_yaml(settings(told, form), indent=4)


def switch_settings(ethernet: Ethernet, hosts: Hosts, device: str) -> Tree | None:
    """Return the settings of one switch, as `nv config patch` and the API take them; None for what is no Ethernet switch."""
    return next((settings(told, form_of(ethernet.system.release)) for told in _every(ethernet, hosts) if told.switch.device == device), None)


def settings(told: Told, form: Form) -> Tree:
    """Return all settings of a switch."""
    found: Tree = {"bridge": bridge(told), "interface": interfaces(told, form), "qos": queues(told, form), "service": services(told, form)}
    found["mlag"], found["system"] = mlag(told, form), system(told, form)
    if not told.switch.asn:
        found["vrf"] = static_routes(told)
    else:
        lists = policy(told)
        found["router"] = {**router(told, form), **({"policy": lists} if lists else {})}
        found["vrf"] = vrfs(told, form)
    if told.switch.is_overlay:
        found["evpn"] = evpn(told, form)
    if told.switch.is_tunnel_end:
        found["nve"] = tunnels(told, form)
    return {name: value for name, value in sorted(found.items()) if value != {}}


def _every(ethernet: Ethernet, hosts: Hosts) -> Iterator[Told]:
    return all_told(ethernet, {row.device: row.name for row in hosts.site_names}, hosts.profiles[0].name_servers if hosts.profiles else ())
