"""Create, read, update, delete: each asks the API server, waits for what it promised, and returns what then stands."""

import time

from pulumi.provider.experimental import provider as p
from pulumi.provider.experimental.property_value import PropertyValue

from podwright.lab.standins.kubernetes_provider.api import PATIENCE_S, Api, Resource, ask, path_of, refusal, resource_of
from podwright.lab.standins.kubernetes_provider.applying import Writer, applied, apply, manager_of, refused
from podwright.lab.standins.kubernetes_provider.configuration import Configuration
from podwright.lab.standins.kubernetes_provider.fields import changes, overlaid, owned_fields
from podwright.lab.standins.kubernetes_provider.objects import Json, Object, inputs_of, is_credential, mapping_at, object_id, rows_at, text_at, title
from podwright.lab.standins.kubernetes_provider.values import Properties, has_unknown, mapping, plain_object, properties, secret, unknown
from podwright.lab.standins.kubernetes_provider.waiting import wait_until_gone, wait_until_ready
from podwright.lab.standins.kubernetes_provider.wire import Unready
from podwright.refusal import Refused

MANAGER = "__fieldManager"
LATER = ("creationTimestamp", "generation", "resourceVersion", "uid")
"""Metadata that a dry run makes up and a real run will not repeat."""
KIND_LIMIT_S = 10.0
"""How long a kind may take to be served after its definition was accepted."""


def created(configuration: Configuration, request: p.CreateRequest) -> p.CreateResponse:
    """Return the new object; in a preview what the server would make of it, as far as it can tell.

    Raises: Refused when there is such an object that this resource did not make, or the server refuses; Unready when it is made but not ready.
    """
    wanted, manager = plain_object(request.properties), manager_of(request.urn)
    if request.preview and (configuration.api is None or has_unknown(request.properties)):
        return p.CreateResponse("", dict(request.properties))
    api = api_of(configuration)
    resource = resource_of(api, wanted) if request.preview else resource_in_time(api, wanted)
    if resource is None:
        return p.CreateResponse("", dict(request.properties))
    found = ask(api, "GET", path_of(resource, wanted), purpose=f"looking for {title(wanted)}")
    is_ours = found.is_fine and bool(owned_fields(found.body, manager))
    if found.is_fine and not is_ours and not configuration.takes_objects:
        raise Refused(
            title(wanted),
            "it already exists, and this stack did not make it",
            "Bring it in with pulumi import, delete it, or set upsertExistingObjects on the provider",
        )
    writer = Writer(manager, configuration.takes_fields)
    if request.preview:
        answer = apply(api, resource, wanted, writer=writer, is_dry_run=True)
        if not answer.is_fine and answer.status != 404 and not is_ours:
            raise refused(answer, wanted)
        return p.CreateResponse("", foretold(answer.body, like=request.properties) if answer.is_fine else dict(request.properties))
    live = finished(
        api, resource, applied(api, resource, wanted, writer=writer, is_dry_run=False), inputs=request.properties, manager=manager, limit_s=request.timeout
    )
    return p.CreateResponse(object_id(live), kept(live, like=request.properties, manager=manager))


def updated(configuration: Configuration, request: p.UpdateRequest) -> p.UpdateResponse:
    """Return the object after the update; in a preview what the server would make of it.

    Raises: Refused when the server refuses; Unready when it is updated but not ready.
    """
    wanted, manager = plain_object(request.news), manager_in(request.olds, urn=request.urn)
    if request.preview and (configuration.api is None or has_unknown(request.news)):
        return p.UpdateResponse(dict(request.news))
    api = api_of(configuration)
    resource = resource_of(api, wanted) if request.preview else resource_in_time(api, wanted)
    if resource is None:
        return p.UpdateResponse(dict(request.news))
    writer = Writer(manager, configuration.takes_fields)
    if request.preview:
        answer = apply(api, resource, wanted, writer=writer, is_dry_run=True)
        return p.UpdateResponse(foretold(answer.body, like=request.news) if answer.is_fine else dict(request.news))
    live = finished(
        api, resource, applied(api, resource, wanted, writer=writer, is_dry_run=False), inputs=request.news, manager=manager, limit_s=request.timeout
    )
    return p.UpdateResponse(kept(live, like=request.news, manager=manager))


def was_read(configuration: Configuration, request: p.ReadRequest) -> p.ReadResponse:
    """Return the object as it is (no id when it is gone), with the inputs as they were unless an apply of them would change it."""
    known = plain_object(request.properties) or named_by(request)
    api = api_of(configuration)
    resource = resource_of(api, known)
    answer = ask(api, "GET", path_of(resource, known), purpose=f"reading {title(known)}") if resource is not None else None
    if resource is None or answer is None or answer.status == 404:
        return p.ReadResponse("")
    if not answer.is_fine:
        raise refusal(answer, where=title(known), remedy="Give the provider a kubeconfig that may read it")
    live, manager = answer.body, manager_in(request.properties, urn=request.urn)
    inputs = plain_object(request.inputs)
    like = {**request.properties, **request.inputs}
    if not inputs:
        return p.ReadResponse(object_id(live), kept(live, like=like, manager=manager), properties(inputs_of(live), like=like))
    dry = apply(api, resource, inputs, writer=Writer(manager, is_forceful=True), is_dry_run=True)
    is_drifted = not dry.is_fine or bool(changes(live, dry.body, manager=manager))
    now = properties(overlaid(inputs, live), like=like) if is_drifted else dict(request.inputs)
    return p.ReadResponse(object_id(live), kept(live, like=like, manager=manager), now)


