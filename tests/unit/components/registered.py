"""What a program registers with a mocked engine."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pulumi.runtime import mocks, rpc
from pulumi.runtime.proto import resource_pb2


@dataclass(frozen=True, slots=True)
class Registered:
    """One resource as the engine was told of it; `secrets` are the inputs that it may not show."""

    urn: str
    inputs: dict[str, Any]
    provider: str
    parent: str
    secrets: frozenset[str]

    @property
    def kind(self) -> str:
        """Return the last word of its type."""
        return self.urn.split("::")[2].rpartition(":")[2]

    @property
    def parent_kind(self) -> str:
        """Return the last word of its parent's type."""
        return self.parent.split("::")[2].rpartition(":")[2]

    @property
    def name(self) -> str:
        """Return its name."""
        return self.urn.rpartition("::")[2]

    @property
    def is_object(self) -> bool:
        """Return whether it is an object of the cluster, and neither component nor provider."""
        return "apiVersion" in self.inputs


class Echo(mocks.Mocks):
    """An engine that makes everything as it was asked."""

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], None]:
        """Return what was asked."""
        return args.args, None

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Return an id and what was asked."""
        return f"{args.name}-id", args.inputs


class Listening(mocks.MockMonitor):
    """The mocked engine, which remembers what it was told."""

    def __init__(self) -> None:
        super().__init__(Echo())
        self.heard: list[Registered] = []

    def RegisterResource(self, request: resource_pb2.RegisterResourceRequest) -> resource_pb2.RegisterResourceResponse:  # noqa: N802 (the protocol names it)
        """Return what the mock returns, after taking note."""
        told = rpc.deserialize_properties(request.object)
        inputs = {key: rpc.unwrap_rpc_secret(value) for key, value in told.items()}
        secrets = frozenset(key for key, value in told.items() if rpc.is_rpc_secret(value))
        self.heard.append(Registered(self.make_urn(request.parent, request.type, request.name), inputs, request.provider, request.parent, secrets))
        return super().RegisterResource(request)


def registered(program: Callable[[], None]) -> list[Registered]:
    """Return everything that a program registers, the stack aside."""
    engine = Listening()
    mocks.set_mocks(Echo(), project="small", stack="test", monitor=engine)
    mocks.test(program)()
    return [found for found in engine.heard if found.kind != "Stack"]
