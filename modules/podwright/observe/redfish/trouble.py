"""What ends the talk with one BMC."""

from podwright.observe.redfish.silence import SilenceKind


class BmcTrouble(Exception):
    """A BMC tells nothing: why, as a kind and in words that stand behind "the BMC at ADDRESS"."""

    def __init__(self, kind: SilenceKind, reason: str) -> None:
        super().__init__(reason)
        self.kind, self.reason = kind, reason


class ChangeFirst(BmcTrouble):
    """A BMC tells nothing before the password of this user is changed; `account` is where that is done, as it names it itself."""

    def __init__(self, user: str, account: str | None) -> None:
        super().__init__(SilenceKind.CHANGE_FIRST, f"tells nothing to {user} before the factory password is changed")
        self.account = account


class Refusal(BmcTrouble):
    """A BMC refuses a name with its password: another login may be taken."""

    def __init__(self, reason: str) -> None:
        super().__init__(SilenceKind.PASSWORD, reason)
