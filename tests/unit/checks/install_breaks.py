"""Pods that nobody could install as they say."""

from collections.abc import Callable
from dataclasses import replace

from podwright.plan.types import Plan
from unit.pods import STARTER, plan

DIGEST = "0" * 64


def installed(**words: object) -> Plan:
    """Return a starter pod with two boot servers, without another finding."""
    disks = [{"host": f"pod-u001-r01-n{slot:02d}", "serial": f"S{slot}"} for slot in (9, 12, 13)]
    given = {"image": DIGEST, "disk": {"serials": disks}}
    return plan(STARTER, tenants=({"name": "all", "gpu_count": 16},), management={"host_count": 2}, install=given | words)


def orphaned() -> Plan:
    """Return a pod that forgot to install a host."""
    pod = installed()
    return replace(pod, install=replace(pod.install, hosts=pod.install.hosts[1:]))


def alone() -> Plan:
    pod = installed()
    first = pod.install.servers[0]
    rows = tuple(row._replace(server=first.host) for row in pod.install.hosts if row.host != first.host)
    return replace(pod, install=replace(pod.install, servers=(first,), hosts=rows))


INSTALL: dict[str, tuple[str, Callable[[], Plan]]] = {
    "boot_servers_are_two": ("P551", alone),
    "disks_can_be_told_from_others": ("P553", lambda: installed(disk={"rule": "smallest"})),
    "install_is_declared_as_a_whole": ("P554", lambda: installed(firmware="bios", secure_boot=True)),
    "every_host_has_a_boot_server": ("P557", orphaned),
}
"""By check: its code, and a pod that it alone finds fault with."""
