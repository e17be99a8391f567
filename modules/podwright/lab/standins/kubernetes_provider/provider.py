"""The provider's verbs, each in a few steps: what the API server says is what is done."""

import asyncio

from pulumi.provider.experimental import provider as p

from podwright.lab.standins.kubernetes_provider import verbs
from podwright.lab.standins.kubernetes_provider.checking import checked
from podwright.lab.standins.kubernetes_provider.configuration import Configuration, configured, server_of
from podwright.lab.standins.kubernetes_provider.differing import diffed
from podwright.refusal import Refused

UNSUPPORTED = ("kubernetes:helm.sh/", "kubernetes:kustomize", "kubernetes:yaml")


class Kubernetes(p.Provider):
    """Pulumi's Kubernetes provider, as far as the lab needs it."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.configuration = Configuration(None, "default", takes_fields=False, takes_objects=False)

    async def get_schema(self, request: p.GetSchemaRequest) -> p.GetSchemaResponse:  # noqa: ARG002 (the protocol names it)
        """Return a schema with nothing in it: the SDK brings the types."""
        return p.GetSchemaResponse(f'{{"name": "kubernetes", "version": "{self.version}"}}')

    async def check_config(self, request: p.CheckRequest) -> p.CheckResponse:
        """Return the configuration as it came."""
        return p.CheckResponse(inputs=request.new_inputs)

    async def diff_config(self, request: p.DiffRequest) -> p.DiffResponse:
        """Return whether the provider now means another cluster: by its identifier where it has one, by the server's address otherwise."""
        old, new = request.old_state, request.new_inputs
        changed = sorted(key for key in old.keys() | new.keys() if not key.startswith("__") and key != "version" and old.get(key) != new.get(key))
        named = "clusterIdentifier" in old and "clusterIdentifier" in new
        moved = "clusterIdentifier" in changed if named else "kubeconfig" in changed and server_of(old) != server_of(new)
        return p.DiffResponse(changes=bool(changed), diffs=changed, replaces=["clusterIdentifier" if named else "kubeconfig"] if moved else [])

    async def configure(self, request: p.ConfigureRequest) -> p.ConfigureResponse:
        """Return what this provider can do, after reading which cluster it is for."""
        self.configuration = configured(request.args)
        return p.ConfigureResponse(accept_secrets=True, supports_preview=True)

    async def check(self, request: p.CheckRequest) -> p.CheckResponse:
        """Return the inputs with name and namespace filled in."""
        if request.type.startswith(UNSUPPORTED):
            raise Refused(request.type, "the lab's stand-in does plain objects alone", "Use the official Kubernetes plugin for it")
        return await asyncio.to_thread(checked, self.configuration, request)

    async def diff(self, request: p.DiffRequest) -> p.DiffResponse:
        """Return what an update would change, by a server-side dry run."""
        return await asyncio.to_thread(diffed, self.configuration, request)

    async def create(self, request: p.CreateRequest) -> p.CreateResponse:
        """Return the new object, once it is ready."""
        return await asyncio.to_thread(verbs.created, self.configuration, request)

    async def read(self, request: p.ReadRequest) -> p.ReadResponse:
        """Return the object as it is, and the inputs that it now stands for."""
        return await asyncio.to_thread(verbs.was_read, self.configuration, request)

    async def update(self, request: p.UpdateRequest) -> p.UpdateResponse:
        """Return the object after the update, once it is ready."""
        return await asyncio.to_thread(verbs.updated, self.configuration, request)

    async def delete(self, request: p.DeleteRequest) -> None:
        """Return when the object is gone."""
        await asyncio.to_thread(verbs.deleted, self.configuration, request)

    async def construct(self, request: p.ConstructRequest) -> p.ConstructResponse:
        """Refuse what only the official provider does."""
        raise Refused(request.resource_type, "the lab's stand-in does plain objects alone", "Use the official Kubernetes plugin for it")

    async def invoke(self, request: p.InvokeRequest) -> p.InvokeResponse:
        """Refuse what only the official provider does."""
        raise Refused(request.tok, "the lab's stand-in does plain objects alone", "Use the official Kubernetes plugin for it")

    async def cancel(self) -> None:
        """Return at once; nobody waits any longer."""
        if self.configuration.api is not None:
            self.configuration.api.stopping.set()
