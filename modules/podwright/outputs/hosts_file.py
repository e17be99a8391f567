"""The pod's name table as a hosts file, for a machine that is not yet one of the pod's hosts; pure."""

from podwright.plan.types import Hosts

LOOPBACK = ("127.0.0.1 localhost", "::1 localhost ip6-localhost ip6-loopback")


def hosts_file(hosts: Hosts) -> str:
    """Return the text of /etc/hosts: the loopback names, then every name of the pod in the table's order, IPv4 before IPv6."""
    rows = (f"{address} {' '.join(entry.names)}" for entry in hosts.names for address in (entry.v4, entry.v6))
    return "\n".join(("# Names of the pod, from its plan.", *LOOPBACK, *rows, ""))
