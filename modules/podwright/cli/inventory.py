"""`podwright inventory`: Ansible's inventory of a pod."""

from pathlib import Path

import click

from podwright.cli.pods import FOLDER, judged, refuse_errors


@click.command(name="inventory")
@click.argument("folder", type=FOLDER)
@click.option("--yaml", "as_yaml", is_flag=True, help="Print a fixed inventory file instead, for those who cannot run Python.")
def command(folder: Path, as_yaml: bool) -> None:
    """Print hosts, groups and the values that each role takes, as `ansible-inventory --list` reads them.

    \b
    podwright inventory stacks/lab | jq '._meta.hostvars | keys'
    podwright inventory stacks/lab --yaml > hosts.yml && ansible-playbook -i hosts.yml site.yml
    """
    from podwright.outputs.inventory import inventory_json, inventory_yaml

    result = judged(folder)
    refuse_errors(result.findings)
    click.echo((inventory_yaml if as_yaml else inventory_json)(result.plan), nl=False)
