"""The plugin's side of Pulumi's wire, beyond what the SDK does: refusals in plain words, and objects that were made but are not ready."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import grpc
from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.provider.experimental.provider import Provider
from pulumi.provider.experimental.server import ProviderServicer
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from podwright.lab.standins.kubernetes_provider.api import CONNECTIONS
from podwright.lab.standins.parent import end_with_parent
from podwright.refusal import Refused

REFUSABLE = ("CheckConfig", "DiffConfig", "Configure", "Check", "Diff", "Create", "Read", "Update", "Delete", "Invoke", "Construct", "Call")


class Unready(Exception):
    """The object stands but is not as it should be; Pulumi keeps it and tries again next time."""

    def __init__(self, refusal: Refused, *, object_id: str, properties: dict[str, PropertyValue], inputs: dict[str, PropertyValue]) -> None:
        super().__init__(str(refusal))
        self.detail = provider_pb2.ErrorResourceInitFailed(
            id=object_id, properties=PropertyValue.marshal_map(properties), inputs=PropertyValue.marshal_map(inputs), reasons=[str(refusal)]
        )


@dataclass(frozen=True)
class Failure(grpc.Status):  # type: ignore[misc]  # grpc ships no types
    """A gRPC status as the server library wants it."""

    code: grpc.StatusCode
    details: str
    trailing_metadata: tuple[tuple[str, bytes], ...]


class Servicer(ProviderServicer):
    """The SDK's servicer, where its answer about the provider's own configuration says what was meant."""

    async def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.aio.ServicerContext) -> provider_pb2.DiffResponse:  # noqa: N802 (the protocol names it)
        """Return the answer with its verdict in the protocol's words: the SDK puts a plain yes there, which the engine reads as no."""
        answer: provider_pb2.DiffResponse = await super().DiffConfig(request, context)  # type: ignore[no-untyped-call] # the SDK's own lack types
        answer.changes = provider_pb2.DiffResponse.DIFF_SOME if answer.changes else provider_pb2.DiffResponse.DIFF_NONE
        return answer


Call = Callable[[object, grpc.aio.ServicerContext], Awaitable[object]]


def plainly(call: Call) -> Call:
    """Return the call, so that a refusal reaches the person as one line and an unready object reaches the state."""

    async def called(request: object, context: grpc.aio.ServicerContext) -> object:
        try:
            return await call(request, context)
        except Refused as error:
            await context.abort(grpc.StatusCode.UNKNOWN, str(error))
        except Unready as error:
            status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(error))
            status.details.add().Pack(error.detail)
            await context.abort_with_status(Failure(grpc.StatusCode.UNKNOWN, str(error), (("grpc-status-details-bin", status.SerializeToString()),)))
        raise AssertionError("an aborted call does not go on")

    return called


def serve(provider: Provider, *, version: str) -> None:
    """Return when the engine says so, or is gone."""
    parser = argparse.ArgumentParser(description="A stand-in for Pulumi's Kubernetes provider, for the lab.")
    parser.add_argument("engine", help="address of the Pulumi engine")
    engine_address = parser.parse_known_args()[0].engine
    end_with_parent()
    servicer = Servicer(sys.argv[1:], version, provider, engine_address=engine_address)
    for name in REFUSABLE:
        setattr(servicer, name, plainly(getattr(servicer, name)))
    asyncio.run(listen(servicer))


async def listen(servicer: ProviderServicer) -> None:
    """Return when a signal asks for it; the port was printed, as the protocol wants."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.set_default_executor(ThreadPoolExecutor(CONNECTIONS))
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    server = grpc.aio.server(options=_GRPC_CHANNEL_OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(port, flush=True)  # noqa: T201 (the protocol: the engine reads the port here)
    await ended.wait()
    await server.stop(grace=0)
