"""The virtual drive of an emulated BMC: by actions of its manager, or, `plain`, by a change of the document below its system."""

from typing import TYPE_CHECKING

from podwright.lab.bmc.answer import Document, Written, refusal

if TYPE_CHECKING:
    from podwright.lab.bmc.controller import EmulatedBmc

INSERT, EJECT = "/Actions/VirtualMedia.InsertMedia", "/Actions/VirtualMedia.EjectMedia"
KNOWN = {"Image", "Inserted", "WriteProtected", "TransferProtocolType"}


def media_documents(owner: str, *, has_actions: bool) -> dict[str, Document]:
    """Return the collection of drives below a manager or a system, with one for discs and one for a memory stick."""
    page = f"{owner}/VirtualMedia"
    told: dict[str, Document] = {}
    for name, kinds in {"CD1": ["CD", "DVD"], "USB1": ["USBStick"]}.items():
        path = f"{page}/{name}"
        words: Document = {"Image": None, "Inserted": False, "WriteProtected": True, "ConnectedVia": "NotConnected", "VerifyCertificate": False}
        actions: Document = {"#VirtualMedia.InsertMedia": {"target": path + INSERT}, "#VirtualMedia.EjectMedia": {"target": path + EJECT}}
        told[path] = {"@odata.id": path, "@odata.type": "#VirtualMedia.v1_5_0.VirtualMedia", "Id": name, "Name": name, "MediaTypes": kinds, **words}
        told[path] |= {"Actions": actions} if has_actions else {}
    members = [{"@odata.id": path} for path in told]
    kind = "#VirtualMediaCollection.VirtualMediaCollection"
    return {page: {"@odata.id": page, "@odata.type": kind, "Name": "Virtual Media", "Members": members, "Members@odata.count": len(members)}, **told}


def act_on_media(bmc: "EmulatedBmc", path: str, words: Document) -> Written | None:
    """Return what becomes of an action of a drive, None where it is none."""
    drive, _, deed = path.partition("/Actions/VirtualMedia.")
    if not deed or drive not in bmc.documents:
        return None
    image = words.get("Image") if deed == "InsertMedia" else None
    if deed == "InsertMedia" and (not isinstance(image, str) or not {*words} <= KNOWN):
        return refusal(400, "ActionParameterMissing")
    if deed == "InsertMedia" and bmc.documents[drive]["Inserted"]:
        return refusal(409, "ResourceInUse")
    return lay(bmc, drive, {"Image": image, "Inserted": image is not None, "WriteProtected": words.get("WriteProtected", True)})


def lay(bmc: "EmulatedBmc", drive: str, words: Document) -> Written:
    """Return what becomes of an image that is laid into a drive, or taken out of it; the machine that is really there gets it too."""
    document = bmc.documents[drive]
    image = words.get("Image", document["Image"])
    if bmc.hardware is not None and "Image" in words:
        try:
            bmc.hardware.insert(str(image) if image else None)
        except OSError:
            return refusal(500, "InternalError")
    document |= {**words, "ConnectedVia": "URI" if image else "NotConnected"}
    return Written(204)
