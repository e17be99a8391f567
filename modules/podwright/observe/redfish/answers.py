"""What BMCs answered, as it is kept, and what it tells: machines, and the silences of those that told none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from podwright.observe.redfish.machine import ObservedMachine
from podwright.observe.redfish.reading import read_machine
from podwright.observe.redfish.shelf import Failed, Shelf
from podwright.observe.redfish.silence import BmcSilence, SilenceKind


@dataclass(frozen=True, slots=True)
class Answer:
    """The documents of the BMC at a host's place by their paths, `Failed` where one was not to be had; or its silence. The certificate is the one that it showed,
    `login` the name of the login that it took, `account` the one whose password it wants changed before it tells anything,
    `clock_off_s` how many seconds its clock was ahead.
    """

    host: str
    address: str
    certificate_sha256: str | None
    documents: Mapping[str, object]
    silence: tuple[SilenceKind, str] | None = None
    login: str = ""
    account: str | None = None
    clock_off_s: int | None = None


def read_answers(answers: Iterable[Answer]) -> tuple[tuple[ObservedMachine, ...], tuple[BmcSilence, ...]]:
    """Return what answers tell, and which tell nothing. A document that was not kept is one that was not to be had."""
    machines, silences = list[ObservedMachine](), list[BmcSilence]()
    for answer in answers:
        if answer.silence is not None:
            silences.append(BmcSilence(answer.host, answer.address, *answer.silence))
            continue
        machine = _read(answer)
        if machine is None:
            silences.append(BmcSilence(answer.host, answer.address, SilenceKind.BROKEN, "tells of no machine in the documents that were kept"))
        else:
            machines.append(machine)
    return tuple(machines), tuple(silences)


def _read(answer: Answer) -> ObservedMachine | None:
    documents = dict(answer.documents)
    while True:
        shelf = Shelf(documents)
        machine = read_machine(shelf, host=answer.host, address=answer.address, certificate_sha256=answer.certificate_sha256)
        if not shelf.wanted:
            return replace(machine, clock_off_s=answer.clock_off_s) if machine else None
        documents |= {path: Failed("was not kept") for path in shelf.wanted}
