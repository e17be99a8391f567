"""Ubuntu Server's automatic installation of one host: `user-data` and `meta-data`, as cloud-init's NoCloud source reads them; pure.

Source: Ubuntu installation documentation, "Autoinstall configuration reference manual" (storage layouts with `match`, command lists, user-data; read 2026-11-21).
There is no secret in them: the host's own key is not there, so the first ssh to a host that was installed so is not strict. Everything else is the plan's.
"""

from collections.abc import Iterator

from podwright.outputs.host_network.netplan import netplan_yaml
from podwright.outputs.host_seed import AUTOMATION_UID
from podwright.plan.host_network import HostNetwork, KindNetwork
from podwright.plan.types import Host, HostProfile
from podwright.plan.types.install import HostInstall, Install

CA_FILE = "/etc/ssh/podwright_seed_ca.pub"
SSHD_FILE = "/etc/ssh/sshd_config.d/90-podwright-seed.conf"


def user_data(install: Install, row: HostInstall, host: Host, profile: HostProfile, network: HostNetwork, kind: KindNetwork, *, user_ca: str) -> str:
    """Return the user-data of one host; `user_ca` is the public key of the pod's user authority, by which people and automation come in."""
    return "".join(f"{line}\n" for line in _lines(install, row, host, profile, netplan_yaml(network, kind), user_ca))


def meta_data(host: Host) -> str:
    """Return the meta-data of one host; another instance is another installation to cloud-init, so it is the host's name."""
    return f"instance-id: {host.name}\nlocal-hostname: {host.name}\n"


def _lines(install: Install, row: HostInstall, host: Host, profile: HostProfile, netplan: str, user_ca: str) -> Iterator[str]:
    yield from ("#cloud-config", "autoinstall:", "  version: 1", "  locale: en_US.UTF-8", "  keyboard:", "    layout: us", "  early-commands:")
    yield f"    - {_quoted(disk_is_the_one(install, row))}"
    yield "  storage:"
    yield from ("    layout:", "      name: direct", "      match:", f"        {_match(install, row)}")
    yield "  network:"
    yield from (f"    {line}" for line in netplan.splitlines() if line != "---")
    yield from ("  ssh:", "    install-server: true", "    allow-pw: false", "  updates: security", "  shutdown: reboot", "  user-data:")
    yield from (f"    hostname: {host.name}", f"    fqdn: {host.full_name}", "    users:")
    for name, uid, is_admin in ((profile.automation_user, AUTOMATION_UID, True), *((user.name, user.uid, user.is_admin) for user in profile.users)):
        yield from (f"      - name: {name}", f'        uid: "{uid}"', "        shell: /bin/bash", "        lock_passwd: true")
        if is_admin:
            yield '        sudo: "ALL=(ALL:ALL) NOPASSWD: ALL"'
    yield "    write_files:"
    for path, text in ((CA_FILE, user_ca), (SSHD_FILE, f"TrustedUserCAKeys {CA_FILE}")):
        yield from (f"      - path: {path}", "        content: |", f"          {text}")


def disk_is_the_one(install: Install, row: HostInstall) -> str:
    """Return the command that ends an installation before anything is written: where the disk is not there, or not empty and not named as one that may be wiped."""
    if row.disk_serial:
        find = f"lsblk --nodeps --noheadings --output PATH,SERIAL | awk '$2 == \"{row.disk_serial}\" {{print $1}}'"
    elif install.disk_rule == "path":
        find = f"readlink --canonicalize-existing {install.disk_path}"
    else:
        find = "lsblk --bytes --nodeps --noheadings --sort SIZE --output PATH,TYPE | awk '$2 == \"disk\" {print $1; exit}'"
    is_there = f'disk=$({find}) && test -b "$disk"'
    if row.disk_serial in install.wipe:
        return is_there
    return f'{is_there} && test -z "$(wipefs --noheadings "$disk")"'


def _match(install: Install, row: HostInstall) -> str:
    if row.disk_serial:
        return f"serial: {row.disk_serial}"
    return f"path: {install.disk_path}" if install.disk_rule == "path" else "size: smallest"


def _quoted(text: str) -> str:
    """Return a text as YAML takes it in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
