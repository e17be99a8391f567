"""What two fields of a pod must not say together; each rule yields problems in the person's words."""

import ipaddress
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from podwright.spec.errors import Location, Problem, dotted, shown
from podwright.spec.pod import PodSpec
from podwright.spec.site import Pools

RESERVED_NAMESPACES = ("default", "kueue-system")
"""Namespaces that the cluster's own services live in, besides every one that begins with `kube-` (kubernetes.io, Namespaces, read 2026-11-21)."""

BASE_ACCOUNTS = (
    "root",
    "daemon",
    "bin",
    "sys",
    "sync",
    "games",
    "man",
    "lp",
    "mail",
    "news",
    "uucp",
    "proxy",
    "www-data",
    "backup",
    "list",
    "irc",
    "_apt",
    "nobody",
)
"""Accounts that Debian and Ubuntu always have (base-passwd, /usr/share/base-passwd/passwd.master)."""

SERVICE_ACCOUNTS = ("messagebus", "podwright", "prometheus", "sshd", "systemd-network", "systemd-resolve", "systemd-timesync")
"""Accounts that the packages and roles of the pod bring."""


def problems(spec: PodSpec) -> Iterator[Problem]:
    """Yield everything that fields of the pod contradict each other in."""
    for rule in RULES:
        yield from rule(spec)


def no_user_twice(spec: PodSpec) -> Iterator[Problem]:
    """Find users whose name or uid another user already has."""
    yield from _no_value_twice((("access", "users", index, "name"), user.name) for index, user in enumerate(spec.access.users))
    yield from _no_value_twice((("access", "users", index, "uid"), user.uid) for index, user in enumerate(spec.access.users))


def no_user_named_like_a_service(spec: PodSpec) -> Iterator[Problem]:
    """Find users named like an account that the system already has."""
    for index, user in enumerate(spec.access.users):
        if user.name in (*BASE_ACCOUNTS, *SERVICE_ACCOUNTS):
            yield Problem(("access", "users", index, "name"), f"{user.name} is an account of the system on every host", "Give the person another name")


def no_tenant_twice(spec: PodSpec) -> Iterator[Problem]:
    """Find tenants whose name another tenant already has."""
    yield from _no_value_twice((("tenants", index, "name"), tenant.name) for index, tenant in enumerate(spec.tenants))


def no_tenant_named_like_a_service(spec: PodSpec) -> Iterator[Problem]:
    """Find tenants whose namespace the cluster's own services live in."""
    for index, tenant in enumerate(spec.tenants):
        if tenant.name in RESERVED_NAMESPACES or tenant.name.startswith("kube-"):
            yield Problem(("tenants", index, "name"), f"{tenant.name} is a namespace of the cluster's own services", "Give the tenant another name")


def no_name_server_twice(spec: PodSpec) -> Iterator[Problem]:
    """Find name servers that are already listed."""
    yield from _no_value_twice((("site", "name_servers", index), str(ipaddress.ip_address(server))) for index, server in enumerate(spec.site.name_servers))


def growth_reaches_what_stands(spec: PodSpec) -> Iterator[Problem]:
    """Find upper layers built for fewer units than stand."""
    built_for = spec.growth.scalable_units
    if built_for is not None and built_for < spec.scalable_units:
        what = f"{built_for} is below the {spec.scalable_units} units of scalable_units"
        yield Problem(("growth", "scalable_units"), what, f"Give {spec.scalable_units} or more, or drop the line")


def no_pools_overlap(spec: PodSpec) -> Iterator[Problem]:
    """Find pairs of pools that hold the same addresses; told of the pool that was written, of the later one if both were."""
    pools = spec.addresses.pools
    written = pools.model_fields_set
    for first, second in combinations(Pools.model_fields, 2):
        for version in ("v4", "v6"):
            one, other = getattr(getattr(pools, first), version), getattr(getattr(pools, second), version)
            if ipaddress.ip_network(one).overlaps(ipaddress.ip_network(other)):
                here, there = (first, second) if first in written and second not in written else (second, first)
                mine, theirs = (one, other) if here == first else (other, one)
                yield Problem(
                    ("addresses", "pools", here, version),
                    f"{mine} overlaps {theirs} of {there}",
                    f"Move one of them{'' if there in written else f' ({there} is the default)'}",
                )


def partitions_are_of_tenants(spec: PodSpec) -> Iterator[Problem]:
    """Find InfiniBand partitions of a tenant that the pod does not have, and the second one of a tenant or of a P_Key."""
    tenants, at = {tenant.name for tenant in spec.tenants}, ("fabrics", "infiniband", "partitions")
    rows = list(enumerate(spec.fabrics.infiniband.partitions))
    for index, row in rows:
        if row.tenant not in tenants:
            known = f"the tenants are {', '.join(sorted(tenants))}" if tenants else "the pod has no tenants"
            yield Problem((*at, index, "tenant"), f"{row.tenant} is no tenant, {known}", "Name one of them, or add the tenant")
    yield from _no_value_twice(((*at, index, "tenant"), row.tenant) for index, row in rows)
    yield from _no_value_twice(((*at, index, "pkey"), row.pkey) for index, row in rows if row.pkey is not None)


def no_waiver_twice(spec: PodSpec) -> Iterator[Problem]:
    """Find waivers of a finding that is already waived."""
    yield from _no_value_twice((("waivers", index), f"{waiver.code} at {waiver.place}") for index, waiver in enumerate(spec.waivers))


def _no_value_twice(values: Iterable[tuple[Location, str | int]]) -> Iterator[Problem]:
    holder: dict[str | int, Location] = {}
    for location, value in values:
        first = holder.setdefault(value, location)
        if first is not location:
            yield Problem(location, f"{shown(str(value))} already stands at {dotted(first)}", "Change or drop one of them")


RULES: tuple[Callable[[PodSpec], Iterator[Problem]], ...] = (
    no_user_twice,
    no_user_named_like_a_service,
    no_tenant_twice,
    no_tenant_named_like_a_service,
    no_name_server_twice,
    growth_reaches_what_stands,
    no_pools_overlap,
    partitions_are_of_tenants,
    no_waiver_twice,
)
"""Every rule, in the order of the fields they read; a test asserts that none is left out."""
