"""Who sets the networks of hosts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HostNetworking:
    """What runs of Ansible do about hosts' networks (`left`, `verified`, `applied`), and how long a changed host waits to be met again."""

    mode: str = "left"
    confirm_s: int = 120
