"""What was proven, made into lines of the two files: only where nothing stands against it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from podwright.observe.trust.judge import Trust
from podwright.observe.trust.parts import Part

NEW_ALONE = frozenset({"P562", "P567", "P568"})
"""Findings with which the key of a machine may still be learnt: that it is new, and what booted on it."""


class Learnt(NamedTuple):
    """The keys and what may boot as they would stand, and the hosts whose key is new."""

    keys: Mapping[str, str]
    allowed: tuple[Part, ...]
    hosts: tuple[str, ...]


def learn(rows: Iterable[Trust], *, keys: Mapping[str, str], allowed: Iterable[Part]) -> Learnt:
    """Return what can be learnt from these machines: the key of one whose proof holds and that had none, and, while nobody has said what may boot, what did, by Secure Boot.

    Laws: what stands stays; one finding that says that something is wrong, and nothing of that machine is learnt.
    """
    standing, fit = [*allowed], [row for row in rows if row.is_proven and {finding.code for finding in row.findings} <= NEW_ALONE]
    new = {row.host: row.key_sha256 for row in fit if row.host not in keys}
    first = [] if standing else [one for row in fit if row.booted and row.booted.is_secure for one in row.booted.parts]
    return Learnt({**keys, **new}, tuple(dict.fromkeys([*standing, *first])), tuple(sorted(new)))
