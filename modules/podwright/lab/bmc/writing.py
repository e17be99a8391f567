"""What an emulated BMC takes: a change of a document, a new account, a reset; and what it refuses, as DMTF's DSP0266 has it."""

import hashlib
import json
from typing import TYPE_CHECKING

from podwright.lab.bmc.answer import Document, Written, refusal
from podwright.lab.bmc.boot_options import is_order, take_order
from podwright.lab.bmc.hardware import AS_ORDERED, Boot, obey, tell_power
from podwright.lab.bmc.media import act_on_media, lay
from podwright.lab.bmc.settable import ACCOUNTS, RESETS, ROLES, account
from podwright.lab.bmc.updating import SIMPLE, reset_bmc, simple_update, take_staged

if TYPE_CHECKING:
    from podwright.lab.bmc.controller import EmulatedBmc

TAKEN = {"ManagerAccount": {"UserName", "Password", "RoleId", "Enabled", "Locked"}, "ManagerNetworkProtocol": {"IPMI", "HostName"}}
TAKEN |= {"Bios": {"Attributes"}, "ComputerSystem": {"Boot", "AssetTag"}, "VirtualMedia": {"Image", "Inserted", "WriteProtected", "VerifyCertificate"}}
"""What may be changed of a document, by its schema."""
LEAST_PASSWORD, MOST_PASSWORD = 8, 20


def etag(document: Document) -> str:
    """Return the mark of a document's state."""
    return f'"{hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:16]}"'


def write(bmc: "EmulatedBmc", method: str, path: str, words: object, *, user: str, condition: str | None) -> Written:
    """Return what becomes of a request by a user who is logged in."""
    if bmc.role_of(user) != "Administrator":
        return refusal(403, "InsufficientPrivilege")
    if not isinstance(words, dict):
        return refusal(400, "MalformedJSON")
    if method == "POST" and path == ACCOUNTS:
        return refusal(405, "ActionNotSupported") if bmc.faults.has_slots else _new_account(bmc, words)
    if method == "POST" and path.endswith("/Actions/ComputerSystem.Reset"):
        return _reset(bmc, path.removesuffix("/Actions/ComputerSystem.Reset"), words)
    if method == "POST" and (done := act_on_media(bmc, path, words)):
        return done
    if method == "POST" and path == SIMPLE:
        return simple_update(bmc, words)
    if method == "POST" and path.endswith("/Actions/Manager.Reset"):
        return reset_bmc(bmc)
    document = bmc.documents.get(path)
    if method != "PATCH" or document is None:
        return refusal(404 if document is None else 405, "ActionNotSupported")
    return _change(bmc, path, document, words, condition)


def boot(bmc: "EmulatedBmc", system: str) -> Boot:
    """Return from where the machine starts now: the BIOS takes what was written for it, and an override of one boot is used up, at the settings object or at the system."""
    take_staged(bmc, "host_reset")
    bios = bmc.documents[f"{system}/Bios"]
    bios["Attributes"] = dict(bmc.documents[f"{system}/Bios/SD"]["Attributes"])  # type: ignore[call-overload]
    told = [bmc.documents[path]["Boot"] for path in (f"{system}/SD", system)]
    later = next((one for one in told if isinstance(one, dict) and one["BootSourceOverrideEnabled"] != "Disabled"), None)
    chosen = Boot(str(later["BootSourceOverrideTarget"]), later["BootSourceOverrideEnabled"] == "Once") if later else Boot()
    order = take_order(bmc, system)
    chosen = chosen._replace(order=order) if order else chosen
    if later and chosen.is_once:
        later |= {"BootSourceOverrideEnabled": "Disabled", "BootSourceOverrideTarget": AS_ORDERED, "BootSourceOverrideMode": None}
    bmc.booted.append(chosen.target if chosen.is_once else "as ordered")
    return chosen


