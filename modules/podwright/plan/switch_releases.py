"""Releases of switches' operating systems whose form of configuration is known."""

from collections.abc import Mapping

from podwright.plan.finding import Finding, Infeasible
from podwright.spec.ethernet import SwitchOs

RELEASES: Mapping[SwitchOs, tuple[str, ...]] = {SwitchOs.CUMULUS: tuple(f"5.{minor}" for minor in range(9, 19))}
"""Every form was checked against the release's own schema (NVUE's, as nvueschema 0.1.0 has them); a system without a row takes any release."""


def known_release(system: SwitchOs, release: str) -> str:
    """Return the release.

    Raises: Infeasible when nobody knows the form of its configuration.
    """
    known = RELEASES.get(system, ())
    if known and ".".join(release.split(".")[:2]) not in known:
        what = f"no form of configuration is known for {system} {release}; known are {known[0]} to {known[-1]}"
        raise Infeasible((Finding("P410", "fabrics.ethernet.release", what, f"Give one of {', '.join(known)}"),))
    return release
