"""The lab's ssh client: every host by its plan name at its plan address, known before it is met."""

import time
from collections.abc import Sequence
from pathlib import Path

from podwright.lab.record import LabRecord, RecordedHost
from podwright.lab.state import LabState
from podwright.secrets.login import CERTIFICATE_FILE, IDENTITY_FILE, write_login
from podwright.secrets.ssh import PodKeys

VALID_S = 12 * 3600
"""How long the lab's certificate opens its hosts: a working day; `lab exec` renews it, so a longer one would only outlive its use."""

CONFIG = "config"
HOSTS_TABLE = "hosts"
NAME_SWITCH = Path("/etc/nsswitch.conf")


def write_client(state: LabState, record: LabRecord, *, keys: PodKeys) -> None:
    """Return nothing; the lab's ssh folder has a fresh key and certificate, and the files that make `ssh NAME` and names in general work inside."""
    write_login(keys, state.ssh, principal=record.user, domain=record.domain, valid_s=VALID_S, now_s=int(time.time()))
    (state.ssh / CONFIG).write_text(config_text(record.hosts, folder=state.ssh, user=record.user))
    (state.ssh / HOSTS_TABLE).write_text(table_text(record.hosts))
    (state.ssh / "nsswitch.conf").write_text(switch_text(NAME_SWITCH.read_text() if NAME_SWITCH.is_file() else ""))
    (state.ssh / "resolv.conf").write_text("")


def config_text(hosts: Sequence[RecordedHost], *, folder: Path, user: str) -> str:
    """Return an ssh client configuration: strict, with the lab's key alone; any address of a host leads to the same host."""
    each = "".join(f"Host {host.name} {host.full_name} {host.v4} {host.v6}\n  HostName {host.v4}\n  HostKeyAlias {host.full_name}\n\n" for host in hosts)
    return each + (
        f"Host *\n  User {user}\n  IdentityFile {folder / IDENTITY_FILE}\n  CertificateFile {folder / CERTIFICATE_FILE}\n  IdentitiesOnly yes\n"
        f"  UserKnownHostsFile {folder / 'known_hosts'}\n  GlobalKnownHostsFile /dev/null\n  StrictHostKeyChecking yes\n  BatchMode yes\n  ConnectTimeout 5\n"
    )


def table_text(hosts: Sequence[RecordedHost]) -> str:
    """Return a hosts table for the lab's own door: loopback, and every host at its in-band addresses."""
    loopback = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n"
    return loopback + "".join(f"{address} {host.full_name} {host.name}\n" for host in hosts for address in (host.v4, host.v6))


def switch_text(machine: str) -> str:
    """Return the machine's name service switch with hosts looked up in the table alone."""
    kept = [line for line in machine.splitlines() if not line.strip().startswith("hosts:")]
    return "\n".join([*kept, "hosts: files", ""])
