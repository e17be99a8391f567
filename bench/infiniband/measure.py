"""The InfiniBand proof of four scalable units, as the lab tests have it: both subnets of dgx-superpod-h100, each brought up, scanned and checked."""

import json
from collections.abc import Iterator

from bench.place import Place
from bench.row import Row
from bench.timing import BenchFailed, Took

ARCHITECTURE, UNITS, SUBNETS = "dgx-superpod-h100", 4, ("compute", "storage")


def infiniband(place: Place, runs: int) -> Iterator[Row]:
    """Yield the time from the declaration to the last program's word, for both subnets and for each.

    Raises: BenchFailed where the programs are lacking, with their names.
    """
    done = {name: [_proved(place, name, run) for run in range(runs)] for name in SUBNETS}
    both = tuple(sum(done[name][run][1].elapsed_s for name in SUBNETS) for run in range(runs))
    yield Row(
        "infiniband-proof",
        f"InfiniBand proof of {UNITS} units of {ARCHITECTURE}: ibsim, OpenSM, ibnetdiscover, ibdmchk",
        "s",
        10,
        both,
        "both subnets, from the declaration on",
    )
    for name in SUBNETS:
        told = done[name][0][0]
        note = f"{told['ports']:,} ports, {told['switches']} switches, {told['cables']:,} cables; " + ", ".join(
            f"{step} {s:.2f}" for step, s in told["took"].items()
        )
        yield Row(f"infiniband-proof-{name}", f"of these: {name}", "s", None, tuple(took.elapsed_s for _, took in done[name]), note)


def _proved(place: Place, name: str, run: int) -> tuple[dict[str, dict[str, float]], Took]:
    folder = place.folder / f"infiniband-{name}-{run}"
    took = place.run("env", "PYTHONPATH=tests", "python", "-m", "bench.infiniband.worker", ARCHITECTURE, str(UNITS), name, str(folder))
    told = json.loads(took.text.strip().splitlines()[-1])
    if "lacking" in told:
        raise BenchFailed(f"infiniband: this machine lacks {', '.join(told['lacking'])}, which a simulated fabric needs")
    return told, took
