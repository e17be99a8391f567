"""What the work asks of the storage: each formula has a function with its name."""

from collections.abc import Iterable, Iterator
from math import floor

from podwright.plan.types import Demand, GuidelinePlan, Measure
from podwright.spec.storage import Checkpoints, GuidelineLevel, Inference, Workload

BYTES_PER_PARAMETER = "bf16 weights 2, fp32 weights 4, two fp32 moments of Adam 8 make 14 (aidatacenterguide 9.4, read 2026-11-21; others print 11 to 16)"
"""What a checkpoint keeps of a parameter, where the pod does not say otherwise."""


def training_read_gbyte_s(gpu_count: int, each_gbyte_s: float) -> float:
    """Return what all GPUs read while they train, GB/s. Source: arithmetic; what one GPU reads is the pod's own figure."""
    return gpu_count * each_gbyte_s


def checkpoint_tb(parameters_billion: float, bytes_per_parameter: float) -> float:
    """Return the size of one checkpoint in TB: parameters x bytes. Source: aidatacenterguide 9.4, read 2026-11-21 (secondary)."""
    return parameters_billion * bytes_per_parameter / 1000


def checkpoint_write_gbyte_s(parameters_billion: float, bytes_per_parameter: float, seconds: float) -> float:
    """Return the burst in which a checkpoint is written in time, GB/s: size / time. Source: the write time t = size / B of the same, turned round."""
    return checkpoint_tb(parameters_billion, bytes_per_parameter) * 1000 / seconds


def inference_read_gbyte_s(parameters_billion: float, bytes_per_parameter: float, replica_count: int, seconds: float) -> float:
    """Return what loading all replicas in time reads, GB/s: weights x replicas / time. Source: arithmetic; every replica reads all weights once."""
    return parameters_billion * bytes_per_parameter * replica_count / seconds


def guideline_gbyte_s(each_gbyte_s: float, count: int) -> int:
    """Return a published level for so many units or GPUs, GB/s, rounded down.

    Source: DGX SuperPOD RA, DGX H100, RA-11333-001 V11, table 6: 7 and 62 at 1 SU beside 30 and 250 at 4 SU.
    """
    return floor(each_gbyte_s * count)


def demands(workload: Workload, guideline: GuidelinePlan | None, *, gpu_count: int) -> tuple[Demand, ...]:
    """Return everything that the work asks for; nothing where the pod says nothing of it."""
    rows = list(_of_level(workload.level, guideline)) if workload.level else []
    if each := workload.training_read_gbyte_s_per_gpu:
        rows.append(_load("training read", Measure.READ, training_read_gbyte_s(gpu_count, each), f"{gpu_count} GPUs x {each:g} GB/s"))
    if workload.checkpoints:
        rows += _of_checkpoints(workload.checkpoints)
    if workload.inference:
        rows.append(_of_inference(workload.inference))
    if workload.dataset_tb:
        rows.append(_load("data", Measure.USABLE, workload.dataset_tb, f"{workload.dataset_tb:g} TB as declared"))
    return tuple(rows)


def needed(rows: Iterable[Demand], measure: Measure) -> float:
    """Return what is needed of one measure: the level that is asked for, or the sum of the loads where that is more, since all may run at once."""
    of_measure = [row for row in rows if row.measure is measure]
    return max(sum(row.amount for row in of_measure if not row.of_level), *(row.amount for row in of_measure if row.of_level), 0.0)


def _of_level(level: GuidelineLevel, guideline: GuidelinePlan | None) -> Iterator[Demand]:
    for row in guideline.levels if guideline else ():
        if guideline and row.name == level.value:
            for measure, amount in ((Measure.READ, row.read_gbyte_s), (Measure.WRITE, row.write_gbyte_s)):
                if amount is not None:
                    yield Demand(f"level {row.name}", measure, amount, guideline.source, of_level=True)


def _of_checkpoints(words: Checkpoints) -> Iterator[Demand]:
    size = checkpoint_tb(words.parameters_billion, words.bytes_per_parameter)
    formula = f"{words.parameters_billion:g} billion parameters x {words.bytes_per_parameter:g} bytes"
    write = checkpoint_write_gbyte_s(words.parameters_billion, words.bytes_per_parameter, words.seconds)
    yield _load("checkpoint write", Measure.WRITE, write, f"{formula} in {words.seconds:g} s")
    if words.kept_count:
        yield _load("checkpoints", Measure.USABLE, size * words.kept_count, f"{formula} x {words.kept_count} kept")


def _of_inference(words: Inference) -> Demand:
    read = inference_read_gbyte_s(words.parameters_billion, words.bytes_per_parameter, words.replica_count, words.seconds)
    weights = f"{words.parameters_billion:g} billion parameters x {words.bytes_per_parameter:g} bytes"
    return _load("inference load", Measure.READ, read, f"{weights} x {words.replica_count} replicas in {words.seconds:g} s")


def _load(name: str, measure: Measure, amount: float, formula: str) -> Demand:
    return Demand(name, measure, round(float(amount), 3), formula, of_level=False)
