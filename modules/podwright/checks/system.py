"""What the operating system is told can be obeyed, and does not open what it should close."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from podwright.plan.finding import Finding, Severity
from podwright.plan.types import Plan

PAGES = "hugepages="
WIDE = {4: 8, 6: 32}
"""Prefix lengths below which a network is half of everybody: the private 10.0.0.0/8 and an IPv6 provider's allocation (RFC 6177) are just not."""


def huge_pages_leave_room(plan: Plan) -> Iterator[Finding]:
    """Find kinds of hosts whose memory is set aside as huge pages to more than three quarters: a kernel that gets all of them starts nothing else."""
    asked_gib = next((int(word.removeprefix(PAGES)) for word in plan.system.kernel_arguments if word.startswith(PAGES)), 0)
    for kind in plan.machines.kinds:
        if kind.memory_gib is not None and asked_gib * 4 > kind.memory_gib * 3:
            what = f"{asked_gib} GiB of huge pages on {kind.kind}, which has {kind.memory_gib} GiB of memory"
            yield Finding("P570", "system.huge_page_gib", what, f"Ask {kind.memory_gib * 3 // 4} GiB at most")


def logs_stay_secret(plan: Plan) -> Iterator[Finding]:
    """Warn of logs that leave the pod's own network unencrypted."""
    logs, networks = plan.system.logs, [ip_network(row) for pool in plan.fabric.subnets if pool.fabric == "in_band" for row in (pool.v4, pool.v6) if row]
    if not logs.receiver or logs.is_encrypted:
        return
    try:
        address = ip_address(logs.receiver)
        is_own = any(address in network for network in networks if network.version == address.version)
    except ValueError:
        is_own = any(logs.receiver in entry.names for entry in plan.hosts.names)
    if not is_own:
        what = f"logs go to {logs.receiver} unencrypted, beyond the pod's own network"
        yield Finding(
            "P571", "system.logs.receiver", what, "Drop is_encrypted, and name the authority of its certificate in system.authorities", Severity.WARNING
        )


def doors_are_not_open_to_everybody(plan: Plan) -> Iterator[Finding]:
    """Warn of networks to log in from that are so wide that they close nothing."""
    for text in plan.system.doors.login_networks:
        network = ip_network(text)
        if network.prefixlen < WIDE[network.version]:
            what = f"{text} holds 2^{network.max_prefixlen - network.prefixlen} addresses, and the rule should close ssh to all but a few"
            yield Finding("P572", "system.login_from", what, "Name the networks of the people who log in", Severity.WARNING)
