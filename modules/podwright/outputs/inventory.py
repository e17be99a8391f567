"""The plan as Ansible's inventory: which hosts, in which groups, with which values for which role; pure.

What all hosts share stands once, at the group `all` or at the profile's group, so that the inventory grows with the hosts and not with their square.
"""

import json

from podwright.outputs.block_yaml import block_yaml
from podwright.outputs.inventory_accelerators import ACCELERATORS, accelerator_groups, accelerator_host_values, accelerator_values
from podwright.outputs.inventory_boot import boot_groups, boot_values
from podwright.outputs.inventory_network import network_values
from podwright.outputs.inventory_system import role_values, system_values
from podwright.outputs.switch_inventory import SWITCHES, Value, Values, shared_switch_values, switch_groups, switch_rows
from podwright.plan.names import DeviceName
from podwright.plan.types import Host, HostProfile, Hosts, Plan, Role

HOST_ROLES = (Role.GPU_NODE, Role.MANAGEMENT_NODE, Role.STORAGE_HOST)


def inventory(plan: Plan) -> Values:
    """Return the inventory in the form that a script prints for `--list`.

    Shape: a group a name, each with its `hosts` and `vars`; `all` has every other group as a child; `_meta.hostvars` has a row a host.
    Laws: every role, rack and profile is a group, with no host if none is in it; every host is in one group of each kind; switches are in groups of their own.
    """
    groups = _groups(plan)
    listed: Values = {name: {"hosts": list[Value](hosts), "vars": _group_values(plan, name)} for name, hosts in groups.items()}
    everything: Values = {"children": list[Value](groups), "vars": shared_values(plan)}
    return {"_meta": {"hostvars": _rows(plan)}, "all": everything, **listed}


def static_inventory(plan: Plan) -> Values:
    """Return the inventory in the form that Ansible reads from a file: the same groups, hosts and values as `inventory`."""
    children: Values = {name: {"hosts": {host: {} for host in hosts}, "vars": _group_values(plan, name)} for name, hosts in _groups(plan).items()}
    return {"all": {"hosts": _rows(plan), "vars": shared_values(plan), "children": children}}


def inventory_json(plan: Plan) -> str:
    """Return the inventory as the JSON text that Ansible takes from a script."""
    return f"{json.dumps(inventory(plan), indent=2)}\n"


def inventory_yaml(plan: Plan) -> str:
    """Return the inventory as a YAML file, for those who cannot run Python where Ansible runs."""
    text = block_yaml(static_inventory(plan))
    return f"# Inventory of pod {plan.header.pod}; it lies beside group_vars/ of the roles' own inventory.\n---\n{text}"


def values_of(plan: Plan, name: str) -> Values:
    """Return every value of one host or switch, those that it shares among them; empty when the plan has no such host."""
    host = next((host for host in plan.hosts.hosts if host.name == name), None)
    if host is None:
        switch = switch_rows(plan).get(name)
        return {} if switch is None else {**shared_values(plan), **shared_switch_values(plan), **switch}
    return {
        **shared_values(plan),
        **role_values(plan, host.role),
        **profile_values(profile_of(plan.hosts, host)),
        **host_values(plan.hosts, host, host_names(plan.hosts, host)),
        **boot_values(plan, name),
        **(accelerator_values(plan) if host.name in plan.accelerators.hosts else {}),
        **accelerator_host_values(plan, host),
    }


def shared_values(plan: Plan) -> Values:
    """Return the values that are the same on every host."""
    rows = [(address, entry.names) for entry in plan.hosts.names for address in (entry.v4, entry.v6)]
    return {
        **system_values(plan),
        **network_values(plan),
        "host_access_pod": plan.header.pod,
        "name_resolution_table": [{"address": address, "names": list[Value](names)} for address, names in rows],
    }


def profile_values(profile: HostProfile) -> Values:
    """Return the values that hosts of one profile share."""
    return {
        "host_access_automation_user": profile.automation_user,
        "host_access_generation": profile.ssh_generation,
        "host_access_seed": profile.ssh_seed.name,
        "host_access_users": [{"name": user.name, "uid": user.uid, "is_admin": user.is_admin, "principal": user.principal} for user in profile.users],
        "name_resolution_domain": profile.domain,
        "name_resolution_servers": list[Value](profile.name_servers),
    }


def host_values(hosts: Hosts, host: Host, names: tuple[str, ...]) -> Values:
    """Return the values that one host has alone; `names` are those of the name table."""
    port = profile_of(hosts, host).telemetry_port
    return {
        "ansible_host": host.full_name,
        "host_access_host_names": list[Value](names),
        "host_access_listen_addresses": [host.in_band_v4, host.in_band_v6],
        "name_resolution_hostname": host.name,
        "node_telemetry_listen_addresses": [f"{host.in_band_v4}:{port}", f"[{host.in_band_v6}]:{port}"],
    }


def host_names(hosts: Hosts, host: Host) -> tuple[str, ...]:
    """Return the names that one host has in the name table, full name first; its certificate vouches for these."""
    return next(entry.names for entry in hosts.names if host.full_name in entry.names)


def profile_of(hosts: Hosts, host: Host) -> HostProfile:
    """Return the profile that a host names."""
    return next(profile for profile in hosts.profiles if profile.name == host.profile)


def profile_group(profile: str) -> str:
    """Return the group of a profile's hosts."""
    return f"profile_{profile.replace('-', '_')}"


def rack_group(rack: str) -> str:
    """Return the group of a rack's hosts; Ansible takes no dash in a group's name."""
    return f"rack_{rack.replace('-', '_')}"


def _groups(plan: Plan) -> dict[str, list[DeviceName]]:
    """Return the hosts of every group, by group in name order."""
    rack_of_device = {device.name: device.rack for device in plan.physical.devices}
    names = [*HOST_ROLES, *(rack_group(rack.name) for rack in plan.physical.racks), *(profile_group(profile.name) for profile in plan.hosts.profiles)]
    groups: dict[str, list[DeviceName]] = {str(name): [] for name in sorted(names)}
    for host in plan.hosts.hosts:
        for name in (host.role, rack_group(rack_of_device[host.name]), profile_group(host.profile)):
            groups[name].append(host.name)
    return {**groups, **accelerator_groups(plan), **boot_groups(plan), **switch_groups(plan)}


def _rows(plan: Plan) -> Values:
    """Return the own values of every host, then of every switch."""
    names_of = {entry.names[0]: entry.names for entry in plan.hosts.names}
    of_hosts: Values = {}
    for host in plan.hosts.hosts:
        own = host_values(plan.hosts, host, names_of.get(host.full_name) or host_names(plan.hosts, host)) | boot_values(plan, host.name)
        of_hosts[host.name] = own | accelerator_host_values(plan, host)
    return {**of_hosts, **switch_rows(plan)}


def _group_values(plan: Plan, group: str) -> Values:
    """Return the values that a group gives its hosts: a role's, a profile's and that of all switches give some."""
    if group in HOST_ROLES:
        return role_values(plan, Role(group))
    if group == ACCELERATORS:
        return accelerator_values(plan)
    if group == SWITCHES:
        return shared_switch_values(plan)
    return next((profile_values(profile) for profile in plan.hosts.profiles if profile_group(profile.name) == group), {})
