"""The provider as a plugin of the engine: `pulumi-resource-podwright ENGINE_ADDRESS`; prints its port, then serves."""

import asyncio
import os
import signal
import sys

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from podwright.provider.playbook import PlaybookProvider
from podwright.provider.servicer import PlaybookServicer
from podwright.provider.token import VERSION
from podwright.provider.voice import engine_log

WATCH_S = 1.0
"""How often the provider looks whether its engine is still there."""

END_S = 20.0
"""How long a run may take to end once the engine is gone or has asked for it."""

GRPC_LIMIT_BYTES = 400 * 1024 * 1024


async def serve(engine_address: str) -> None:
    """Serve until the engine ends us or is gone; then have every run end, so that no process and no secret stays."""
    provider = PlaybookProvider(engine_log(engine_address))
    server = grpc.aio.server(options=[("grpc.max_receive_message_length", GRPC_LIMIT_BYTES)])
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(PlaybookServicer(VERSION, provider, engine_address), server)
    port = server.add_insecure_port("127.0.0.1:0")
    asked = asyncio.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, asked.set)
    await server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    parent = os.getppid()
    while not asked.is_set() and os.getppid() == parent:
        try:
            await asyncio.wait_for(asked.wait(), WATCH_S)
        except TimeoutError:
            continue
    await provider.cancel()
    await server.stop(END_S)


def main() -> None:
    """Serve the engine whose address is the first argument that is no option."""
    asyncio.run(serve(next(argument for argument in sys.argv[1:] if not argument.startswith("-"))))


if __name__ == "__main__":
    main()
