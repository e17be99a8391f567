"""Words from the provider to the person, through the engine's log."""

from collections.abc import Callable
from dataclasses import dataclass

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

Log = Callable[[engine_pb2.LogRequest], object]


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks for one resource; every word passes `clean` first, so that no secret is ever said."""

    log: Log
    urn: str
    clean: Callable[[str], str]

    def say(self, text: str) -> None:
        """Say something that stays to be read after the run."""
        self._speak(text, severity=engine_pb2.INFO, is_passing=False)

    def warn(self, text: str) -> None:
        """Warn of something that stays to be read after the run."""
        self._speak(text, severity=engine_pb2.WARNING, is_passing=False)

    def murmur(self, text: str) -> None:
        """Say where the run is: shown while it runs, not kept."""
        self._speak(text, severity=engine_pb2.INFO, is_passing=True)

    def _speak(self, text: str, *, severity: "engine_pb2.LogSeverity.ValueType", is_passing: bool) -> None:
        self.log(engine_pb2.LogRequest(severity=severity, message=self.clean(text), urn=self.urn, ephemeral=is_passing))


def engine_log(address: str) -> Log:
    """Return the way to the engine's log; an engine that is gone no longer listens, and that is no error."""
    stub = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))

    def log(request: engine_pb2.LogRequest) -> None:
        try:
            stub.Log(request, timeout=10)
        except grpc.RpcError:
            return

    return log
