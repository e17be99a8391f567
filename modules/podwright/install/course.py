"""How far each host is, from what boot servers, BMCs and ssh tell; several threads write in it."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

FAILED = frozenset({"failed", "expired", "disarmed", "late"})
WELL = "installed"
ORDER = ("armed", "power", "booting", "started", "checked", "writing", "written", "seed", "seeded", "done", WELL)
"""Stages in the order in which a host passes them; what comes twice, or late, takes none back."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where one host is: its stage, how far in it, what it said, and how long after the start."""

    host: str
    stage: str
    message: str = ""
    percent: int | None = None
    after_s: float = 0.0

    @property
    def has_ended(self) -> bool:
        """Return whether nothing more is to come."""
        return self.stage in FAILED or self.stage == WELL


@dataclass(slots=True)
class Course:
    """The steps of all hosts, each told once to who listens."""

    on_step: Callable[[Step], None]
    began_s: float = field(default_factory=time.monotonic)
    steps: dict[str, Step] = field(default_factory=dict)
    heard_s: dict[str, float] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def tell(self, host: str, stage: str, message: str = "", percent: int | None = None) -> None:
        """Note a step, unless the host is further already."""
        with self.changed:
            before = self.steps.get(host)
            new = Step(host, stage, message, percent, round(time.monotonic() - self.began_s, 1))
            if before is not None and (before.has_ended or not _is_news(before, new)):
                return
            self.steps[host], self.heard_s[host] = new, time.monotonic()
            self.on_step(new)
            self.changed.notify_all()

    def hear(self, row: Mapping[str, object]) -> None:
        """Note an event of a boot server."""
        percent = row.get("percent")
        self.tell(str(row.get("host")), str(row.get("stage")), str(row.get("message") or ""), percent if isinstance(percent, int) else None)

    def at(self, *stages: str) -> list[str]:
        """Return the hosts that are at one of these stages."""
        with self.changed:
            return [host for host, step in self.steps.items() if step.stage in stages]

    def silent(self, limit_s: float) -> list[str]:
        """Return the hosts that have told nothing new for so long, and of which more is to come."""
        with self.changed:
            return [host for host, step in self.steps.items() if not step.has_ended and time.monotonic() - self.heard_s[host] >= limit_s]

    def left(self) -> list[str]:
        """Return the hosts of which more is to come."""
        with self.changed:
            return [host for host, step in self.steps.items() if not step.has_ended]


def _is_news(before: Step, new: Step) -> bool:
    if new.stage not in ORDER or before.stage not in ORDER:
        return True
    was, now = ORDER.index(before.stage), ORDER.index(new.stage)
    return now > was or (now == was and (new.percent or 0, new.message) > (before.percent or 0, before.message))


def as_row(step: Step) -> dict[str, object]:
    """Return a step as JSON tells it."""
    return {"host": step.host, "stage": step.stage, "message": step.message, "percent": step.percent, "after_s": step.after_s}
