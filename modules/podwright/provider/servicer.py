"""The gRPC side of the provider: the SDK's servicer, with one clear message where its own would be a traceback."""

import asyncio
from collections.abc import Awaitable
from typing import NoReturn, Protocol, TypeVar

import grpc
from google.protobuf.any_pb2 import Any as Packed
from google.protobuf.empty_pb2 import Empty
from pulumi.provider.experimental import provider as engine
from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.provider.experimental.server import ProviderServicer
from pulumi.runtime.proto import provider_pb2, status_pb2

from podwright.plan.finding import Infeasible
from podwright.provider.outcome import CANCELLED
from podwright.provider.playbook import PlaybookProvider, Unfinished, Unfit
from podwright.refusal import Refused
from podwright.spec.errors import SpecErrors

Answer = TypeVar("Answer")

SPOKEN = (Refused, Unfit, SpecErrors, Infeasible)
"""Exceptions whose text is made for people; any other is a bug of ours and keeps its traceback."""


class Context(Protocol):
    """What we use of a gRPC call's context: two ways to end it."""

    async def abort(self, code: grpc.StatusCode, details: str) -> NoReturn:
        """End the call with a message."""

    async def abort_with_status(self, status: grpc.Status) -> NoReturn:
        """End the call with a message and what goes with it."""


class PlaybookServicer(ProviderServicer):
    """The SDK's servicer; it adds the old inputs to a deletion, and tells the engine what a failed run left."""

    def __init__(self, version: str, provider: PlaybookProvider, engine_address: str) -> None:
        super().__init__([], version, provider, engine_address)
        self.playbooks = provider

    async def Create(self, request: provider_pb2.CreateRequest, context: Context) -> provider_pb2.CreateResponse:  # noqa: N802 (the protocol names it)
        """Return what was created, or what a failed run left."""
        return await told(super().Create(request, context), context)  # type: ignore[no-untyped-call] # the SDK's own lack types

    async def Update(self, request: provider_pb2.UpdateRequest, context: Context) -> provider_pb2.UpdateResponse:  # noqa: N802 (the protocol names it)
        """Return what was updated, or what a failed run left."""
        return await told(super().Update(request, context), context)  # type: ignore[no-untyped-call] # the SDK's own lack types

    async def Read(self, request: provider_pb2.ReadRequest, context: Context) -> provider_pb2.ReadResponse:  # noqa: N802 (the protocol names it)
        """Return what is there."""
        return await told(super().Read(request, context), context)  # type: ignore[no-untyped-call] # the SDK's own lack types

    async def Delete(self, request: provider_pb2.DeleteRequest, context: Context) -> Empty:  # noqa: N802 (the protocol names it)
        """Undo; the old inputs hold the secrets without which no host lets us in."""
        known = engine.DeleteRequest(request.urn, request.id, PropertyValue.unmarshal_map(request.properties), timeout=request.timeout)
        await told(self.playbooks.delete_with_inputs(known, PropertyValue.unmarshal_map(request.old_inputs)), context)
        return Empty()


async def told(work: Awaitable[Answer], context: Context) -> Answer:
    """Return what the work returns; what people should read of a failure goes to the engine as it is."""
    try:
        return await work
    except Unfinished as failed:
        left = provider_pb2.ErrorResourceInitFailed(id=failed.resource_id, properties=PropertyValue.marshal_map(failed.properties), reasons=[str(failed)])
        await context.abort_with_status(detailed(str(failed), left))
    except SPOKEN as refused:
        await context.abort(grpc.StatusCode.UNKNOWN, str(refused))
    except asyncio.CancelledError:
        await context.abort(grpc.StatusCode.CANCELLED, CANCELLED)


def detailed(message: str, left: provider_pb2.ErrorResourceInitFailed) -> grpc.Status:
    """Return a status that carries what a failed run left, in the form the engine reads."""
    packed = Packed()
    packed.Pack(left)
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=message, details=[packed])
    answer = grpc.Status()
    answer.code, answer.details = grpc.StatusCode.UNKNOWN, message
    answer.trailing_metadata = (("grpc-status-details-bin", status.SerializeToString()),)
    return answer
