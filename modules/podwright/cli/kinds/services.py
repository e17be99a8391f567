"""What name, address and inventory services of a site take: address plan, zones, DHCP, imports."""

from collections.abc import Iterator, Mapping

from podwright.cli.kinds.kind import File, Maker
from podwright.cli.pods import Judged


def addresses(result: Judged) -> Iterator[File]:
    """Yield the address plan."""
    from podwright.outputs.address_sheet import address_sheet

    yield "addresses.csv", address_sheet(result.plan.physical, result.plan.fabric, result.plan.hosts, result.plan.ethernet)


def dns(result: Judged) -> Iterator[File]:
    """Yield the zones, if the site has any for the pod."""
    from podwright.outputs.zones import zone_files

    if result.plan.services.dns is not None:
        yield from ((f"dns/{name}", text) for name, text in zone_files(result.plan.services.dns, result.plan.hosts))


def dhcp(result: Judged) -> Iterator[File]:
    """Yield what Kea reads, and who has no reservation."""
    from podwright.outputs.kea import kea_files
    from podwright.outputs.reservations import reservations

    plan = result.plan
    rows = reservations(plan.services.dhcp, plan.physical, plan.fabric, plan.hosts, plan.ethernet, result.hardware)
    yield from ((f"dhcp/{name}", text) for name, text in kea_files(plan.services.dhcp, plan.hosts, rows, plan.install))


def netbox(result: Judged) -> Iterator[File]:
    """Yield what NetBox imports, less the cables."""
    from podwright.outputs.imports.netbox import netbox_files

    yield from ((f"netbox/{name}", text) for name, text in netbox_files(result.plan, result.hardware))


def nautobot(result: Judged) -> Iterator[File]:
    """Yield what Nautobot imports."""
    from podwright.outputs.imports.nautobot import nautobot_files

    yield from ((f"nautobot/{name}", text) for name, text in nautobot_files(result.plan, result.hardware))


KINDS: Mapping[str, Maker] = {"addresses": addresses, "dns": dns, "dhcp": dhcp, "netbox": netbox, "nautobot": nautobot}
"""Every kind here, by name."""
