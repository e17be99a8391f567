"""Boot servers are sent all that their roles need, of its type, and nobody else is sent any of it."""

from pathlib import Path

from contract.test_roles import OF_BOOT_SERVERS, ROLES, ROOT, complaints, options_of, read
from podwright.install.service.settings import load_settings
from podwright.install.serving import program, settings_text
from podwright.outputs.inventory import inventory, values_of
from unit.checks.install_breaks import installed

OPTIONS = {name: option for role in ROLES if role.name in OF_BOOT_SERVERS for name, option in options_of(role).items()}


def test_boot_servers_are_a_group_and_have_what_their_roles_need() -> None:
    plan = installed()
    compiled = read(ROOT / "inventory/group_vars/boot_servers.yml").keys()
    groups = inventory(plan)
    assert groups["boot_servers"] == {"hosts": [row.host for row in plan.install.servers], "vars": {}}
    for host in plan.hosts.hosts:
        sent = {name: value for name, value in values_of(plan, host.name).items() if name in OPTIONS}
        if host.name not in {row.host for row in plan.install.servers}:
            assert sent == {}
            continue
        assert {name for name, option in OPTIONS.items() if option.get("required")} == {*sent, *compiled} - {"dhcp_server_is_pair"}
        assert [line for name, value in sent.items() for line in complaints(name, value, OPTIONS[name])] == []


def test_the_program_that_is_sent_reads_the_settings_that_are_sent(tmp_path: Path) -> None:
    plan = installed()
    first = plan.install.servers[0]
    path = tmp_path / "settings.json"
    path.write_text(settings_text(plan, first.host))
    told = load_settings(path)
    assert (told.server, told.address) == first
    assert told.hosts == {row.host: row.v4 for row in plan.install.hosts}
    files = dict(program())
    lines = [line for content in files.values() for line in content.splitlines() if line.startswith(("from podwright", "import podwright"))]
    assert [line for line in lines if not line.startswith("from podwright.install.service")] == [], "it runs where podwright is not installed"
