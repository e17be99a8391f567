"""The process of one blank machine: its BMC answers, its power is off. It ends with SIGTERM, and the machine's power with it.

usage: python -m podwright.lab.machines.serve ORDER.json, in the network namespace of the machine. `ready` in the machine's folder then holds its pid.
"""

import os
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path

from podwright.lab.bmc.certificate import new_pem, shown
from podwright.lab.bmc.controller import EmulatedBmc
from podwright.lab.bmc.documents import documents
from podwright.lab.bmc.service import serving
from podwright.lab.machines.machine import Machine
from podwright.lab.machines.order import MachineOrder, read

READY, PEM = "ready", "bmc.pem"


def main(file: Path) -> None:
    """Return when the process was told to end."""
    order = read(file)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    place, machine = order.bmc, Machine(order)
    try:
        bmc = EmulatedBmc(
            documents(replace(order.told, power="Off"), place.shape),
            place.user,
            Path(place.password_file).read_text(encoding="utf-8").rstrip("\n"),
            shown(kept_pem(order)),
            hardware=machine,
        )
        with serving(bmc, address=place.address, port=place.port):
            order.at(READY).write_text(str(os.getpid()), encoding="utf-8")
            ended.wait()
    finally:
        machine.end()
        order.at(READY).unlink(missing_ok=True)


def kept_pem(order: MachineOrder) -> bytes:
    """Return the BMC's key and certificate: those it had, so that who has learnt it knows it again."""
    file = order.at(PEM)
    if not file.is_file():
        fresh = order.at(f".{PEM}.new")
        fresh.touch(mode=0o600)
        fresh.write_bytes(new_pem(order.name))
        fresh.replace(file)
    return file.read_bytes()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
