"""What ends the talk with one BMC."""

from podwright.observe.redfish.silence import SilenceKind


class BmcTrouble(Exception):
    """A BMC tells nothing: why, as a kind and in words that stand behind "the BMC at ADDRESS"."""

    def __init__(self, kind: SilenceKind, reason: str) -> None:
        super().__init__(reason)
        self.kind, self.reason = kind, reason


class Refusal(BmcTrouble):
    """A BMC refuses a name with its password: another login may be taken."""

    def __init__(self, reason: str) -> None:
        super().__init__(SilenceKind.PASSWORD, reason)
