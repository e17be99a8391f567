"""A BMC that told nothing, or not enough: why."""

from enum import StrEnum
from typing import NamedTuple


class SilenceKind(StrEnum):
    """Why a BMC told nothing."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    PASSWORD = "password"  # noqa: S105 - a kind of trouble, and no password
    CHANGE_FIRST = "change_first"
    CERTIFICATE = "certificate"
    BROKEN = "broken"
    SESSION = "session"


class BmcSilence(NamedTuple):
    """The BMC at the address of a host's place, and why it told nothing, in words."""

    host: str
    address: str
    kind: SilenceKind
    reason: str
