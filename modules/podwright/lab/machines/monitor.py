"""QEMU's monitor: questions and answers of QMP, one JSON object a line."""

import json
import socket

LIMIT_S = 30.0
"""How long an answer may take: one takes milliseconds; a machine so busy that it needs this long is not going to start."""


class Monitor:
    """The line to one QEMU. Raises `OSError` where it ends, or QEMU refuses."""

    def __init__(self, line: socket.socket) -> None:
        """Wait for the greeting and take part."""
        self._line = line
        line.settimeout(LIMIT_S)
        self._words = line.makefile("rb")
        self._next()
        self.ask("qmp_capabilities")

    def ask(self, command: str, **words: object) -> object:
        """Return QEMU's answer; events that come before it are passed over."""
        question = {"execute": command, "arguments": {name.replace("_", "-"): word for name, word in words.items()}}
        self._line.sendall(json.dumps(question).encode() + b"\n")
        while True:
            told = self._next()
            if "error" in told:
                raise OSError(f"QEMU refuses {command}: {told['error']}")
            if "return" in told:
                return told["return"]

    def close(self) -> None:
        """End the line."""
        self._words.close()
        self._line.close()

    def _next(self) -> dict[str, object]:
        line = self._words.readline()
        if not line:
            raise ConnectionError("QEMU has ended")
        told = json.loads(line)
        assert isinstance(told, dict), "QMP tells objects"
        return told
