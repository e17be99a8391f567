"""`podwright-boot`: the boot service, and the desk at which it is told what to do."""

import argparse
import logging
import os
import re
import signal
import socket
import sys
import threading
import time
from pathlib import Path

from podwright.install.service import desk
from podwright.install.service.http_server import BootServer, Troubles
from podwright.install.service.settings import Settings, WrongSettings, load_settings
from podwright.install.service.state import State, StateRefused
from podwright.install.service.tftp_server import serve_tftp

SETTINGS = Path("/etc/podwright-boot/settings.json")
FIRST_HANDED = 3
TFTP_PORT = 69
SWEEP_S = 60.0
WRONG_INPUT = 2


def main() -> int:
    """Return the exit code of one run."""
    parser = argparse.ArgumentParser(prog="podwright-boot", description="Boot files, images, orders and seeds of a pod's hosts.")
    parser.add_argument("--settings", type=Path, default=SETTINGS)
    parser.add_argument("--tftp-port", type=int, default=TFTP_PORT)
    parser.add_argument("verb", choices=("serve", "check", "arm", "disarm", "status", "follow", "image"))
    parser.add_argument("digest", nargs="?", default="")
    words = parser.parse_args()
    logging.basicConfig(stream=sys.stderr, format="%(message)s", level=logging.INFO)
    try:
        settings = load_settings(words.settings)
        if words.verb != "check":
            State(settings.state).prepare()
        return _done(settings, words.verb, words.digest, words.tftp_port)
    except (WrongSettings, StateRefused) as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_INPUT
    except (BrokenPipeError, KeyboardInterrupt):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0


def _done(settings: Settings, verb: str, digest: str, tftp_port: int) -> int:
    if verb == "serve":
        return serve(settings, tftp_port)
    if verb == "arm":
        return desk.arm(settings, sys.stdin, sys.stdout)
    if verb == "disarm":
        return desk.disarm(settings, sys.stdin, sys.stdout)
    if verb == "status":
        return desk.status(settings, sys.stdout)
    if verb == "follow":
        return desk.follow(settings, sys.stdin, sys.stdout)
    if verb == "image":
        if not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise StateRefused(f"{digest[:80]!r} is no SHA-256")
        return desk.take_image(settings, digest, sys.stdin.buffer, sys.stdout)
    return 0


def serve(settings: Settings, tftp_port: int) -> int:
    """Serve until a signal ends it; sockets come from systemd where it has them, so that no right is needed for a low port."""
    stream, datagram = _handed()
    server = BootServer(settings, stream)
    if datagram is None:
        datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagram.bind((settings.address, tftp_port))
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown, daemon=True).start())
    threading.Thread(target=serve_tftp, args=(settings, datagram, server.troubles), daemon=True).start()
    threading.Thread(target=_sweep, args=(settings, server.troubles), daemon=True).start()
    logging.info("serving %s hosts of %s at %s", len(settings.hosts), settings.pod, settings.url)
    server.serve_forever(poll_interval=0.2)
    return 0


def _handed() -> "tuple[socket.socket | None, socket.socket | None]":
    """Return the sockets that systemd listens on for us, a stream and a datagram one."""
    count = int(os.environ.get("LISTEN_FDS", "0")) if os.environ.get("LISTEN_PID") == str(os.getpid()) else 0
    found = [socket.socket(fileno=number) for number in range(FIRST_HANDED, FIRST_HANDED + count)]
    kinds = {one.type: one for one in found}
    return kinds.get(socket.SOCK_STREAM), kinds.get(socket.SOCK_DGRAM)


def _sweep(settings: Settings, troubles: Troubles) -> None:
    """Delete what has waited too long, also where nobody asks."""
    while True:
        for host in settings.hosts:
            try:
                State(settings.state).armed(host, time.time())
            except OSError as error:
                troubles.tell(f"{host}: {error}")
        time.sleep(SWEEP_S)


if __name__ == "__main__":
    sys.exit(main())
