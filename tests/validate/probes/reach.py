"""Sends every echo request it is asked to, all at once, and prints which were answered. Runs on the host, as root; standard library alone.

One process asks for all of them, since a `ping` each would cost a pod of some hundred hosts minutes. Requests leave by the device and from the address they name; answers
are taken by whichever device they come in.
"""

import json
import os
import select
import socket
import struct
import sys
import time

REQUEST = {4: (8, 0), 6: (128, 129)}
IP_MTU_DISCOVER, IP_PMTUDISC_PROBE, IPV6_MTU_DISCOVER = 10, 3, 23
IDENTITY = os.getpid() & 0xFFFF


def checksum(message: bytes) -> int:
    """Return the internet checksum of a message (RFC 1071)."""
    total = sum(struct.unpack(f"!{(len(message) + 1) // 2}H", message + b"\0" * (len(message) % 2)))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def request(family: int, sequence: int, payload_bytes: int) -> bytes:
    """Return an echo request; the kernel itself sums what goes over IPv6."""
    kind, payload = REQUEST[family][0], b"p" * payload_bytes
    total = 0 if family == 6 else checksum(struct.pack("!BBHHH", kind, 0, 0, IDENTITY, sequence) + payload)
    return struct.pack("!BBHHH", kind, 0, total, IDENTITY, sequence) + payload


def open_socket(family: int) -> socket.socket:
    """Return a raw ICMP socket of one family with room for the answers of thousands."""
    one = (
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        if family == 4
        else socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
    )
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
    return one


def sender(echo: dict) -> socket.socket:
    """Return a socket that sends as one echo request wants it: by a device, from an address, whole, with a hop limit."""
    one = open_socket(echo["family"])
    if echo["device"]:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, echo["device"].encode())
    if echo["source"]:
        one.bind((echo["source"], 0))
    level, limit, discover = (
        (socket.IPPROTO_IP, socket.IP_TTL, IP_MTU_DISCOVER) if echo["family"] == 4 else (socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, IPV6_MTU_DISCOVER)
    )
    if echo["hop_limit"]:
        one.setsockopt(level, limit, echo["hop_limit"])
    if echo["is_whole"]:
        one.setsockopt(level, discover, IP_PMTUDISC_PROBE)
    return one


def send(echo: dict, sequence: int) -> str:
    """Send one echo request; return why the host itself would not, or nothing."""
    try:
        one = sender(echo)
    except OSError as error:
        return f"{echo['device'] or echo['source']}: {error.strerror}"
    scope = socket.if_nametoindex(echo["device"]) if echo["target"].startswith("fe80:") else 0
    place = (echo["target"], 0) if echo["family"] == 4 else (echo["target"], 0, 0, scope)
    try:
        one.sendto(request(echo["family"], sequence, echo["payload_bytes"]), place)
    except OSError as error:
        return str(error.strerror)
    finally:
        one.close()
    return ""


def answered(family: int, packet: bytes) -> int:
    """Return which of our requests a packet answers, or -1; over IPv4 the packet still has its header."""
    body = packet[(packet[0] & 15) * 4 :] if family == 4 else packet
    if len(body) < 8 or body[0] != (0 if family == 4 else REQUEST[6][1]):
        return -1
    identity, sequence = struct.unpack("!HH", body[4:8])
    return sequence if identity == IDENTITY else -1


def exchange(echoes: list, wait_s: float, try_count: int) -> list:
    """Return one row a request: seconds to the answer or None, and why the host would not send it."""
    receivers = {open_socket(4): 4, open_socket(6): 6}
    seconds, refusals, sent_at = [None] * len(echoes), [""] * len(echoes), [0.0] * len(echoes)
    for _ in range(try_count):
        for sequence, echo in enumerate(echoes):
            if seconds[sequence] is None:
                sent_at[sequence] = time.monotonic()
                refusals[sequence] = send(echo, sequence)
        deadline = time.monotonic() + wait_s
        waiting = {sequence for sequence in range(len(echoes)) if seconds[sequence] is None and not refusals[sequence]}
        while waiting and (left_s := deadline - time.monotonic()) > 0:
            for ready in select.select(list(receivers), [], [], left_s)[0]:
                sequence = answered(receivers[ready], ready.recv(65535))
                if sequence in waiting:
                    seconds[sequence] = time.monotonic() - sent_at[sequence]
                    waiting.discard(sequence)
    return [[second, refusal] for second, refusal in zip(seconds, refusals, strict=True)]


question = json.loads(sys.argv[1])
rows = exchange(question["echoes"], question["wait_s"], question["try_count"])
sys.stdout.write(
    json.dumps(
        {
            "answered": {echo["key"]: row[0] for echo, row in zip(question["echoes"], rows, strict=True)},
            "refused": {echo["key"]: row[1] for echo, row in zip(question["echoes"], rows, strict=True)},
        }
    )
)
