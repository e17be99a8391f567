"""Many BMCs at once, wave after wave; an interruption cuts every line, and the ledger still says what was done on which."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from podwright.bmc.act_firmware import update
from podwright.bmc.act_password import change_first
from podwright.bmc.act_power import bring
from podwright.bmc.act_settings import settle
from podwright.bmc.act_visit import Job, Round
from podwright.event import Event, State

AT_ONCE = 32
"""BMCs that are set at the same time: each waits for its BMC nearly all of the time, and half as many as are only read, since each may call for a person."""


def act(waves: Sequence[Sequence[Job]], around: Round, *, at_once: int = AT_ONCE, is_careful: bool = False) -> None:
    """Do all jobs; what became of them stands in the round's ledger. Where that is careful, no wave is begun behind one in which something failed.

    Raises: KeyboardInterrupt, after every line was cut.
    """
    for number, wave in enumerate(waves):
        if len(waves) > 1:
            around.on_event(
                Event("wave", f"{number + 1} of {len(waves)}", State.INFO, ", ".join(job.target.host for job in wave[:4]) + (", …" if len(wave) > 4 else ""))
            )
        with ThreadPoolExecutor(max_workers=min(at_once, max(1, len(wave)))) as pool:
            try:
                for future in [pool.submit(_way(job), job, around) for job in wave]:
                    future.result()
            except BaseException:
                around.lines.stop()
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        if is_careful and around.ledger.has_failed():
            around.on_event(Event("wave", f"{number + 1} of {len(waves)}", State.FAILED, "the waves behind it are not begun"))
            return
        if number + 1 < len(waves):
            around.lines.stopped.wait(around.pace.between_s)


def _way(job: Job) -> Callable[[Job, Round], None]:
    if job.account is not None:
        return change_first
    if job.wish.firmware is not None:
        return update
    return bring if job.wish.power is not None else settle
