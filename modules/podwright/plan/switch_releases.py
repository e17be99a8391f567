"""Releases of switches' operating systems whose form of configuration is known."""

from collections.abc import Mapping

from podwright.plan.finding import Finding, Infeasible
from podwright.spec.ethernet import SwitchOs

RELEASES: Mapping[SwitchOs, tuple[str, ...]] = {SwitchOs.CUMULUS: tuple(f"5.{minor}" for minor in range(9, 19)), SwitchOs.SONIC: ("202611",)}
"""Every form was checked against its schema: NVUE's of the release, as nvueschema 0.1.0 has them; for SONiC the YANG modules of 2026-08 (sonic-net/sonic-buildimage
086b03b), which the branch of 2026-11 follows. Earlier branches were not tried: segments of EVPN are in the modules since 2026-05-27, shared gateways since 2025-04."""


def known_release(system: SwitchOs, release: str) -> str:
    """Return the release.

    Raises: Infeasible when nobody knows the form of its configuration.
    """
    known = RELEASES.get(system, ())
    if known and ".".join(release.split(".")[:2]) not in known:
        spoken = f"are {known[0]} to {known[-1]}" if len(known) > 1 else f"is {known[0]}"
        what = f"no form of configuration is known for {system} {release}; known {spoken}"
        raise Infeasible((Finding("P410", "fabrics.ethernet.release", what, f"Give one of {', '.join(known)}"),))
    return release
