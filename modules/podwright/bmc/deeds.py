"""What was done on BMCs, setting by setting, while it is done and afterwards."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Fate(StrEnum):
    """What became of a setting: `unknown` was sent, and no answer came."""

    DONE = "done"
    ALREADY = "was so already"
    WAITING = "taken, takes effect later"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_BEGUN = "not begun"


class Deed(NamedTuple):
    """One setting of one host, what became of it, and why."""

    host: str
    name: str
    fate: Fate
    text: str = ""


@dataclass(slots=True)
class Ledger:
    """What became of settings; several threads write in it. What is sent and not answered yet stands in `sent`."""

    deeds: dict[tuple[str, str], Deed] = field(default_factory=dict)
    sent: set[tuple[str, str]] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, host: str, name: str) -> None:
        """Note that a setting is about to be sent."""
        with self.lock:
            self.sent.add((host, name))

    def refused(self, host: str, name: str) -> None:
        """Note that a setting was not taken: it may be sent again."""
        with self.lock:
            self.sent.discard((host, name))

    def end(self, deed: Deed) -> None:
        """Note what became of a setting."""
        with self.lock:
            self.sent.discard((deed.host, deed.name))
            self.deeds[deed.host, deed.name] = deed

    def was_sent(self, host: str, name: str) -> bool:
        """Return whether a setting has been sent, whatever became of it."""
        with self.lock:
            return (host, name) in self.sent

    def has_failed(self) -> bool:
        """Return whether something has not come to its end."""
        with self.lock:
            return bool(self.sent) or any(deed.fate in (Fate.FAILED, Fate.UNKNOWN) for deed in self.deeds.values())

    def account(self, foreseen: Mapping[str, Sequence[str]]) -> tuple[Deed, ...]:
        """Return what became of every setting that was foreseen, by host."""
        with self.lock:
            return tuple(self._deed(host, name) for host, names in foreseen.items() for name in names)

    def _deed(self, host: str, name: str) -> Deed:
        known = self.deeds.get((host, name))
        if known is not None:
            return known
        return Deed(host, name, Fate.UNKNOWN, "sent, and not seen to be done") if (host, name) in self.sent else Deed(host, name, Fate.NOT_BEGUN)
