"""What an update would change: the new inputs, applied in a dry run, beside the object as it was last seen."""

from pulumi.provider.experimental import provider as p

from podwright.lab.standins.kubernetes_provider.api import resource_of
from podwright.lab.standins.kubernetes_provider.applying import Writer, apply, immutable_fields, refused
from podwright.lab.standins.kubernetes_provider.checking import AUTONAMED
from podwright.lab.standins.kubernetes_provider.configuration import Configuration
from podwright.lab.standins.kubernetes_provider.fields import Difference, Kind, changes, dotted, unlike
from podwright.lab.standins.kubernetes_provider.objects import Object, identity, mapping_at
from podwright.lab.standins.kubernetes_provider.values import has_unknown, plain_object
from podwright.lab.standins.kubernetes_provider.verbs import manager_in

KIND = {Kind.ADD: p.PropertyDiffKind.ADD, Kind.DELETE: p.PropertyDiffKind.DELETE, Kind.UPDATE: p.PropertyDiffKind.UPDATE}
REPLACING = {Kind.ADD: p.PropertyDiffKind.ADD_REPLACE, Kind.DELETE: p.PropertyDiffKind.DELETE_REPLACE, Kind.UPDATE: p.PropertyDiffKind.UPDATE_REPLACE}


def diffed(configuration: Configuration, request: p.DiffRequest) -> p.DiffResponse:
    """Return what would change, and whether only a new object can have it.

    Raises: Refused when the server refuses the new inputs for any other reason.
    """
    state, wanted = plain_object(request.old_state), plain_object(request.new_inputs)
    if identity(state) != identity(wanted) and not has_unknown(request.new_inputs):
        moved = list(unlike(identity_part(wanted), identity_part(state)))
        made_up = AUTONAMED in mapping_at(wanted, "metadata", "annotations")
        return response(moved, replaces=[".".join(found.path) for found in moved], is_same_name=not made_up)
    if configuration.api is None or has_unknown(request.new_inputs):
        return response(list(unlike(wanted, state)), replaces=[], is_same_name=True)
    resource = resource_of(configuration.api, wanted)
    if resource is None:
        return response(list(unlike(wanted, state)), replaces=[], is_same_name=True)
    manager = manager_in(request.old_state, urn=request.urn)
    answer = apply(configuration.api, resource, wanted, writer=Writer(manager, configuration.takes_fields), is_dry_run=True)
    if answer.is_fine:
        return response(list(changes(state, answer.body, manager=manager)), replaces=[], is_same_name=True)
    if answer.status == 404:
        return response([Difference(("metadata",), Kind.UPDATE)], replaces=[], is_same_name=True)
    replaces = immutable_fields(answer)
    if not replaces:
        raise refused(answer, wanted)
    found = [difference for difference in unlike(wanted, state) if any(dotted(difference.path).startswith(field) for field in replaces)]
    return response(found or [Difference(tuple(field.split(".")), Kind.UPDATE) for field in replaces], replaces=list(replaces), is_same_name=True)


def identity_part(obj: Object) -> Object:
    """Return the part of an object that says who it is."""
    who = identity(obj)
    return {"apiVersion": who.group, "kind": who.kind, "metadata": {"name": who.name, "namespace": who.namespace}}


def response(found: list[Difference], *, replaces: list[str], is_same_name: bool) -> p.DiffResponse:
    """Return the differences as the engine wants them: all of a replacement's differences replace."""
    kinds = REPLACING if replaces else KIND
    detailed = {dotted(difference.path): p.PropertyDiff(kinds[difference.kind], input_diff=False) for difference in found}
    tops = sorted({difference.path[0] for difference in found})
    return p.DiffResponse(changes=bool(found), diffs=tops, replaces=replaces, delete_before_replace=bool(replaces) and is_same_name, detailed_diff=detailed)
