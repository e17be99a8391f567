"""Prints what this host answers for every name it is asked, and what it calls itself. Runs on the host; standard library alone."""

import json
import socket
import sys


def addresses(name: str, family: int) -> list[str]:
    """Return every address of one family that the host's own resolver gives for a name, sorted; none when it knows no such name."""
    try:
        return sorted({str(row[4][0]) for row in socket.getaddrinfo(name, None, family, socket.SOCK_STREAM)})
    except socket.gaierror:
        return []


def name_of(address: str) -> str:
    """Return the first name that the host's own resolver gives for an address, or nothing."""
    try:
        return socket.gethostbyaddr(address)[0]
    except OSError:
        return ""


def full_name() -> str:
    """Return the host's full name as `hostname -f` finds it."""
    try:
        return socket.getaddrinfo(socket.gethostname(), None, flags=socket.AI_CANONNAME)[0][3]
    except socket.gaierror:
        return ""


question = json.loads(sys.argv[1])
sys.stdout.write(
    json.dumps(
        {
            "hostname": socket.gethostname(),
            "full_name": full_name(),
            "v4": {name: addresses(name, socket.AF_INET) for name in question["names"]},
            "v6": {name: addresses(name, socket.AF_INET6) for name in question["names"]},
            "name_of": {address: name_of(address) for address in question["addresses"]},
        }
    )
)
