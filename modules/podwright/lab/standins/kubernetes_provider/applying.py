"""Server-side apply: the one way in which the stand-in writes, and asks what writing would do."""

import hashlib
import re
from dataclasses import dataclass

from podwright.lab.standins.kubernetes_provider.api import APPLY, Answer, Api, Resource, ask, causes, path_of, refusal
from podwright.lab.standins.kubernetes_provider.objects import Object, body_of, mapping_at, text_at, title
from podwright.refusal import Refused

IMMUTABLE = re.compile(r"immutable|may not be (changed|updated)|may not change|cannot change|updates to .* forbidden|field can not be changed", re.IGNORECASE)
"""How API servers and CRD rules say that only a new object can have this value; there is no machine-readable form."""
CONFLICT = "FieldManagerConflict"


@dataclass(frozen=True, slots=True)
class Writer:
    """Under which name the fields are held, and whether fields that others hold are taken."""

    manager: str
    is_forceful: bool


def manager_of(urn: str) -> str:
    """Return the field manager of a resource: it tells an object that this very resource made, its answer lost, from one made by others."""
    return f"pulumi-kubernetes-{hashlib.sha256(urn.encode()).hexdigest()[:8]}"


def apply(api: Api, resource: Resource, obj: Object, *, writer: Writer, is_dry_run: bool) -> Answer:
    """Return the server's answer to an apply."""
    forced = mapping_at(obj, "metadata", "annotations").get("pulumi.com/patchForce")
    force = writer.is_forceful if forced is None else forced == "true"
    query = {"fieldManager": writer.manager, "force": "true" if force else "false", "fieldValidation": "Strict"} | ({"dryRun": "All"} if is_dry_run else {})
    return ask(api, "PATCH", path_of(resource, obj), purpose=f"applying {title(obj)}", query=query, body=body_of(obj), content_type=APPLY)


def applied(api: Api, resource: Resource, obj: Object, *, writer: Writer, is_dry_run: bool) -> Object:
    """Return the object as the server has it, or would have it, after an apply.

    Raises: Refused in the server's words.
    """
    answer = apply(api, resource, obj, writer=writer, is_dry_run=is_dry_run)
    if not answer.is_fine:
        raise refused(answer, obj)
    return answer.body


def refused(answer: Answer, obj: Object) -> Refused:
    """Return why an apply was refused, with the remedy that fits."""
    if any(cause.get("reason") == CONFLICT for cause in causes(answer)):
        return refusal(answer, where=title(obj), remedy="Let the other manager have the fields, or set the annotation pulumi.com/patchForce to take them")
    return refusal(answer, where=title(obj), remedy="Mend what the API server names, then run the same command again")


def immutable_fields(answer: Answer) -> tuple[str, ...]:
    """Return the fields that only a new object can have, `spec` where the server does not say which; none if it refused for another reason."""
    if answer.status not in (403, 409, 422):
        return ()
    found = tuple(text_at(cause, "field") or "spec" for cause in causes(answer) if IMMUTABLE.search(text_at(cause, "message")))
    return found or (("spec",) if IMMUTABLE.search(text_at(answer.body, "message")) else ())
