"""What an emulated BMC does wrong, to order; each may be set and taken back while it runs."""

import threading
from dataclasses import dataclass, field


@dataclass(slots=True)
class Faults:
    """`hangs`: it takes a request and says nothing; `hangs_at`: at these paths alone. `drips`: it sends a letter now and then and never ends. `statuses`: what it answers at a path, `*` for all but
    the root; `once` those of which it repents after one answer. `forgets_after`: requests until it forgets the session, every session anew. `has_no_sessions`: name
    and password with each request alone. `has_no_location`: the header is missing when it opens a session. `wants_new_password`: it tells nothing before the factory password is changed. `has_slots`: users are written into empty accounts, and none is added. `clock_off_s`: its clock is so far ahead. `closes`: it ends the connection after each
    answer. `wants_etag`: it changes nothing without If-Match. `stale`: so many times the document at a path is another by the time it is to be changed. `write_once`: what it
    answers to one change at a path. `hangs_at_write`: it takes a change at a path, makes it, and says nothing; `drops_at_write`: it ends the connection instead;
    `dies_at_write`: nothing is heard of it any more. `cuts_passwords`: it keeps so many letters of one, and says nothing of it.
    `breaks_off`: it reads so many bytes of what is sent to a path, and ends the connection, once. `deaf`: so many connections less one it does not take. `task_ends`: how the
    task of an update ends. `has_monitors`: it names a monitor that answers 202 in place of a task. `reboots_in_update`: it starts anew in the middle of one, and is so deaf; it knows no task then, and `forgets_update` says that it does not know the
    new version either. `applies_at`: `bmc_reset` or `host_reset`, until when the new version waits.
    `resets_at_write`: it makes the change at a path, starts anew, and knows no session. `ignores_shutdown`: the operating system does not go down. `bodies`: bytes that it sends at a path instead of the document. `cut_short`: paths at which it ends in the middle of its answer.
    """

    hangs: bool = False
    hangs_at: set[str] = field(default_factory=set)
    drips: bool = False
    closes: bool = False
    has_no_sessions: bool = False
    has_no_location: bool = False
    wants_new_password: bool = False
    has_slots: bool = False
    clock_off_s: int = 0
    forgets_after: int | None = None
    forgets_once: bool = False
    wants_etag: bool = False
    ignores_shutdown: bool = False
    stale: dict[str, int] = field(default_factory=dict)
    write_once: dict[str, int] = field(default_factory=dict)
    hangs_at_write: set[str] = field(default_factory=set)
    drops_at_write: set[str] = field(default_factory=set)
    resets_at_write: set[str] = field(default_factory=set)
    dies_at_write: set[str] = field(default_factory=set)
    cuts_passwords: int | None = None
    breaks_off: dict[str, int] = field(default_factory=dict)
    deaf: int = 0
    task_ends: str = "Completed"
    has_monitors: bool = False
    reboots_in_update: int = 0
    forgets_update: bool = False
    applies_at: str = ""
    statuses: dict[str, int] = field(default_factory=dict)
    once: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    cut_short: set[str] = field(default_factory=set)
    released: threading.Event = field(default_factory=threading.Event)
