"""What the operating system of the hosts is told: the person's words, and what follows of the plan's networks."""

from ipaddress import ip_network

from podwright.plan.hardening import hardening
from podwright.plan.tuning import tuning
from podwright.plan.types import DeviceClass, Fabrics, Hosts, Role
from podwright.plan.types.system import Basis, Doors, Logs, System, Time, TimeServer
from podwright.spec.pod import PodSpec
from podwright.spec.system import Logs as LogWords
from podwright.spec.system import System as SystemWords

IN_BAND = "in_band"
SSH_PORT = 22
TIME_SERVER_COUNT = 4
"""One that is wrong is outvoted by three others (RFC 8633, section 3.2); more only ask more."""


def system_section(spec: PodSpec, fabric: Fabrics, hosts: Hosts) -> System:
    """Return what the hosts' operating system is told."""
    words = spec.system
    return System(
        basis=Basis(words.packages, words.time_zone, words.locale, words.authorities, words.has_automatic_upgrades),
        doors=_doors(spec, fabric, hosts.profiles[0].telemetry_port) if words.login_from else Doors(),
        tuning=tuning(words),
        logs=_logs(words.logs),
        time=_time(spec, fabric, hosts) if words.time_servers else Time(),
        kernel_arguments=_kernel_arguments(words),
        hardening=hardening(words),
    )


def _doors(spec: PodSpec, fabric: Fabrics, metrics_port: int) -> Doors:
    """Return who may come in: from the networks that were named, and from the pod's own."""
    named = spec.system.login_from
    login = (*(row.v4 for row in named if row.v4), *(row.v6 for row in named if row.v6))
    return Doors(login, _own_networks(spec, fabric), SSH_PORT, metrics_port)


def _logs(words: LogWords) -> Logs:
    receiver = words.receiver
    if receiver is None:
        return Logs(words.max_gib, words.keep_days)
    return Logs(words.max_gib, words.keep_days, receiver.name, receiver.port, receiver.is_encrypted)


def _time(spec: PodSpec, fabric: Fabrics, hosts: Hosts) -> Time:
    """Return whose time is kept: management nodes ask the site, the others ask them, at most as many as chrony tells apart a wrong one among."""
    told = [TimeServer(host.name, host.in_band_v4) for host in hosts.hosts if host.role is Role.MANAGEMENT_NODE]
    return Time(spec.system.time_servers, tuple(told[:TIME_SERVER_COUNT]), _own_networks(spec, fabric))


def _kernel_arguments(words: SystemWords) -> tuple[str, ...]:
    pages = ("default_hugepagesz=1G", "hugepagesz=1G", f"hugepages={words.huge_page_gib}") if words.huge_page_gib else ()
    return (*words.kernel_arguments, *pages)


def _own_networks(spec: PodSpec, fabric: Fabrics) -> tuple[str, ...]:
    """Return the pod's in-band networks, IPv4 first.

    Laws: a host that comes changes nothing where its network lies in the pool; a network of the site's own is one more.
    """
    pool = spec.addresses.pools.in_band
    rows = [row for row in fabric.subnets if row.fabric == IN_BAND and row.device_class is DeviceClass.NODE]
    v4 = (pool.v4, *(row.v4 for row in rows if row.v4 and not _lies_in(row.v4, pool.v4)))
    v6 = (pool.v6, *(row.v6 for row in rows if row.v6 and not _lies_in(row.v6, pool.v6)))
    return (*v4, *v6)


def _lies_in(network: str, pool: str) -> bool:
    return ip_network(network).subnet_of(ip_network(pool))  # type: ignore[arg-type]  # both are of one version
