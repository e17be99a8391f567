"""What a switch's own relay would send to a Kea server, and what comes back: for relays that no package has, made by hand after their source."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lab.fabrics.leases import ANSWERS_S, HEAD, SEARCH, TAIL


class Request(NamedTuple):
    """A machine that starts: its MAC, and what its switch's relay tells: the circuit id (RFC 3046, sub-option 1), and an address of the network that it is on
    where the relay's own is none of it (RFC 3527)."""

    mac: str
    circuit_id: str
    link: str = ""


ASK = """
import json, socket, struct, sys
gateway, requests = sys.argv[1], json.loads(sys.argv[2])
door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
door.bind((gateway, 67))
door.settimeout(2)
found = []
for number, (mac, circuit, link) in enumerate(requests, 1):
    head = struct.pack("!BBBBIHH4s4s4s4s", 1, 1, 6, 1, number, 0, 0x8000, bytes(4), bytes(4), bytes(4), socket.inet_aton(gateway))
    told = circuit.encode()
    agent = bytes((1, len(told))) + told + (bytes((5, 4)) + socket.inet_aton(link) if link else b"")
    options = b"\\x63\\x82\\x53\\x63" + bytes((53, 1, 1, 82, len(agent))) + agent + b"\\xff"
    door.sendto(head + bytes.fromhex(mac.replace(":", "")).ljust(16, b"\\0") + bytes(192) + options, ("192.0.2.1", 67))
    try:
        answer = door.recv(2048)
        assert answer[4:8] == struct.pack("!I", number), "an answer to somebody else"
        found.append([socket.inet_ntoa(answer[16:20]), agent in answer])
    except TimeoutError:
        found.append(["", False])
print(json.dumps(found))
"""


def offered(folder: Path, configuration: str, gateway: str, requests: Sequence[Request]) -> list[str]:
    """Return the address that each machine is offered, empty where none is; every offer gives the relay's words back, by which it finds its way.

    Laws: server, relay and their namespaces are gone afterwards, whatever happened.
    """
    (folder / "kea-dhcp4.conf").write_text(configuration, encoding="utf-8")
    (folder / "ask.py").write_text(ASK, encoding="utf-8")
    (folder / "requests").write_text(json.dumps(requests), encoding="utf-8")
    subprocess.run(["mkfifo", folder / "never"], check=True)
    ask = f'ip -n switch address add {gateway}/32 dev lo\nip netns exec switch {sys.executable} {folder}/ask.py {gateway} "$(cat {folder}/requests)"\n'
    script = HEAD.format(folder=folder, version=4) + ask + TAIL
    command = ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "bash", "-c", script]
    done = subprocess.run(command, env={"PATH": SEARCH}, capture_output=True, text=True, timeout=ANSWERS_S, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    answers = json.loads(done.stdout)
    assert all(is_echoed for address, is_echoed in answers if address), "an offer without the relay's words"
    return [address for address, _ in answers]
