"""The pod's own user on a BMC, and the end of the one that it came with.

Words: AccountService, ManagerAccount (`UserName`, `Password`, `RoleId`, `Enabled`, `Locked`) and the role Administrator of DMTF's DSP8010 and DSP0266; a DGX H100 lists its
accounts the same (github:chet-nvidia/libredfish, tests/mockups/nvidia_viking, AccountService/Accounts).
"""

from collections.abc import Iterator

from podwright.bmc.etag import etag_of
from podwright.bmc.setting import Change, Hidden, Request, Setting
from podwright.bmc.wish import OWN, Accounts
from podwright.observe.redfish.shelf import Resource, Shelf
from podwright.observe.redfish.values import whole
from podwright.plan.finding import Finding
from podwright.secrets.bmc import CHARACTERS

ROLE = "Administrator"


def account_settings(shelf: Shelf, root: Resource, host: str, where: str, wanted: Accounts, login: str) -> Iterator[Setting | Finding]:
    """Yield what makes the pod's own user one who may do everything, then what shuts the factory's out."""
    service = shelf.at(root.link("AccountService"))
    path = service.link("Accounts") if service else None
    members, is_whole = shelf.members(path)
    if shelf.wanted:
        return
    if service is None or path is None or not is_whole:
        lost = "; ".join(f"{name} {reason}" for name, reason in shelf.lost.items() if "Account" in name) or "it names none"
        yield Finding("P540", where, f"its BMC does not tell its accounts ({lost})", "Look at it by hand; nothing is set on its accounts")
        return
    least, most = whole(service.get("MinPasswordLength")) or 0, whole(service.get("MaxPasswordLength")) or CHARACTERS
    if not least <= CHARACTERS <= most:
        yield Finding("P541", where, f"its BMC takes passwords of {least} to {most} letters, and derived ones have {CHARACTERS}", "Make its accounts by hand")
        return
    own = next((one for one in members if one.get("UserName") == wanted.own), None)
    yield from _made(path, _slot(members), host, wanted.own) if own is None else _mended(own, host, wanted.own, login)
    factory = next((one for one in members if one.get("UserName") == wanted.factory), None)
    if factory is None or wanted.factory == wanted.own or factory.get("Enabled") is False:
        return
    if factory.get("Enabled") is None:
        yield Finding("P542", where, f"its BMC does not tell whether {wanted.factory} is enabled", "Change its password by hand: it is the factory's")
        return
    why = "who reads the sticker, or the manual, logs in with it"
    request = Request("PATCH", factory.path, {"Enabled": False}, etag_of(factory))
    yield Setting(host, f"user {wanted.factory}", (Change(f"user {wanted.factory}", "enabled", "disabled"),), why, request, needs_own=True)


def first_password(account: str, host: str, accounts: Accounts) -> Setting:
    """Return the change of the factory's password that a BMC wants before it tells anything."""
    changes = (Change(f"user {accounts.factory}, password", "the factory's", "derived for this host"),)
    request = Request("PATCH", account, {"Password": Hidden(accounts.factory)}, "*")
    return Setting(host, f"user {accounts.factory}, password", changes, "its BMC tells nothing before that; it is looked at then", request)


def _slot(members: tuple[Resource, ...]) -> Resource | None:
    """Return the empty slot that a new user is written into, None where users are added.

    The first one comes last: a Dell keeps it for itself (github:ansible-collections/community.general, plugins/module_utils/redfish_utils.py, which writes users the same way).
    """
    ordered = (*members[1:], *members[:1])
    return next((one for one in ordered if one.get("UserName") == "" and one.get("Enabled") is not True), None)


def _made(path: str, slot: Resource | None, host: str, user: str) -> Iterator[Setting]:
    body = {"UserName": user, "Password": Hidden(user), "RoleId": ROLE, "Enabled": True}
    request = Request("PATCH", slot.path, body, etag_of(slot)) if slot else Request("POST", path, body)
    change = Change(f"user {user}", "not there", f"{ROLE}, password derived for this host")
    yield Setting(host, f"user {user}", (change,), "no two BMCs share a password, and none has the factory's", request, proves=True)


def _mended(own: Resource, host: str, user: str, login: str) -> Iterator[Setting]:
    """Yield what an account lacks that is there: the password where it was not taken, the role, its being enabled and not locked."""
    rows = [
        ("RoleId", own.get("RoleId"), ROLE, own.get("RoleId") != ROLE),
        ("Enabled", own.get("Enabled"), True, own.get("Enabled") is False),
        ("Locked", own.get("Locked"), False, own.get("Locked") is True),
    ]
    changes = [Change(f"user {user}, {name}", _word(before), _word(after)) for name, before, after, is_other in rows if is_other]
    body: dict[str, object] = {name: after for name, _, after, is_other in rows if is_other}
    if login != OWN:
        changes.append(Change(f"user {user}, password", "another", "derived for this host"))
        body["Password"] = Hidden(user)
    if changes:
        why = "its password follows from the seed and access.generation" if "Password" in body else "the pod's own user sets everything else"
        yield Setting(host, f"user {user}", tuple(changes), why, Request("PATCH", own.path, body, etag_of(own)), proves=True)


def _word(value: object) -> str:
    if value is None:
        return "not told"
    return {"True": "yes", "False": "no"}.get(str(value), str(value))
