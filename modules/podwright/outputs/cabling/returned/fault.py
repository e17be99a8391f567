"""What a sheet that came back says wrongly, or otherwise than the plan."""

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """An error keeps the whole sheet out; a difference keeps its line out; a note keeps nothing out."""

    ERROR = "error"
    DIFFERENCE = "difference"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing about a sheet: line and column count from 1 and are 0 where the sheet as a whole is meant."""

    line: int
    column: int
    code: str
    where: str
    what: str
    remedy: str
    weight: Weight = Weight.ERROR


class Unread(Exception):
    """The content is no sheet; holds the one fault that says why."""

    def __init__(self, what: str, remedy: str, *, line: int = 0, column: int = 0) -> None:
        super().__init__(what)
        self.fault = Fault(line, column, "P434", "", what, remedy)


def sentence(name: str, fault: Fault) -> str:
    """Return the fault as the one line that people read; `name` is what the sheet is called."""
    place = f"{name}:{fault.line}:{fault.column}" if fault.line else name
    where = f" {fault.where}" if fault.where else ""
    return f"{place} {fault.code}{where}: {fault.what}. {fault.remedy}{'' if fault.remedy.endswith('?') else '.'}"
