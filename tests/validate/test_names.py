"""Names: what a host calls itself, and what it resolves."""

from collections.abc import Iterator
from ipaddress import ip_address

import pytest
from answers import Names
from record import Verdict

from podwright.plan.types import Host, NameEntry, Plan

pytestmark = [pytest.mark.layer("hosts")]


def test_the_host_has_the_name_of_its_place(planned: Host, names: Names, verdict: Verdict) -> None:
    wrong = [] if names.hostname == planned.name else [f"calls itself {names.hostname}, the plan says {planned.name}"]
    wrong += [] if names.full_name == planned.full_name else [f"takes {names.full_name or 'nothing'} for its full name, the plan says {planned.full_name}"]
    verdict(wrong, evidence=names.full_name)


@pytest.mark.requirement("SDN06", part="names of the pod itself, asked of each host's own resolver")
@pytest.mark.requirement("BENCH02", part="names have both IPv4 and IPv6 addresses")
def test_every_name_of_the_pod_resolves_as_planned(plan: Plan, names: Names, verdict: Verdict) -> None:
    wrong = [line for entry in plan.hosts.names for line in _forward(entry, names)]
    verdict(wrong, evidence=f"{len(names.v4)} names, each to one IPv4 and one IPv6 address")


def test_every_address_of_the_pod_leads_back_to_its_full_name(plan: Plan, names: Names, verdict: Verdict) -> None:
    rows = [(address, entry.names[0]) for entry in plan.hosts.names for address in (entry.v4, entry.v6)]
    wrong = [f"{address} is called {names.name_of[address] or 'nothing'}, the plan says {name}" for address, name in rows if names.name_of[address] != name]
    verdict(wrong, evidence=f"{len(rows)} addresses")


def _forward(entry: NameEntry, names: Names) -> Iterator[str]:
    """Yield each name of an entry that resolves to something else than the entry's own address."""
    for name in entry.names:
        for family, found, planned in (("IPv4", names.v4[name], entry.v4), ("IPv6", names.v6[name], entry.v6)):
            if [ip_address(one) for one in found] != [ip_address(planned)]:
                yield f"{name} resolves to {', '.join(found) or 'no'} {family} address, the plan says {planned}"
