"""A Python language host for a Pulumi CLI that came without one: the SDK's own LanguageServer, for a program on disk.

The protocol: print the gRPC port on stdout, then serve LanguageRuntime until SIGINT or until the CLI is gone.
"""

import os
import runpy
import signal
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import grpc
from pulumi.automation._server import LanguageServer
from pulumi.errors import RunError
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from podwright.lab.standins.parent import end_with_parent

MESSAGE_LIMIT_BYTES = 400 << 20  # what Pulumi's own hosts allow; a stack's state arrives in one message
THREADS = 4  # the CLI asks one thing at a time; a second thread answers while the program runs


class Host(LanguageServer):
    """The SDK's server, told which folder the program is in."""

    def __init__(self) -> None:
        super().__init__(lambda: None)

    def Handshake(self, request: language_pb2.LanguageHandshakeRequest, context: grpc.ServicerContext) -> language_pb2.LanguageHandshakeResponse:  # noqa: ARG002, N802 (the protocol names it)
        """Return that we are here."""
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: object, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:  # noqa: ARG002, N802 (the protocol names it)
        """Return the version of the SDK that does the work."""
        return plugin_pb2.PluginInfo(version=version("pulumi"))

    def Run(self, request: language_pb2.RunRequest, context: grpc.ServicerContext) -> language_pb2.RunResponse:  # noqa: N802 (the protocol names it)
        """Return how the program ended, after running its `__main__.py` in the folder that the CLI named."""
        root = Path(request.info.program_directory or request.pwd)
        os.chdir(request.pwd or root)
        sys.path.insert(0, str(root))
        sys.argv = [str(root), *request.args]
        entry = root / (request.info.entry_point or ".")
        self.program = lambda: run_program(entry / "__main__.py" if entry.is_dir() else entry)
        ended: language_pb2.RunResponse = super().Run(request, context)  # type: ignore[no-untyped-call] # the SDK's own lack types
        return ended


def run_program(file: Path) -> None:
    """Return when the program has.

    Raises: RunError, which the CLI shows as it stands, for whatever the program lets escape.
    """
    try:
        runpy.run_path(str(file), run_name="__main__")
    except RunError:
        raise
    except SystemExit as end:
        if end.code not in (None, 0):
            raise RunError(f"the program ended with exit code {end.code}") from end
    except Exception as error:
        raise RunError(f"the program failed with an unhandled exception:\n{traceback.format_exc()}") from error


def main() -> None:
    """Return when the CLI says so."""
    end_with_parent()
    server = grpc.server(ThreadPoolExecutor(THREADS), options=[("grpc.max_receive_message_length", MESSAGE_LIMIT_BYTES)])
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(Host(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    print(port, flush=True)  # noqa: T201 (the protocol: the CLI reads the port here)
    ended.wait()
    server.stop(grace=0)
    os._exit(0)  # threads of an interrupted program must not keep us


if __name__ == "__main__":
    main()
