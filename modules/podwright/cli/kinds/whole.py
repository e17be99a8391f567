"""What tells of the whole pod: plan, inventory, bill, name table, cable sheet, report."""

from collections.abc import Iterator, Mapping

from podwright.cli.kinds.kind import File, Maker
from podwright.cli.pods import Judged
from podwright.plan.canonical import to_json


def plan(result: Judged) -> Iterator[File]:
    """Yield the canonical plan."""
    yield "plan.json", to_json(result.plan)


def inventory(result: Judged) -> Iterator[File]:
    """Yield Ansible's inventory."""
    from podwright.outputs.inventory import inventory_yaml

    yield "hosts.yml", inventory_yaml(result.plan)


def cables(result: Judged) -> Iterator[File]:
    """Yield the cable sheet."""
    from podwright.outputs.cables import cable_sheet

    yield "cables.csv", cable_sheet(result.plan.physical, result.plan.fabric)


def bill(result: Judged) -> Iterator[File]:
    """Yield the bill of materials."""
    from podwright.outputs.bill import bill, bill_csv

    yield "bill.csv", bill_csv(bill(result.plan))


def hosts(result: Judged) -> Iterator[File]:
    """Yield the name table, as /etc/hosts has it."""
    from podwright.outputs.hosts_file import hosts_file

    yield "hosts", hosts_file(result.plan.hosts)


def report(result: Judged) -> Iterator[File]:
    """Yield the report."""
    from podwright.cli.money import money_of_stack
    from podwright.cli.report import layers_of_stack, roles_of_site
    from podwright.outputs.report import render
    from podwright.share import share_folder

    roles, layers = roles_of_site(share_folder() / "site.yml"), layers_of_stack(result.folder)
    money = money_of_stack(result.plan, result.folder)
    yield "report.html", render(result.plan, result.findings, roles=roles, layers=layers, proof=None, money=money)


KINDS: Mapping[str, Maker] = {"plan": plan, "inventory": inventory, "cables": cables, "bill": bill, "hosts": hosts, "report": report}
"""Every kind here, by name."""
