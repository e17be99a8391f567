"""When an object is as it should be, and waiting for it."""

import time
from collections.abc import Callable

from podwright.lab.standins.kubernetes_provider.api import Api, Resource, ask, path_of
from podwright.lab.standins.kubernetes_provider.objects import Object, mapping_at, rows_at, text_at, title
from podwright.refusal import Refused

DEFAULT_LIMIT_S = 600.0
"""The official provider's limit."""
FIRST_PAUSE_S, LAST_PAUSE_S = 0.1, 2.0
READY_OF_KIND = {
    ("v1", "Namespace"): "jsonpath={.status.phase}=Active",
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition"): "condition=Established",
}
"""What is waited for where the object does not say so itself (annotation `pulumi.com/waitFor`)."""


def wait_until_ready(api: Api, resource: Resource, obj: Object, *, limit_s: float) -> Object:
    """Return the live object once it is ready by its own words or its kind's; at once where neither says anything.

    Raises: Refused when it is not ready in time.
    """
    annotations = mapping_at(obj, "metadata", "annotations")
    rule = annotations.get("pulumi.com/waitFor") or READY_OF_KIND.get((text_at(obj, "apiVersion"), text_at(obj, "kind")))
    if not isinstance(rule, str) or annotations.get("pulumi.com/skipAwait") == "true":
        return obj
    wanted = annotations.get("pulumi.com/timeoutSeconds")
    limit_s = float(wanted) if isinstance(wanted, str) else limit_s or DEFAULT_LIMIT_S
    live = wait(api, resource, obj, lambda found: found is not None and holds(rule, found), start=obj, limit_s=limit_s)
    if live is None or not holds(rule, live):
        raise Refused(
            title(obj),
            f"not ready after {limit_s:.0f} s: {rule} does not hold ({why_not(live)})",
            "Look at its status with kubectl, then run the same command again",
        )
    return live


def wait_until_gone(api: Api, resource: Resource, obj: Object, *, limit_s: float) -> None:
    """Return when the server no longer has the object, or has another one of its name.

    Raises: Refused when it stays.
    """
    uid = text_at(obj, "metadata", "uid")
    limit_s = limit_s or DEFAULT_LIMIT_S
    live = wait(api, resource, obj, lambda found: found is None or bool(uid and text_at(found, "metadata", "uid") != uid), start=obj, limit_s=limit_s)
    if live is not None and (not uid or text_at(live, "metadata", "uid") == uid):
        held = ", ".join(str(name) for name in finalizers(live)) or "nothing that it names"
        raise Refused(title(obj), f"still there {limit_s:.0f} s after it was deleted, held by {held}", "Free what uses it, then run the same command again")


def wait(api: Api, resource: Resource, obj: Object, is_done: Callable[[Object | None], bool], *, start: Object | None, limit_s: float) -> Object | None:
    """Return the live object (None: there is none) when it is done, or as it last was when the limit has passed.

    Raises: Refused when the run is being cancelled.
    """
    deadline, pause_s, live = time.monotonic() + limit_s, FIRST_PAUSE_S, start
    while not is_done(live) and time.monotonic() < deadline:
        if api.stopping.wait(pause_s):
            raise Refused(title(obj), "cancelled while waiting for it", "Run the same command again to carry on")
        pause_s = min(pause_s * 1.5, LAST_PAUSE_S)
        answer = ask(api, "GET", path_of(resource, obj), purpose=f"waiting for {title(obj)}")
        live = answer.body if answer.is_fine else None if answer.status == 404 else live
    return live


def holds(rule: str, live: Object) -> bool:
    """Return whether a rule (`condition=TYPE[=STATUS]` or `jsonpath={.a.b}=VALUE`) holds of a live object."""
    kind, _, rest = rule.partition("=")
    if kind == "condition":
        wanted, _, status = rest.partition("=")
        generation = mapping_at(live, "metadata").get("generation")
        rows = (row for row in rows_at(live, "status", "conditions") if text_at(row, "type").lower() == wanted.lower())
        return any(text_at(row, "status").lower() == (status or "true").lower() and row.get("observedGeneration", generation) == generation for row in rows)
    path, _, value = rest.partition("}=")
    return text_at(live, *path.removeprefix("{").strip(".").split(".")) == value


def why_not(live: Object | None) -> str:
    """Return what the object says of itself."""
    said = [f"{text_at(row, 'type')}={text_at(row, 'status')}: {text_at(row, 'message')}" for row in rows_at(live, "status", "conditions")]
    return "; ".join(said).rstrip(".") or "it says nothing"


def finalizers(live: Object) -> list[object]:
    """Return who holds a deleted object."""
    held = mapping_at(live, "metadata").get("finalizers")
    return list(held) if isinstance(held, list) else []
