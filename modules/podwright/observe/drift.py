"""What differs, as data: kind, cables, ends, and the moves that mend it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from podwright.observe.observed import Silence
from podwright.observe.planned import Where


class DriftKind(StrEnum):
    """What is wrong, the gravest first: what makes other findings doubtful, then cables, then links that work badly."""

    REPEATED_ID = "repeated_id"
    MISNAMED = "misnamed"
    UNKNOWN_DEVICE = "unknown_device"
    ABSENT_DEVICE = "absent_device"
    SWAPPED = "swapped"
    ROTATED = "rotated"
    WRONG_FABRIC = "wrong_fabric"
    WRONG_PLANE = "wrong_plane"
    WRONG_RAIL = "wrong_rail"
    WRONG_TIER = "wrong_tier"
    ACROSS_UNITS = "across_units"
    WRONG_DEVICE = "wrong_device"
    WRONG_PORT = "wrong_port"
    MISSING = "missing"
    UNPLANNED = "unplanned"
    CROWDED = "crowded"
    ONE_WAY = "one_way"
    OTHER_CABLE = "other_cable"
    NARROW = "narrow"
    SLOW = "slow"
    FEC = "fec"
    OPTICS = "optics"
    ERRORS = "errors"


ORDER = {kind: number for number, kind in enumerate(DriftKind)}


class Action(StrEnum):
    """What a hand does with a plug."""

    EXCHANGE = "exchange"
    """Two plugs change places: `from_end` and `to_end` have them."""
    LIFT = "lift"
    """Pull the plug and let it hang; a later `set` takes it."""
    MOVE = "move"
    """Pull the plug at `from_end`, plug it at `to_end`, which is free by then."""
    SET = "set"
    """Plug the one that hangs; `from_end` is where it came from."""
    REMOVE = "remove"
    """Take the cable between `from_end` and `to_end` away."""
    LAY = "lay"
    """Plug the cable, which is in neither, into both."""


class Move(NamedTuple):
    """One step. `cable` is the label that the cable has when the step is done, empty where it is none of the plan's."""

    action: Action
    cable: str
    from_end: Where | None
    to_end: Where | None


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference. `aspects` are further kinds that hold; `cables` are labels of the plan; `ends` are every end concerned; `moves` mend it, in their order."""

    kind: DriftKind
    what: str
    remedy: str
    cables: tuple[str, ...] = ()
    ends: tuple[Where, ...] = ()
    aspects: tuple[DriftKind, ...] = ()
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cables of one fabric are planned, found as planned, differ, and were not seen because nobody who could tell was asked."""

    fabric: str
    planned: int
    as_planned: int
    drifted: int
    unseen: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, gravest first and then by place; tallies by fabric; who said nothing; planned cables of which nobody could tell."""

    drifts: tuple[Drift, ...]
    tallies: tuple[Tally, ...]
    silences: tuple[Silence, ...]
    unseen: tuple[str, ...]
