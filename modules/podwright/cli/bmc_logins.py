"""As whom each BMC is spoken to: the pod's own user first, then the one that it came with."""

import csv
import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from podwright.bmc.wish import FACTORY, FACTORY_DERIVED, OWN, OWN_BEFORE
from podwright.observe.redfish.collect_bmc import Login
from podwright.observe.unreadable import Unreadable
from podwright.plan.types import BmcAccess, Plan
from podwright.refusal import Refused
from podwright.secrets.bmc import bmc_password
from podwright.secrets.resolver import SecretMissing, resolve

COLUMNS = ("device", "password")
NO_PASSWORDS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Keys:
    """What the logins of a pod's BMCs are made of: the seed, where it is there; the factory's password, of each host where the sticker says so, and of all others."""

    pod: str
    access: BmcAccess
    seed: str | None = field(repr=False)
    factory: str | None = field(repr=False)
    factory_of: Mapping[str, str] = field(default_factory=dict, repr=False)


def keys(plan: Plan, pod_folder: Path, factory_of: Mapping[str, str] = NO_PASSWORDS, *, needs_seed: bool = False) -> Keys:
    """Return what there is. Raises: Refused when there is neither a seed nor a factory password, or no seed where it is needed."""
    access = plan.machines.bmc
    assert access is not None, "a plan whose kinds are told says as whom BMCs are asked"
    seed = _seed(access, pod_folder, needs_seed=needs_seed)
    try:
        factory = resolve(access.password.name, pod_folder=pod_folder)
    except SecretMissing:
        if seed is None and not factory_of:
            raise
        factory = None
    return Keys(plan.header.pod, access, seed, factory, factory_of)


def logins(known: Keys, host: str, *, is_pinned: bool, is_settling: bool = False) -> tuple[Login, ...]:
    """Return the logins that are tried on the BMC of a host, in this order: the pod's own user, the same of the generation before, the factory's.

    Where accounts are settled the factory's user comes once more, with the password that it has after its first one was changed: a run may have ended right behind that.
    Laws: where the BMC's certificate is not known anybody may answer, and is given the factory's alone, which every manual has.
    """
    access, found = known.access, list[Login]()
    if known.seed is not None and access.own_user and is_pinned:
        own = access.own_user
        for name, generation in ((OWN, access.generation), (OWN_BEFORE, access.generation - 1)):
            if generation >= 1:
                found.append(Login(own, bmc_password(known.seed, pod=known.pod, generation=generation, host=host, user=own), name))
    factory = known.factory_of.get(host, known.factory)
    found += [Login(access.user, factory, FACTORY)] if factory is not None else []
    if known.seed is not None and is_pinned and is_settling and access.own_user != access.user:
        changed = bmc_password(known.seed, pod=known.pod, generation=access.generation, host=host, user=access.user)
        found.append(Login(access.user, changed, FACTORY_DERIVED))
    return tuple(found)


def factory_passwords(path: Path, hosts: Collection[str]) -> dict[str, str]:
    """Return the factory password of each host, as stickers have them. Raises: Refused for a file that is not where or not as it should be."""
    try:
        found = path.resolve(strict=True)
        mode, text = found.stat().st_mode, found.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(str(path), f"cannot be read ({type(error).__name__})", "Name a file with the columns device,password") from None
    if any((folder / ".git").exists() for folder in found.parents):
        raise Refused(str(path), "lies in a repository, where passwords end up in its history", "Move it out of there")
    if stat.S_IMODE(mode) & 0o077:
        raise Refused(str(path), f"may be read by others (mode {stat.S_IMODE(mode):03o})", f"Run `chmod 600 {path}`")
    rows = list(csv.reader(text.splitlines()))
    if not rows or tuple(rows[0]) != COLUMNS:
        raise Unreadable(str(path), 1, "its first line is another", ",".join(COLUMNS), "Write the line of column names")
    told: dict[str, str] = {}
    for number, row in enumerate(rows[1:], start=2):
        if row and (len(row) != len(COLUMNS) or row[0] not in hosts or not row[1] or row[0] in told):
            raise Unreadable(str(path), number, "it is no host of the pod with its password, each once", "device,password", "Mend the line")
        if row:
            told[row[0]] = row[1]
    return told


def _seed(access: BmcAccess, pod_folder: Path, *, needs_seed: bool) -> str | None:
    if access.seed is None:
        if needs_seed:
            raise Refused("the plan", "is older than the pod's own user on BMCs", "Make it again with podwright plan, or name the stack folder")
        return None
    try:
        return resolve(access.seed.name, pod_folder=pod_folder)
    except SecretMissing:
        if needs_seed:
            raise
        return None
