"""Virtual media: an image laid into the drive that a BMC shows its host, and taken out again.

Words: VirtualMedia with `MediaTypes`, `Image`, `Inserted`, `WriteProtected`, `VerifyCertificate` and the actions InsertMedia and EjectMedia (DMTF DSP8010), of the system or, before
2020, of the manager; BMCs without the actions take a PATCH. Inserted and WriteProtected are true where InsertMedia does not say otherwise, and some BMCs refuse to be told so
(sushy's release note on insert_media).
"""

from collections.abc import Iterator

from podwright.bmc.etag import etag_of
from podwright.bmc.setting import Change, Request, Setting
from podwright.bmc.wish import Media
from podwright.observe.redfish.reading import manager_of
from podwright.observe.redfish.shelf import Resource, Shelf
from podwright.plan.finding import Finding

DISCS = ("CD", "DVD")
INSERT, EJECT = "#VirtualMedia.InsertMedia", "#VirtualMedia.EjectMedia"
EMPTY = "empty"
WHY = "asked for"


def media_settings(shelf: Shelf, root: Resource, system: Resource, host: str, where: str, wanted: Media) -> Iterator[Setting | Finding]:
    """Yield what lays the image into a drive, or empties the drives; nothing where that is so."""
    manager = manager_of(shelf, root, system)
    found, _ = shelf.members(system.link("VirtualMedia") or (manager.link("VirtualMedia") if manager else None))
    if shelf.wanted:
        return
    drives = [one for one in found if _is_for_discs(one)]
    if wanted.image is None:
        yield from (_ejected(one, host) for one in found if _holds(one))
        return
    if not drives:
        yield Finding("P597", where, "its BMC shows its host no drive for discs", "Look whether virtual media are switched off in the BMC's settings")
        return
    drive = next((one for one in drives if one.get("Image") == wanted.image and _holds(one)), None) or next(
        (one for one in drives if not _holds(one)), drives[0]
    )
    if wanted.image.startswith("https://") and drive.get("VerifyCertificate") is False:
        change = Change(f"{_name(drive)}, certificate of the server of images", "not checked", "checked")
        yield Setting(host, "virtual media, check", (change,), WHY, Request("PATCH", drive.path, {"VerifyCertificate": True}, etag_of(drive)))
    if drive.get("Image") != wanted.image or not _holds(drive):
        if _holds(drive):
            yield _ejected(drive, host)
        yield Setting(host, "virtual media", (Change(_name(drive), EMPTY, f"{wanted.image}, write-protected"),), WHY, _insertion(shelf, drive, wanted.image))
    elif drive.get("WriteProtected") is False:
        change = Change(_name(drive), "may be written", "write-protected")
        yield Setting(host, "virtual media, protection", (change,), WHY, Request("PATCH", drive.path, {"WriteProtected": True}, etag_of(drive)))


def _insertion(shelf: Shelf, drive: Resource, image: str) -> Request:
    target = drive.get("Actions", INSERT, "target")
    if not isinstance(target, str) or not target.startswith("/redfish/"):
        return Request("PATCH", drive.path, {"Image": image, "Inserted": True, "WriteProtected": True}, etag_of(drive))
    named = drive.get("Actions", INSERT, "@Redfish.ActionInfo")
    action = shelf.at(Resource("", {"link": {"@odata.id": named}}).link("link"))
    known = {row.get("Name") for row in action.rows("Parameters")} if action else set()
    words: dict[str, object] = {"Inserted": True, "WriteProtected": True, "TransferProtocolType": image.partition("://")[0].upper()}
    return Request("POST", target, {"Image": image, **{name: value for name, value in words.items() if name in known}})


def _ejected(drive: Resource, host: str) -> Setting:
    target = drive.get("Actions", EJECT, "target")
    is_action = isinstance(target, str) and target.startswith("/redfish/")
    request = Request("POST", str(target), {}) if is_action else Request("PATCH", drive.path, {"Image": None, "Inserted": False}, etag_of(drive))
    return Setting(host, f"virtual media, {_name(drive)} out", (Change(_name(drive), str(drive.get("Image") or "something"), EMPTY),), WHY, request)


def _is_for_discs(one: Resource) -> bool:
    kinds = one.get("MediaTypes")
    return isinstance(kinds, list) and any(kind in kinds for kind in DISCS)


def _holds(one: Resource) -> bool:
    return one.get("Inserted") is True or (one.get("Inserted") is None and bool(one.get("Image")))


def _name(one: Resource) -> str:
    return f"virtual drive {one.path.rpartition('/')[2]}"
