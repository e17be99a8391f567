"""How an emulated BMC takes firmware: pushed with its parameters or alone, or fetched; and the task in which it writes it, a step further each time somebody looks.

In the shape of a DGX H100 (github:chet-nvidia/libredfish@41ab1e7, tests/mockups/nvidia_viking, UpdateService and TaskService), whose largest image has 429,842,432 bytes; `plain`
has the older push beside it. An image of this BMC is text: a component and its version a line.
"""

import email
import json
from typing import TYPE_CHECKING

from podwright.lab.bmc.answer import Document, Written, refusal

if TYPE_CHECKING:
    from podwright.lab.bmc.controller import EmulatedBmc

ROOT = "/redfish/v1"
SERVICE, TASKS = f"{ROOT}/UpdateService", f"{ROOT}/TaskService/Tasks"
MULTIPART, PUSH, SIMPLE = f"{SERVICE}/upload", f"{SERVICE}/update", f"{SERVICE}/Actions/UpdateService.SimpleUpdate"
PUSHES = (MULTIPART, PUSH)
MONITORS = f"{ROOT}/TaskService/TaskMonitors"
LARGEST_BYTES = 429_842_432
HEAD = b"firmware of an emulated BMC\n"
STEP_PERCENT = 25
HALF_PERCENT = 50


def image_of(versions: dict[str, str], padding: int = 0) -> bytes:
    """Return an image that holds these versions, and so many bytes more."""
    return HEAD + "".join(f"{name} {version}\n" for name, version in versions.items()).encode() + b"#" * padding


def update_ways(shape: str) -> Document:
    """Return how images are taken, as the update service tells it."""
    told: Document = {"MultipartHttpPushUri": MULTIPART, "MaxImageSizeBytes": LARGEST_BYTES, "Actions": {"#UpdateService.SimpleUpdate": {"target": SIMPLE}}}
    return told if shape == "ami" else {**told, "HttpPushUri": PUSH}


def update_documents() -> dict[str, Document]:
    """Return the documents of tasks, of which none is there yet."""
    service = f"{ROOT}/TaskService"
    return {
        service: {"@odata.id": service, "@odata.type": "#TaskService.v1_1_5.TaskService", "Id": "TaskService", "Name": "Task Service"}
        | {"ServiceEnabled": True, "Tasks": {"@odata.id": TASKS}},
        TASKS: {"@odata.id": TASKS, "@odata.type": "#TaskCollection.TaskCollection", "Name": "Task Collection", "Members": [], "Members@odata.count": 0},
    }


def push(bmc: "EmulatedBmc", path: str, body: bytes, kind: str, *, user: str) -> Written:
    """Return what becomes of an image that was pushed."""
    if bmc.role_of(user) != "Administrator":
        return refusal(403, "InsufficientPrivilege")
    if path == PUSH:
        return _begin(bmc, body, None, PUSH)
    parts = {
        part.get_param("name", header="content-disposition"): part for part in email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body).walk()
    }
    if "UpdateParameters" not in parts or "UpdateFile" not in parts:
        return refusal(400, "ActionParameterMissing")
    try:
        parameters = json.loads(parts["UpdateParameters"].get_payload(decode=True))  # type: ignore[arg-type]
    except ValueError:
        return refusal(400, "MalformedJSON")
    image = parts["UpdateFile"].get_payload(decode=True)
    assert isinstance(image, bytes), "a part that was decoded is bytes"
    return _begin(bmc, image, parameters.get("Targets"), MULTIPART)


def simple_update(bmc: "EmulatedBmc", words: Document) -> Written:
    """Return what becomes of an image that the BMC is to fetch."""
    image = bmc.images.get(str(words.get("ImageURI")))
    return refusal(400, "ResourceAtUriInUnknownFormat") if image is None else _begin(bmc, image, words.get("Targets"), SIMPLE)


def reset_bmc(bmc: "EmulatedBmc") -> Written:
    """Let the BMC start anew: it knows no session and no task, and runs what waited for that."""
    bmc.start_anew_locked()
    take_staged(bmc, "bmc_reset")
    bmc.documents[TASKS] |= {"Members": [], "Members@odata.count": 0}
    return Written(204)


def take_staged(bmc: "EmulatedBmc", when: str) -> None:
    """Let versions run that waited for this."""
    if bmc.faults.applies_at == when:
        _run(bmc, bmc.staged)
        bmc.staged.clear()


