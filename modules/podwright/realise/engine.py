"""The Pulumi engine as a process that we hear and may interrupt, but that no key press ends half-way."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import IO

from pulumi.automation import CommandResult, PulumiCommand
from pulumi.automation.errors import create_command_error
from semver import VersionInfo

from podwright.engines import Engine, find
from podwright.refusal import Refused

OnOutput = Callable[[str], object]


class OwnCommand(PulumiCommand):
    """Pulumi's command line, in a session of its own: Ctrl-C reaches it once, through us, and it ends by itself."""

    def __init__(self, engine: Engine) -> None:
        self.command = str(engine.path)
        self.version = VersionInfo.parse(engine.version)

    def run(  # the SDK's signature
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> CommandResult:
        """Return what the command said and ended with.

        Raises: CommandError when it failed; KeyboardInterrupt when it was interrupted, after it has ended.
        """
        line = [self.command, "--non-interactive", *args]
        environment = {**os.environ, **additional_env, "PULUMI_AUTOMATION_API": "true"}
        pipe = subprocess.PIPE
        with subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, cwd=cwd, env=environment, text=True, start_new_session=True) as process:
            heard: tuple[list[str], list[str]] = ([], [])
            streams = zip((process.stdout, process.stderr), (on_output, on_error), heard, strict=True)
            readers = [threading.Thread(target=_read, args=row, daemon=True) for row in streams]
            for reader in readers:
                reader.start()
            was_interrupted = wait_out(process)
            for reader in readers:
                reader.join()
        result = CommandResult(stdout="\n".join(heard[0]), stderr="\n".join(heard[1]), code=process.returncode)
        if was_interrupted:
            raise KeyboardInterrupt
        if result.code != 0:
            raise create_command_error(result)
        return result


def pulumi_engine() -> Engine:
    """Return the engine of the right version.

    Raises: Refused when it is neither on PATH nor built.
    """
    engine = find("pulumi")
    if engine is None:
        raise Refused(
            "pulumi",
            "no engine of the right version is on PATH or built",
            "Run `podwright tools build pulumi`; `podwright doctor` says which versions were found",
        )
    return engine


def wait_out(process: "subprocess.Popen[str]") -> bool:
    """Return whether the process was interrupted, once it has ended; each interrupt, hang-up or termination of ours goes on to it."""
    was_interrupted = False
    with ends_as_interrupts():
        while True:
            try:
                process.wait()
            except KeyboardInterrupt:
                was_interrupted = True
                process.send_signal(signal.SIGINT)
            else:
                return was_interrupted


@contextmanager
def ends_as_interrupts() -> Iterator[None]:
    """Have SIGTERM and SIGHUP do here what Ctrl-C does; outside the main thread nothing is changed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 (a signal handler's signature)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _read(stream: IO[str], callback: OnOutput | None, lines: list[str]) -> None:
    for line in stream:
        text = line.rstrip()
        if callback is not None:
            callback(text)
        lines.append(text)
