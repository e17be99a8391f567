"""Firmware: versions that are declared against those that a BMC tells, and the request that changes one.

Words: UpdateService with `FirmwareInventory`, `MultipartHttpPushUri`, `HttpPushUri`, `MaxImageSizeBytes` and the action SimpleUpdate, SoftwareInventory with `Version` and
`Updateable`, `UpdateParameters` of a push (DMTF DSP8010; DSP0266, clause on multipart HTTP push updates). A DGX H100 offers the first and the last, 429,842,432 bytes at most,
and some sixty components (github:chet-nvidia/libredfish, tests/mockups/nvidia_viking, UpdateService).
"""

import difflib
from collections.abc import Iterator

from podwright.bmc.etag import is_broken
from podwright.bmc.setting import AT_ONCE, AT_RESET, Change, Request, Setting, Upload
from podwright.bmc.tasks import busy_task
from podwright.bmc.wish import Firmware
from podwright.observe.redfish.components import component, is_older
from podwright.observe.redfish.shelf import Resource, Shelf
from podwright.observe.redfish.values import flag, whole, word
from podwright.plan.finding import Finding
from podwright.plan.types import FirmwareWish

NAME = "firmware"
SIMPLE = "#UpdateService.SimpleUpdate"
EFFECTS = {
    "at_once": AT_ONCE,
    "bmc_reset": "after its BMC was reset, which follows",
    "host_reset": AT_RESET,
    "power_cycle": "when its power was taken away and is back",
}
WEB = ("http://", "https://")
LIKE = 0.6


def firmware_settings(shelf: Shelf, root: Resource, system: Resource, host: str, where: str, wanted: Firmware) -> Iterator[Setting | Finding]:
    """Yield each component that is to change, in the order of the pod file; one that cannot be keeps those behind it from being set."""
    if not wanted.pieces:
        return
    service = shelf.at(root.link("UpdateService"))
    paths, is_whole = shelf.listed(service.link("FirmwareInventory") if service else None)
    if shelf.wanted:
        return
    if service is None or not paths or not is_whole:
        yield Finding("P594", where, "its BMC tells no firmware", "Look at it by hand; none is set")
        return
    path_of = {path.rpartition("/")[2]: path for path in paths}
    task: str | None = None
    for piece in wanted.pieces:
        name = component(piece.component, path_of)
        found = shelf.at(path_of[name]) if name else None
        if shelf.wanted or (name and is_broken(shelf, path_of[name])):
            return
        told = word(found.get("Version")) if found else None
        if told == piece.version:
            continue
        wrong = _unknown(piece, [*path_of]) if found is None else _untold(piece) if told is None else _kept(service, system, found, told, piece, wanted)
        if wrong is not None:
            yield Finding(wrong[0], where, *wrong[1:])
            if piece.image is not None:
                return
            continue
        assert found is not None and told is not None and piece.image and piece.sha256, "what stands against it was found"
        task = task or busy_task(shelf, root, service.path)
        if shelf.wanted:
            return
        request = _request(service, found.path, image=piece.image, sha256=piece.sha256, is_back=is_older(piece.version, told) is not False)
        changes = (Change(f"{NAME} {piece.component}", told, piece.version),)
        yield Setting(host, f"{NAME} {piece.component}", changes, f"{piece.image}, {_way(request)}", request, effect=EFFECTS[piece.takes_effect], task=task)


def _unknown(piece: FirmwareWish, names: list[str]) -> tuple[str, str, str]:
    like = difflib.get_close_matches(piece.component, names, n=1, cutoff=LIKE)
    remedy = f"Did you mean {like[0]}" if like else "Look how this BMC names it; some tell a component only while the host is on"
    return "P591", f"its BMC knows no firmware component {piece.component}", remedy


def _untold(piece: FirmwareWish) -> tuple[str, str, str]:
    return "P591", f"its BMC tells no version of {piece.component}", "Look at it again when its host is on"


def _kept(service: Resource, system: Resource, found: Resource, told: str, piece: FirmwareWish, wanted: Firmware) -> tuple[str, str, str] | None:
    """Return why a component is not set: code, what, what to do; None where nothing stands against it."""
    name, size = piece.component, wanted.sizes.get(piece.sha256 or "")
    most = whole(service.get("MaxImageSizeBytes"))
    older = is_older(piece.version, told)
    ways = _ways(service)
    if piece.image is None:
        return "P590", f"{name} has {told}, and {piece.version} is declared, without an image", "Set it by hand, or declare image and sha256"
    if older is not False and not wanted.is_older_too:
        what = "is older" if older else "is another of which cannot be told whether it is older"
        return "P592", f"{name} has {told}, and {piece.version}, which {what}, is declared", "If that is meant, say so with --older-too"
    if found.get("Updateable") is False or service.get("ServiceEnabled") is False:
        return "P594", f"its BMC says that {name} cannot be updated", "Set it by hand, or look whether its update service is switched off"
    if not ways or (ways == ["simple"] and not piece.image.startswith(WEB)):
        offer = "only fetches images from an address" if ways else "takes no images"
        return "P594", f"its BMC {offer}, and the image of {name} is {piece.image}", "Lay the image where the BMC can fetch it, and declare that address"
    if most and size and size > most and ways != ["simple"]:
        return "P594", f"the image of {name} has {size:,} bytes, and its BMC takes {most:,}", "Take the image of that component alone"
    if flag(system.get("PowerState") != "Off") and not (piece.is_while_on and wanted.is_while_on):
        remedy = "Drain it, then `podwright bmc power off`" + ("; or --while-on, which is allowed for this component" if piece.is_while_on else "")
        return "P593", f"it is {str(system.get('PowerState') or 'not told to be off').lower()}, and {name} is written while the host is off", remedy
    return None


def _ways(service: Resource) -> list[str]:
    """Return how a BMC takes images, the best way first: one that is pushed is one whose digest was looked at."""
    targets = {"multipart": service.get("MultipartHttpPushUri"), "push": service.get("HttpPushUri"), "simple": service.get("Actions", SIMPLE, "target")}
    return [way for way, target in targets.items() if isinstance(target, str) and target.startswith("/redfish/")]


def _request(service: Resource, path: str, *, image: str, sha256: str, is_back: bool) -> Request:
    force: dict[str, object] = {"ForceUpdate": True} if is_back else {}
    way = _ways(service)[0]
    if way == "multipart":
        return Request("POST", str(service.get("MultipartHttpPushUri")), {"Targets": [path], **force}, upload=Upload(sha256, is_multipart=True))
    if way == "push":
        return Request("POST", str(service.get("HttpPushUri")), {}, upload=Upload(sha256, is_multipart=False))
    protocol = image.partition("://")[0].upper()
    return Request("POST", str(service.get("Actions", SIMPLE, "target")), {"ImageURI": image, "TransferProtocol": protocol, "Targets": [path], **force})


def _way(request: Request) -> str:
    if request.upload is None:
        return "fetched by the BMC itself"
    return "sent to the BMC" if request.upload.is_multipart else "sent to the BMC, which finds by itself what it is for"
