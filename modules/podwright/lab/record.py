"""What the lab remembers of the plan that it shows, so that status, exec and down need no plan."""

import json
from dataclasses import asdict, dataclass

from podwright.lab.state import LabState
from podwright.plan.types import Plan

FILE = "lab.json"


@dataclass(frozen=True, slots=True)
class RecordedHost:
    """One host that the lab runs, and where it is met."""

    name: str
    full_name: str
    v4: str
    v6: str


@dataclass(frozen=True, slots=True)
class LabRecord:
    """The pod, its login, and the hosts that the lab runs; none if it was started without them."""

    pod: str
    domain: str
    user: str
    ssh_generation: int
    hosts: tuple[RecordedHost, ...]


def record_of(plan: Plan, *, with_hosts: bool) -> LabRecord:
    """Return what the lab has to remember of a plan."""
    profile = plan.hosts.profiles[0]
    hosts = tuple(RecordedHost(host.name, host.full_name, host.in_band_v4, host.in_band_v6) for host in plan.hosts.hosts)
    return LabRecord(plan.header.pod, profile.domain, profile.automation_user, profile.ssh_generation, hosts if with_hosts else ())


def write(state: LabState, record: LabRecord) -> None:
    """Return nothing; the record is on disk, whole or not at all."""
    fresh = state.folder / f".{FILE}.new"
    fresh.write_text(json.dumps(asdict(record), indent=1))
    fresh.replace(state.folder / FILE)


def read(state: LabState) -> LabRecord | None:
    """Return what the lab remembers; None if it was never up, or what it wrote cannot be read."""
    try:
        stored = json.loads((state.folder / FILE).read_text())
        return LabRecord(**(stored | {"hosts": tuple(RecordedHost(**host) for host in stored["hosts"])}))
    except (OSError, ValueError, TypeError, KeyError):
        return None