def deleted(configuration: Configuration, request: p.DeleteRequest) -> None:
    """Return when the object is gone; one of the same name that others made since then is left alone.

    Raises: Refused when the server refuses, or something holds the object.
    """
    api, state = api_of(configuration), plain_object(request.properties)
    resource = resource_of(api, state)
    if resource is None:
        return
    policy = mapping_at(state, "metadata", "annotations").get("pulumi.com/deletionPropagationPolicy")
    uid = text_at(state, "metadata", "uid")
    options: Object = {"propagationPolicy": str(policy or "foreground").capitalize()} | ({"preconditions": {"uid": uid}} if uid else {})
    answer = ask(api, "DELETE", path_of(resource, state), purpose=f"deleting {title(state)}", body=options)
    if answer.status == 404 or (answer.status == 409 and "Precondition failed" in text_at(answer.body, "message")):
        return
    if not answer.is_fine:
        raise refusal(answer, where=title(state), remedy="Mend what the API server names, then run the same command again")
    wait_until_gone(api, resource, state, limit_s=request.timeout)


def api_of(configuration: Configuration) -> Api:
    """Return the API of the configured cluster.

    Raises: Refused when the provider has none.
    """
    if configuration.api is None:
        raise Refused("the Kubernetes provider", "its kubeconfig is not known yet", "Run pulumi up, which makes first what it comes from")
    return configuration.api


def resource_in_time(api: Api, obj: Object) -> Resource:
    """Return how an object's kind is addressed; a kind whose definition is new gets a few seconds.

    Raises: Refused when the server does not know the kind.
    """
    deadline = time.monotonic() + min(KIND_LIMIT_S, PATIENCE_S)
    while (resource := resource_of(api, obj)) is None:
        if time.monotonic() > deadline or api.stopping.wait(0.5):
            raise Refused(
                title(obj),
                f"the cluster has no {text_at(obj, 'apiVersion')} {text_at(obj, 'kind')}",
                "Install the product that brings this kind, then run the same command again",
            )
    return resource


def finished(api: Api, resource: Resource, obj: Object, *, inputs: Properties, manager: str, limit_s: float) -> Object:
    """Return the object once it is ready.

    Raises: Unready, with the object as it stands, when it is not ready in time.
    """
    try:
        return wait_until_ready(api, resource, obj, limit_s=limit_s)
    except Refused as error:
        raise Unready(error, object_id=object_id(obj), properties=kept(obj, like=inputs, manager=manager), inputs=dict(inputs)) from error


def kept(live: Object, *, like: Properties, manager: str) -> dict[str, PropertyValue]:
    """Return the object as it goes into the state: its secrets secret, our own fields in its ledger alone, and the name under which we hold them."""
    ours: list[Json] = [entry for entry in rows_at(live, "metadata", "managedFields") if entry.get("manager") == manager]
    found = properties(live | {"metadata": mapping_at(live, "metadata") | {"managedFields": ours}}, like=like) | {MANAGER: PropertyValue(manager)}
    return found | {key: secret(found[key]) for key in ("data",) if key in found and is_credential(live)}


def foretold(dry: Object, *, like: Properties) -> dict[str, PropertyValue]:
    """Return the outcome of a dry run, with what only the real run knows left unknown."""
    found = kept(dry, like=like, manager="")
    later = {key: unknown() if key in LATER else value for key, value in mapping(found["metadata"]).items() if key != "managedFields"}
    return {key: value for key, value in found.items() if key != MANAGER} | {"metadata": PropertyValue(later, found["metadata"].is_secret)}


def manager_in(state: Properties, *, urn: str) -> str:
    """Return the name under which a resource holds its fields: the one it began with, though it may have been renamed since."""
    word = state[MANAGER].value if MANAGER in state else None
    return word if isinstance(word, str) and word else manager_of(urn)


def named_by(request: p.ReadRequest) -> Object:
    """Return who an object is that is to be brought in by its type and its id (`name` or `namespace/name`)."""
    version, _, kind = request.type.removeprefix("kubernetes:").rpartition(":")
    namespace, _, name = request.resource_id.rpartition("/")
    metadata: Object = {"name": name}
    if namespace:
        metadata["namespace"] = namespace
    return {"apiVersion": version.removeprefix("core/"), "kind": kind, "metadata": metadata}
