"""Inputs made whole before anything is asked of the cluster: a name, a namespace, secrets that are secret."""

from pulumi.provider.experimental import provider as p
from pulumi.provider.experimental.property_value import PropertyValue

from podwright.lab.standins.kubernetes_provider.api import resource_of
from podwright.lab.standins.kubernetes_provider.configuration import Configuration
from podwright.lab.standins.kubernetes_provider.objects import Object, is_credential, mapping_at, text_at
from podwright.lab.standins.kubernetes_provider.values import Properties, is_unknown, mapping, plain_object, secret

AUTONAMED = "pulumi.com/autonamed"
"""The official provider's mark of a name that was made up, so that a replacement may have another."""


def checked(configuration: Configuration, request: p.CheckRequest) -> p.CheckResponse:
    """Return the inputs as they will be applied, or what is missing in them."""
    inputs = dict(request.new_inputs)
    obj = plain_object(inputs)
    missing = [word for word in ("apiVersion", "kind") if not text_at(obj, word) and not (word in inputs and is_unknown(inputs[word]))]
    if missing:
        return p.CheckResponse(inputs=inputs, failures=[p.CheckFailure(word, f"{word} is missing: an object needs it. Give it") for word in missing])
    metadata = named(inputs, old=plain_object(request.old_inputs), request=request)
    if "namespace" not in metadata and has_namespace(configuration, obj):
        metadata["namespace"] = PropertyValue(configuration.namespace)
    inputs["metadata"] = PropertyValue(metadata, "metadata" in inputs and inputs["metadata"].is_secret)
    if is_credential(obj):
        inputs |= {key: secret(inputs[key]) for key in ("data", "stringData") if key in inputs}
    return p.CheckResponse(inputs=inputs)


def named(inputs: Properties, *, old: Object, request: p.CheckRequest) -> dict[str, PropertyValue]:
    """Return the metadata with a name: the program's, the one made up before, or a new one."""
    metadata = dict(mapping(inputs.get("metadata")))
    if "name" in metadata:
        return metadata
    kept = text_at(old, "metadata", "name") if AUTONAMED in mapping_at(old, "metadata", "annotations") else ""
    metadata["name"] = PropertyValue(kept or f"{request.name}-{request.random_seed[:4].hex()}")
    metadata["annotations"] = PropertyValue({**mapping(metadata.get("annotations")), AUTONAMED: PropertyValue("true")})
    return metadata


def has_namespace(configuration: Configuration, obj: Object) -> bool:
    """Return whether the object lives in a namespace, as far as the server knows its kind."""
    resource = resource_of(configuration.api, obj) if configuration.api is not None else None
    return resource is not None and resource.is_namespaced
