"""Hosts of a pod by Ansible's patterns: hosts, groups, globs; `,` or `:` between them, `!` before what is left out, `&` before what all must be in."""

import difflib
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

import click

from podwright.outputs.inventory import inventory
from podwright.plan.types import Plan

SEPARATORS = re.compile(r"[,:]")
LISTED = 10
"""Groups that are listed in a message; of more one reads none."""


def chosen_hosts(plan: Plan, patterns: tuple[str, ...], *, option: str) -> tuple[str, ...]:
    """Return the hosts of the plan that the patterns mean, in the plan's order; without a pattern all.

    Source: docs.ansible.com, "Patterns: targeting hosts and groups", the order in which terms are taken; read 2026-11-21.
    Raises: click.BadParameter for a term that means no host and no group, and when no host is left.
    """
    if not patterns:
        return tuple(str(host.name) for host in plan.hosts.hosts)
    terms = [term.strip() for pattern in patterns for term in SEPARATORS.split(pattern) if term.strip()]
    groups = _groups(plan)
    everybody = [str(host.name) for host in plan.hosts.hosts]
    meant = {term: _meant(term.lstrip("!&"), groups, everybody, option) for term in terms}
    plain = [meant[term] for term in terms if term[0] not in "!&"]
    found = set[str]().union(*plain) if plain else set(everybody)
    for term in terms:
        if term.startswith("&"):
            found &= meant[term]
    for term in terms:
        if term.startswith("!"):
            found -= meant[term]
    if not found:
        raise click.BadParameter(f"{','.join(patterns)} leaves no host of {plan.header.pod}.", param_hint=option)
    return tuple(host for host in everybody if host in found)


def _groups(plan: Plan) -> dict[str, set[str]]:
    """Return the hosts of each of the inventory's groups; those of switches are empty."""
    hosts = {str(host.name) for host in plan.hosts.hosts}
    return {"all": hosts, **dict(_listed(plan, hosts))}


def _listed(plan: Plan, hosts: set[str]) -> Iterator[tuple[str, set[str]]]:
    for name, group in inventory(plan).items():
        if name not in ("_meta", "all") and isinstance(group, dict) and isinstance(group["hosts"], list):
            yield name, hosts & {str(host) for host in group["hosts"]}


def _meant(term: str, groups: dict[str, set[str]], hosts: list[str], option: str) -> set[str]:
    """Return the hosts that one term means."""
    by_group = [members for name, members in groups.items() if fnmatchcase(name, term)]
    by_name = {host for host in hosts if fnmatchcase(host, term)}
    if by_group or by_name:
        return by_name.union(*by_group)
    close = difflib.get_close_matches(term, [*hosts, *groups], n=1)
    hint = f"Did you mean {close[0]}?" if close else f"Groups are {', '.join(groups)}." if len(groups) <= LISTED else "`podwright inventory DIR` lists them."
    raise click.BadParameter(f"{term} is neither a host nor a group. {hint}", param_hint=option)
