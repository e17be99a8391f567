"""Boot files over TFTP, to be read alone: firmware's network boot and signed grub know nothing else. RFC 1350, 2347, 2348 (block size), 2349 (size), 7440 (window)."""

import socket
import struct
import threading
from pathlib import Path

from podwright.install.service.answers import boot_file, boot_script
from podwright.install.service.http_server import Troubles
from podwright.install.service.settings import Settings
from podwright.install.service.state import State

READ, DATA, ACK, ERROR, OPTIONS = 1, 3, 4, 5, 6
NOT_FOUND, REFUSED = 1, 2
DEFAULT_BLOCK_BYTES, MOST_BLOCK_BYTES, MOST_WINDOW = 512, 1428, 16
"""A block with its headers goes into one Ethernet frame, also within a tunnel: no fragments, which firmware may not put together."""
AGAIN_S, TRIES = 1.0, 8
AT_ONCE = 256
"""Transfers at the same time; more are not begun, and their clients ask again."""


def content_for(settings: Settings, name: str, source: str) -> tuple[bytes | None, str]:
    """Return what a machine gets by this name, or None and why it gets nothing."""
    host = settings.host_at.get(source)
    if host is None:
        return None, f"{source} is reserved for no host"
    plain = name.lstrip("/")
    if plain == "grub/grub.cfg":
        return boot_script(settings, State(settings.state), host, is_grub=True).encode(), ""
    path = boot_file(settings, plain)
    if ".." in Path(plain).parts or not path.is_file():
        return None, f"{host} asked for {plain[:80]!r}, which is not here"
    return path.read_bytes(), ""


def serve_tftp(settings: Settings, listening: socket.socket, troubles: Troubles) -> None:
    """Answer requests until the socket is closed."""
    room = threading.BoundedSemaphore(AT_ONCE)
    while True:
        try:
            packet, client = listening.recvfrom(2048)
        except OSError:
            return
        if room.acquire(blocking=False):
            threading.Thread(target=_serve, args=(settings, packet, client, troubles, room), daemon=True).start()


def _serve(settings: Settings, packet: bytes, client: tuple[str, int], troubles: Troubles, room: threading.BoundedSemaphore) -> None:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.bind((settings.address, 0))
            line.connect(client)
            line.settimeout(AGAIN_S)
            words = packet[2:].split(b"\0")
            if len(packet) < 4 or struct.unpack(">H", packet[:2])[0] != READ or len(words) < 2:
                line.send(struct.pack(">HH", ERROR, REFUSED) + b"read only\0")
                return
            content, why = content_for(settings, words[0].decode("ascii", "replace"), client[0])
            if content is None:
                troubles.tell(f"TFTP: {why}")
                line.send(struct.pack(">HH", ERROR, NOT_FOUND if client[0] in settings.host_at else REFUSED) + b"no\0")
                return
            asked = {words[at].decode("ascii", "replace").lower(): words[at + 1].decode("ascii", "replace") for at in range(2, len(words) - 1, 2)}
            _send(line, content, asked)
    except OSError as error:
        troubles.tell(f"TFTP: {client[0]}: {error}")
    finally:
        room.release()


def _send(line: socket.socket, content: bytes, asked: dict[str, str]) -> None:
    """Send a file as its client asked; one that no longer answers is given up."""
    granted = {name: value for name, value in asked.items() if name in ("blksize", "windowsize", "tsize") and value.isdigit()}
    size = min(max(int(granted.get("blksize", DEFAULT_BLOCK_BYTES)), 8), MOST_BLOCK_BYTES)
    window = min(max(int(granted.get("windowsize", 1)), 1), MOST_WINDOW)
    told = {"blksize": size, "windowsize": window, "tsize": len(content)}
    if granted:
        reply = b"".join(f"{name}\0{told[name]}\0".encode() for name in granted)
        if _acknowledged(line, [struct.pack(">H", OPTIONS) + reply]) != 0:
            return
    last = len(content) // size + 1
    done = 0
    while done < last:
        numbers = range(done + 1, min(done + window, last) + 1)
        blocks = [struct.pack(">HH", DATA, number & 0xFFFF) + content[(number - 1) * size : number * size] for number in numbers]
        got = _acknowledged(line, blocks)
        ahead = None if got is None else next((number for number in range(done, done + window + 1) if number & 0xFFFF == got), None)
        if ahead is None:
            return
        done = ahead


def _acknowledged(line: socket.socket, packets: list[bytes]) -> int | None:
    """Return which block the client has, None when it gave up or is gone."""
    for _ in range(TRIES):
        for packet in packets:
            line.send(packet)
        try:
            answer = line.recv(2048)
        except TimeoutError:
            continue
        if len(answer) < 4 or answer[:2] != struct.pack(">H", ACK):
            return None
        return int(struct.unpack(">H", answer[2:4])[0])
    return None