def monitored(bmc: "EmulatedBmc", path: str) -> Written | None:
    """Return what a task monitor says: 202 while its task runs, what it came to afterwards, None for what is none."""
    own = path.replace(MONITORS, TASKS)
    if own == path:
        return None
    tell_task(bmc, own)
    task = bmc.documents.get(own)
    if task is None:
        return refusal(404, "ResourceMissingAtURI")
    if task["TaskState"] == "Running":
        return Written(202, task)
    return Written(200, {"Name": "done"}) if task["TaskState"] == "Completed" else refusal(400, "ActionParameterValueError")


def tell_task(bmc: "EmulatedBmc", path: str) -> None:
    """Let a task that is looked at get a step further; it may end badly, or the BMC start anew in its middle."""
    task = bmc.documents.get(path)
    if not path.startswith(f"{TASKS}/") or task is None or task["TaskState"] != "Running":
        return
    percent = int(str(task["PercentComplete"])) + STEP_PERCENT
    task["PercentComplete"] = min(percent, 100)
    if bmc.faults.reboots_in_update and percent >= HALF_PERCENT:
        _start_in_the_middle(bmc, path)
    elif percent >= 100:
        task["TaskState"], is_well = bmc.faults.task_ends, bmc.faults.task_ends == "Completed"
        task["TaskStatus"] = "OK" if is_well else "Critical"
        task["Messages"] = [{"MessageId": "Update.1.0.UpdateSuccessful" if is_well else "Update.1.0.VerificationFailed", "Message": "see the log"}]
        _finish(bmc, is_well=is_well)


def _start_in_the_middle(bmc: "EmulatedBmc", path: str) -> None:
    bmc.faults.deaf, bmc.faults.reboots_in_update = bmc.faults.reboots_in_update + 1, 0
    bmc.start_anew()
    del bmc.documents[path]
    bmc.documents[TASKS] |= {"Members": [], "Members@odata.count": 0}
    _finish(bmc, is_well=not bmc.faults.forgets_update)


def _begin(bmc: "EmulatedBmc", image: bytes, targets: object, way: str) -> Written:
    bmc.pushed += 1
    if bmc.updating:
        return refusal(503, "ServiceTemporarilyUnavailable")
    if not image.startswith(HEAD):
        return refusal(400, "UnrecognizedRequestBody")
    versions = dict(line.split(" ", 1) for line in image.removeprefix(HEAD).decode().splitlines() if line and not line.startswith("#"))
    meant = {str(target).rpartition("/")[2] for target in targets} if isinstance(targets, list) and targets else {*versions}
    bmc.updating = {name: version for name, version in versions.items() if name in meant}
    if not bmc.updating:
        return refusal(400, "ActionParameterNotSupported")
    number = sum(1 for path in bmc.documents if path.startswith(f"{TASKS}/")) + 1
    path = f"{TASKS}/{number}"
    task: Document = {"@odata.id": path, "@odata.type": "#Task.v1_4_3.Task", "Id": str(number), "Name": f"Task {number}", "Messages": []}
    bmc.documents[path] = task | {"TaskState": "Running", "TaskStatus": "OK", "PercentComplete": 0, "Payload": {"TargetUri": way, "HttpOperation": "POST"}}
    members = bmc.documents[TASKS]["Members"]
    assert isinstance(members, list), "a collection has members"
    bmc.documents[TASKS] |= {"Members": [*members, {"@odata.id": path}], "Members@odata.count": len(members) + 1}
    return Written(202, None, f"{MONITORS}/{number}") if bmc.faults.has_monitors else Written(202, bmc.documents[path], path)


def _finish(bmc: "EmulatedBmc", *, is_well: bool) -> None:
    if is_well and bmc.faults.applies_at:
        bmc.staged |= bmc.updating
    elif is_well:
        _run(bmc, bmc.updating)
    bmc.updating = {}


def _run(bmc: "EmulatedBmc", versions: dict[str, str]) -> None:
    inventory = f"{SERVICE}/FirmwareInventory"
    listed = bmc.documents[inventory].get("Oem")
    for name, version in versions.items():
        bmc.documents[f"{inventory}/{name}"]["Version"] = version
        rows = listed["Ami"]["FirmwareInventory"] if isinstance(listed, dict) else []
        for row in rows:
            row["Version"] = version if row["Name"] == name else row["Version"]
    if "HostBMC_0" in versions:
        bmc.documents[f"{ROOT}/Managers/BMC"]["FirmwareVersion"] = versions["HostBMC_0"]
    for document in bmc.documents.values():
        if "HostBIOS_0" in versions and "BiosVersion" in document:
            document["BiosVersion"] = versions["HostBIOS_0"]
