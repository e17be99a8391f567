"""What the operating system of the hosts is told: the person's words, and what follows of the plan's networks."""

from ipaddress import ip_network

from podwright.plan.types import DeviceClass, Fabrics, Hosts
from podwright.plan.types.system import Basis, Doors, System
from podwright.spec.pod import PodSpec

IN_BAND = "in_band"
SSH_PORT = 22


def system_section(spec: PodSpec, fabric: Fabrics, hosts: Hosts) -> System:
    """Return what the hosts' operating system is told."""
    words = spec.system
    return System(
        basis=Basis(words.packages, words.time_zone, words.locale, words.authorities, words.has_automatic_upgrades),
        doors=_doors(spec, fabric, hosts.profiles[0].telemetry_port) if words.login_from else Doors(),
    )


def _doors(spec: PodSpec, fabric: Fabrics, metrics_port: int) -> Doors:
    """Return who may come in: from the networks that were named, and from the pod's in-band addresses, IPv4 first.

    Laws: a host that comes changes nothing where its network lies in the pool; a network of the site's own is one more.
    """
    pool, named = spec.addresses.pools.in_band, spec.system.login_from
    rows = [row for row in fabric.subnets if row.fabric == IN_BAND and row.device_class is DeviceClass.NODE]
    v4 = (pool.v4, *(row.v4 for row in rows if row.v4 and not _lies_in(row.v4, pool.v4)))
    v6 = (pool.v6, *(row.v6 for row in rows if row.v6 and not _lies_in(row.v6, pool.v6)))
    login = (*(row.v4 for row in named if row.v4), *(row.v6 for row in named if row.v6))
    return Doors(login, (*v4, *v6), SSH_PORT, metrics_port)


def _lies_in(network: str, pool: str) -> bool:
    return ip_network(network).subnet_of(ip_network(pool))  # type: ignore[arg-type]  # both are of one version
