"""BMCs of a small pod on loopback, each with a certificate of its own, and the collector's words for asking them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from podwright.event import Event
from podwright.lab.bmc.certificate import self_signed
from podwright.lab.bmc.documents import Shape, documents
from podwright.lab.bmc.machine import EmulatedMachine
from podwright.lab.bmc.service import EmulatedBmc, serving
from podwright.observe.redfish.answers import Answer
from podwright.observe.redfish.collect_bmc import Login, Target, ask_bmcs
from unit.observe.redfish.racked import machine

USER, PASSWORD = "admin", "correct horse battery"
LOOPBACK = "127.0.0.1"


@dataclass
class Rack:
    """BMCs by host, the port of each on loopback, and what was told while they were asked."""

    bmcs: dict[str, EmulatedBmc]
    ports: dict[str, int] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def ask(self, *hosts: str, pins: dict[str, str] | None = None, password: str = PASSWORD, limit_s: float = 20) -> list[Answer]:
        """Return the answers of these hosts' BMCs, of all without any."""
        targets = [Target(host, LOOPBACK, (pins or {}).get(host), self.ports[host]) for host in hosts or self.bmcs]
        return ask_bmcs(targets, Login(USER, password), limit_s=limit_s, on_event=self.events.append)


def bmc_of(one: EmulatedMachine, shape: Shape = "ami") -> EmulatedBmc:
    return EmulatedBmc(documents(one, shape), USER, PASSWORD, self_signed("bmc"))


@contextmanager
def racked(*hosts: str, shape: Shape = "ami") -> Iterator[Rack]:
    """Yield a rack in which the BMCs of these hosts answer; none does afterwards."""
    rack = Rack({host: bmc_of(machine(host), shape) for host in hosts})
    with ExitStack() as stack:
        for host, bmc in rack.bmcs.items():
            rack.ports[host] = stack.enter_context(serving(bmc, address=LOOPBACK))
        yield rack