def _change(bmc: "EmulatedBmc", path: str, document: Document, words: Document, condition: str | None) -> Written:
    kind = str(document.get("@odata.type", "")).removeprefix("#").partition(".")[0]
    if not words or not {*words} <= TAKEN.get(kind, set()) or (kind == "Bios" and not path.endswith("/SD")):
        return refusal(400, "PropertyUnknown")
    if (unmet := _unmet(bmc, path, document, condition)) is not None:
        return unmet
    if kind == "VirtualMedia":
        return lay(bmc, path, words)
    if isinstance(words.get("Boot"), dict) and "BootOrder" in words["Boot"] and not is_order(bmc, path, words["Boot"]["BootOrder"]):  # type: ignore[operator, index]
        return refusal(400, "PropertyValueNotInList")
    if "Attributes" in words and (wrong := _strange(bmc, words["Attributes"])):
        return refusal(400, wrong)
    if "Password" in words:
        if not _is_password(words["Password"]):
            return refusal(400, "PropertyValueFormatError")
        bmc.passwords[str(words.get("UserName", document["UserName"]))] = str(words["Password"])[: bmc.faults.cuts_passwords]
        bmc.faults.wants_new_password = False
    for name, value in words.items():
        if name == "Password":
            continue
        old = document.get(name)
        document[name] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
    return Written(200, document)


def _unmet(bmc: "EmulatedBmc", path: str, document: Document, condition: str | None) -> Written | None:
    """Return the refusal of a change that names another state of a document than it is in, None where it may be made."""
    if bmc.faults.stale.get(path, 0) > 0:
        bmc.faults.stale[path] -= 1
        return refusal(412, "PreconditionFailed")
    if condition is None and bmc.faults.wants_etag:
        return refusal(428, "PreconditionRequired")
    return refusal(412, "PreconditionFailed") if condition not in (None, "*", etag(document)) else None


def _strange(bmc: "EmulatedBmc", attributes: object) -> str | None:
    known = bmc.documents[next(path for path in bmc.documents if path.endswith("/Bios"))]["Attributes"]
    assert isinstance(known, dict), "a BIOS has attributes"
    is_known = isinstance(attributes, dict) and all(name in known and type(value) is type(known[name]) for name, value in attributes.items())
    return None if is_known else "PropertyValueTypeError"


def _new_account(bmc: "EmulatedBmc", words: Document) -> Written:
    user = words.get("UserName")
    if not isinstance(user, str) or words.get("RoleId") not in ROLES or not _is_password(words.get("Password")):
        return refusal(400, "PropertyValueFormatError")
    if user in bmc.passwords:
        return refusal(400, "ResourceAlreadyExists")
    members = bmc.documents[ACCOUNTS]["Members"]
    assert isinstance(members, list), "a collection has members"
    path = f"{ACCOUNTS}/{len(members) + 1}"
    bmc.documents[path] = account(path, user, str(words["RoleId"]))
    bmc.documents[ACCOUNTS] |= {"Members": [*members, {"@odata.id": path}], "Members@odata.count": len(members) + 1}
    bmc.passwords[user] = str(words["Password"])[: bmc.faults.cuts_passwords]
    return Written(201, bmc.documents[path], path)


def _reset(bmc: "EmulatedBmc", system: str, words: Document) -> Written:
    tell_power(bmc.documents, bmc.hardware)
    document, kind = bmc.documents.get(system), words.get("ResetType")
    if document is None or kind not in RESETS:
        return refusal(400, "ActionParameterValueNotInList")
    if kind in ("GracefulShutdown", "ForceRestart") and document["PowerState"] == "Off":
        return refusal(409, "ResourceInStandby")
    if kind == "GracefulShutdown" and bmc.faults.ignores_shutdown:
        return Written(204)
    was_on = document["PowerState"] == "On"
    chosen = boot(bmc, system) if kind == "ForceRestart" or (kind == "On" and not was_on) else Boot()
    if bmc.hardware is None:
        document["PowerState"] = "Off" if kind in ("GracefulShutdown", "ForceOff") else "On"
        return Written(204)
    try:
        obey(bmc.hardware, str(kind), chosen)
    except OSError:
        return refusal(500, "InternalError")
    return Written(204)


def _is_password(value: object) -> bool:
    return isinstance(value, str) and LEAST_PASSWORD <= len(value) <= MOST_PASSWORD
