"""The seam between an emulated BMC and a machine that is really there: its power, from where it starts, what lies in its drive. Without one, documents are all there is."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

AS_ORDERED = "None"
"""Redfish's word for a start without an override."""


class Boot(NamedTuple):
    """From where a machine starts, in Redfish's words: the target of an override, whether it holds for one start alone, and the order that stands without it."""

    target: str = AS_ORDERED
    is_once: bool = False
    order: tuple[str, ...] = ("Hdd", "Pxe")


class Hardware(Protocol):
    """What a BMC rules. Each method has done its work when it returns, and raises `OSError` when it could not."""

    @property
    def is_on(self) -> bool:
        """Return whether the machine has power now, whoever gave or took it."""

    def start(self, boot: Boot) -> None:
        """Give power."""

    def cut(self) -> None:
        """Take power away at once."""

    def press_button(self) -> None:
        """Ask the operating system to go down; it may take its time, or not listen."""

    def insert(self, image: str | None) -> None:
        """Lay the image at an address into the virtual drive, or take out what lies there."""


def obey(hardware: Hardware, reset: str, boot: Boot) -> None:
    """Let a machine do what a reset of Redfish's kind says; `boot` is for those that start it."""
    if reset == "GracefulShutdown":
        hardware.press_button()
    elif reset in ("ForceOff", "ForceRestart"):
        hardware.cut()
    if reset in ("On", "ForceRestart") and not hardware.is_on:
        hardware.start(boot)


def tell_power(documents: Mapping[str, dict[str, object]], hardware: Hardware | None) -> None:
    """Let every document say whether the machine has power now; without one they say what was last asked for."""
    if hardware is None:
        return
    state = "On" if hardware.is_on else "Off"
    for document in [*documents.values()]:
        if "PowerState" in document:
            document["PowerState"] = state
