"""What is set on emulated BMCs of a small pod, as the verb does it: asked of each, done in waves, told by a ledger."""

from dataclasses import dataclass, field

from lab.machines.emulated import LOOPBACK, PASSWORD, USER, Rack
from podwright.bmc.act_round import act
from podwright.bmc.act_visit import Job, Pace, Round
from podwright.bmc.asking import asked_of
from podwright.bmc.deeds import Deed, Fate, Ledger
from podwright.bmc.setting import Asked
from podwright.bmc.wish import FACTORY, OWN, OWN_BEFORE, Accounts, Wish
from podwright.event import Event
from podwright.observe.redfish.collect_bmc import Lines, Login, Target, ask_bmcs
from podwright.observe.redfish.shelf import Shelf
from podwright.plan.types import BiosAttribute
from podwright.secrets.bmc import bmc_password

SEED = "0123456789abcdef" * 4
MINE = "podwright"
BIOS = (BiosAttribute("PxeBootWaitTime", "5"), BiosAttribute("SRIOVEnable", "Enable"))
EVERYTHING = Wish("here", Accounts(MINE, USER), is_ipmi_off=True, bios=BIOS)
FAST = Pace(visit_s=5, limit_s=20, power_s=0.6, look_s=0.02, between_s=0)


def password(host: str, generation: int = 1) -> str:
    return bmc_password(SEED, pod="pod", generation=generation, host=host, user=MINE)


def logins(host: str, generation: int = 1, factory: str = PASSWORD) -> tuple[Login, ...]:
    own = [Login(MINE, password(host, number), name) for name, number in ((OWN, generation), (OWN_BEFORE, generation - 1)) if number]
    return (*own, Login(USER, factory, FACTORY))


@dataclass
class Actor:
    """Sets things on the BMCs of a rack, and keeps all that was told."""

    rack: Rack
    pace: Pace = FAST
    generation: int = 1
    factory: str = PASSWORD
    events: list[Event] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    lines: Lines = field(default_factory=Lines)

    def target(self, host: str) -> Target:
        pin = self.rack.bmcs[host].certificate.sha256
        return Target(host, LOOPBACK, pin, self.rack.ports[host], logins(host, self.generation, self.factory))

    def ask(self, host: str, wish: Wish = EVERYTHING) -> Asked:
        """Return what a look says is to be set on one BMC."""

        def reader(shelf: Shelf, name: str) -> None:
            own = Shelf(shelf.documents)
            asked_of(own, name, wish, "")
            shelf.wanted.update(own.wanted)

        answer = ask_bmcs([self.target(host)], None, limit_s=20, on_event=self.events.append, reader=reader)[0]
        assert answer.silence is None, answer.silence
        return asked_of(Shelf(answer.documents), host, wish, answer.login)

    def job(self, host: str, wish: Wish = EVERYTHING) -> Job:
        asked = self.ask(host, wish)
        return Job(self.target(host), wish, tuple(one.name for one in asked.settings), asked.findings)

    def do(self, *jobs: Job) -> tuple[Deed, ...]:
        """Return what became of everything in these jobs, all at once."""
        act([jobs], Round(self.pace, self.lines, self.ledger, self.events.append))
        return self.ledger.account({job.target.host: job.foreseen for job in jobs})

    def settle(self, host: str, wish: Wish = EVERYTHING) -> dict[str, Fate]:
        """Return what became of everything on one BMC, by name."""
        return {deed.name: deed.fate for deed in self.do(self.job(host, wish))}
