"""What the program told the provider: which cluster, and how to treat what others made."""

import json
from dataclasses import dataclass

from podwright.lab.standins.kubernetes_provider.api import Api, connect
from podwright.lab.standins.kubernetes_provider.kubeconfig import read_access
from podwright.lab.standins.kubernetes_provider.objects import text_at
from podwright.lab.standins.kubernetes_provider.values import Properties, is_unknown, plain_object
from podwright.refusal import Refused

UNSUPPORTED = ("renderYamlToDirectory",)


@dataclass(frozen=True, slots=True)
class Configuration:
    """A configured provider; `api` is None while the kubeconfig is known only after something else was made."""

    api: Api | None
    namespace: str
    takes_fields: bool
    takes_objects: bool


def configured(args: Properties) -> Configuration:
    """Return the configuration that the program gave.

    Raises: Refused when the kubeconfig is of no use, or something is asked for that only the official provider does.
    """
    words = plain_object(args)
    for name in UNSUPPORTED:
        if name in words:
            raise Refused("the lab's Kubernetes provider", f"{name} is not done by the stand-in", "Use the official Kubernetes plugin outside the lab")
    if any(is_unknown(args[name]) for name in ("kubeconfig", "context") if name in args):
        return Configuration(None, "default", takes_fields=False, takes_objects=False)
    access = read_access(text_at(words, "kubeconfig") or None, context=text_at(words, "context") or None)
    namespace = text_at(words, "namespace") or access.namespace
    return Configuration(
        connect(access), namespace, takes_fields=switch(words.get("enablePatchForce")), takes_objects=switch(words.get("upsertExistingObjects"))
    )


def switch(word: object) -> bool:
    """Return a switch, which arrives as a boolean or as JSON text."""
    return bool(json.loads(word)) if isinstance(word, str) and word else word is True


def server_of(args: Properties) -> str:
    """Return the URL of the cluster that the arguments mean, empty where it cannot be told."""
    if any(is_unknown(value) for value in args.values()):
        return ""
    words = plain_object(args)
    try:
        return read_access(text_at(words, "kubeconfig") or None, context=text_at(words, "context") or None).server
    except (Refused, ValueError, OSError):
        return ""
