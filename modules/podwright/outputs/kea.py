"""What Kea's DHCP servers read, and the list of machines that it has no address for; pure.

There are no pools: an address is lent to the machine that it is planned for, and to no other. Subnets of one fabric and unit are one shared network, since
requests of switches, hosts, BMCs and PDUs may come in by one relay. A subnet's id is its network address as a number, so that it follows from place.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from socket import inet_aton

from podwright.outputs.kea_boot import boot_classes, hot_standby
from podwright.outputs.reservations import BOOT, SWITCH, Reservation
from podwright.plan.types import Hosts
from podwright.plan.types.install import Install
from podwright.plan.types.services import Dhcp

File = tuple[str, str]
Json = Mapping[str, object]

NOT_INSTALLED = Install()
LEASES = "/var/lib/kea/kea-leases{version}.csv"  # where Debian's packages keep them
PROVISION_URL = 239
"""The DHCP option that Cumulus Linux asks for (Cumulus Linux 5.11, Zero Touch Provisioning, read 2026-11-21); Kea has no name for it."""


def kea_files(dhcp: Dhcp, hosts: Hosts, rows: Iterable[Reservation], install: Install = NOT_INSTALLED) -> Iterator[File]:
    """Yield the configuration of both servers, and machines without a reservation as CSV, each with its reason.

    Where the pod installs its hosts, each of its boot servers has an IPv4 configuration of its own, below a folder of its name.
    """
    asked = sorted(rows, key=lambda row: (row.subnet.fabric, row.subnet.unit, inet_aton(row.subnet.v4.partition("/")[0])))
    servers = hosts.profiles[0].name_servers
    options = _options(hosts, tuple(one for one in servers if ":" not in one), 4)
    if not install.servers:
        yield "kea-dhcp4.conf", _server(4, dhcp, _shared(asked, 4), options, _classes(dhcp), {})
    for server in install.servers:
        classes = [*_classes(dhcp), *boot_classes(install, server)]
        yield f"{server.host}/kea-dhcp4.conf", _server(4, dhcp, _shared(asked, 4), options, classes, hot_standby(install, server))
    yield "kea-dhcp6.conf", _server(6, dhcp, _shared(asked, 6), _options(hosts, tuple(one for one in servers if ":" in one), 6), [], {})
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow(("device", "interface", "v4", "why"))
    sheet.writerows((row.device, row.interface, row.v4, row.why) for row in asked if row.why)
    yield "unreserved.csv", text.getvalue()


def _server(version: int, dhcp: Dhcp, shared: Iterable[str], options: list[Json], classes: list[Json], more: Json) -> str:
    head: dict[str, object] = {
        "interfaces-config": {"interfaces": _interfaces(dhcp, version)},
        "lease-database": {"type": "memfile", "persist": True, "name": LEASES.format(version=version), "lfc-interval": 3600},
        "valid-lifetime": dhcp.lease_s,
        **({"preferred-lifetime": dhcp.lease_s} if version == 6 else {}),
        "host-reservation-identifiers": ["hw-address", "circuit-id"] if version == 4 else ["hw-address", "duid"],
        "reservations-in-subnet": True,
        "reservations-out-of-pool": True,
        "option-data": options,
        **more,
    }
    if version == 4:
        head |= {"authoritative": True}
        if classes:  # Kea takes no empty list here
            head["client-classes"] = classes
        head["option-def"] = [{"name": "cumulus-provision-url", "code": PROVISION_URL, "type": "string"}]
    lines = [f'"{name}": {json.dumps(value)}' for name, value in head.items()]
    networks = f'"shared-networks": [\n{",".join(shared)}]'
    joined = ",\n".join((*lines, networks))
    return f'{{"Dhcp{version}": {{\n{joined}\n}}}}\n'


def _interfaces(dhcp: Dhcp, version: int) -> list[str]:
    """Return where a server listens: IPv4 on an interface or on one address of it, IPv6 on both, since what is sent to one address is not heard otherwise."""
    own = [entry for entry in dhcp.interfaces if "/" in entry and (":" in entry) == (version == 6)]
    named = {entry.partition("/")[0] for entry in own} if version == 4 else set()
    return [*(entry for entry in dhcp.interfaces if "/" not in entry and entry not in named), *own]


def _options(hosts: Hosts, name_servers: tuple[str, ...], version: int) -> list[Json]:
    domain = {"name": "domain-name" if version == 4 else "domain-search", "data": hosts.profiles[0].domain}
    servers = {"name": "domain-name-servers" if version == 4 else "dns-servers", "data": ", ".join(name_servers)}
    return [domain, servers] if name_servers else [domain]


def _classes(dhcp: Dhcp) -> list[Json]:
    classes: list[Json] = []
    if dhcp.switch_option:
        name = "cumulus-provision-url" if dhcp.switch_option == PROVISION_URL else "boot-file-name"
        classes.append({"name": SWITCH, "option-data": [{"name": name, "code": dhcp.switch_option, "data": dhcp.switch_url, "always-send": True}]})
    if dhcp.boot_server:
        classes.append({"name": BOOT, "next-server": dhcp.boot_server, "boot-file-name": dhcp.boot_file})
    return classes


def _shared(rows: list[Reservation], version: int) -> Iterator[str]:
    """Yield each shared network as JSON text, a reservation a line."""
    for (fabric, unit), of_network in groupby(rows, key=lambda row: (row.subnet.fabric, row.subnet.unit)):
        subnets = []
        for subnet, of_subnet in groupby(of_network, key=lambda row: row.subnet):
            network, gateway = (subnet.v4, subnet.gateway_v4) if version == 4 else (subnet.v6, "")
            if not network:
                continue
            held = (_held_v4(row) if version == 4 else _held_v6(row) for row in of_subnet)
            told = {
                "id": int.from_bytes(inet_aton(subnet.v4.partition("/")[0]), "big"),
                "subnet": network,
                "option-data": [{"name": "routers", "data": gateway}] if gateway else [],
            }
            lines = ",\n".join(json.dumps(one) for one in held if one is not None)
            subnets.append(f'{json.dumps(told)[:-1]}, "reservations": [\n{lines}]}}')
        if subnets:
            joined = ",\n".join(subnets)
            yield f'{{"name": "{fabric}-u{unit:03d}", "subnet{version}": [\n{joined}]}}\n'


def _held_v4(row: Reservation) -> Json | None:
    if row.why:
        return None
    known = {"hw-address": row.mac} if row.mac else {"circuit-id": f"'{row.circuit_id}'"}
    name = {"hostname": row.name} if row.name else {}
    return known | {"ip-address": row.v4} | name | ({"client-classes": [row.told]} if row.told else {})


def _held_v6(row: Reservation) -> Json | None:
    if not row.mac or not row.v6:
        return None
    return {"hw-address": row.mac, "ip-addresses": [row.v6]} | ({"hostname": row.name} if row.name else {})
