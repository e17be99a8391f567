"""The storage of a pod: hosts in its own racks, a storage system in racks beside them, and what the work asks of it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from podwright.spec.field import Change, Words


class GuidelineLevel(StrEnum):
    """The levels of published guidelines, by the names they are published under; `recommended` where a guideline has one level."""

    GOOD = "good"
    BETTER = "better"
    BEST = "best"
    STANDARD = "standard"
    ENHANCED = "enhanced"
    RECOMMENDED = "recommended"


class StorageSystem(Words):
    """A storage system of the pod: a product, and how much of it."""

    kind: Annotated[str, Change.REBUILD] = Field(examples=["ddn-ai400x2"], description="Product, by the name of its file in the catalogue's `storage` folder.")
    capacity: Annotated[str | None, Change.REBUILD] = Field(
        default=None, examples=["250tb"], description="Which of the product's capacities, by the catalogue's name; left out: the first."
    )
    blocks: Annotated[int | None, Change.LIVE] = Field(
        default=None, ge=1, examples=[2], description="Building blocks of the product; left out: as many as the need asks for."
    )
    block_read_gbyte_s: Annotated[float | None, Change.LIVE] = Field(
        default=None, gt=0, examples=[90], description="What one block reads, in GB/s, as measured or quoted; left out: as in the catalogue."
    )
    block_write_gbyte_s: Annotated[float | None, Change.LIVE] = Field(
        default=None, gt=0, examples=[65], description="What one block writes, in GB/s, as measured or quoted; left out: as in the catalogue."
    )
    block_usable_tb: Annotated[float | None, Change.LIVE] = Field(
        default=None, gt=0, examples=[250], description="What one block holds, in TB (10^12 bytes), as quoted; left out: as in the catalogue."
    )
    block_height_u: Annotated[int | None, Change.REBUILD] = Field(
        default=None,
        ge=1,
        le=40,
        examples=[2],
        description="Height of one block in rack units, as quoted, where the catalogue has none; without it blocks have no place.",
    )
    block_power_kw: Annotated[float | None, Change.LIVE] = Field(
        default=None, gt=0, le=100, examples=[2.2], description="What one block draws at most, in kW, as quoted; left out: as in the catalogue."
    )


class Checkpoints(Words):
    """The checkpoints of the largest model that is trained."""

    parameters_billion: Annotated[float, Change.LIVE] = Field(gt=0, examples=[70], description="Parameters of the model, in billions.")
    bytes_per_parameter: Annotated[float, Change.LIVE] = Field(
        default=14, gt=0, description="Bytes that a checkpoint keeps of each parameter; 14 are bf16 weights, and fp32 weights and two moments of Adam."
    )
    seconds: Annotated[float, Change.LIVE] = Field(gt=0, examples=[60], description="Time in which a checkpoint must be written.")
    kept_count: Annotated[int, Change.LIVE] = Field(default=1, ge=1, description="Checkpoints that are kept at once.")


class Inference(Words):
    """Models that are loaded to answer: every replica reads all of its weights."""

    parameters_billion: Annotated[float, Change.LIVE] = Field(gt=0, examples=[70], description="Parameters of the model, in billions.")
    bytes_per_parameter: Annotated[float, Change.LIVE] = Field(default=2, gt=0, description="Bytes of each parameter as it is served: 2 in bf16, 1 in fp8.")
    replica_count: Annotated[int, Change.LIVE] = Field(default=1, ge=1, description="Replicas that are loaded at the same time.")
    seconds: Annotated[float, Change.LIVE] = Field(gt=0, examples=[120], description="Time in which they must be loaded.")


class Workload(Words):
    """What the work asks of the storage."""

    level: Annotated[GuidelineLevel | None, Change.LIVE] = Field(
        default=None, strict=False, examples=["better"], description="Level of the architecture's published guideline that the storage must reach."
    )
    training_read_gbyte_s_per_gpu: Annotated[float | None, Change.LIVE] = Field(
        default=None, gt=0, examples=[0.25], description="What each GPU reads while it trains, in GB/s."
    )
    checkpoints: Checkpoints | None = Field(default=None, description="The checkpoints of the largest model that is trained.")
    inference: Inference | None = Field(default=None, description="Models that are loaded to answer.")
    dataset_tb: Annotated[float | None, Change.LIVE] = Field(
        default=None, gt=0, examples=[100], description="Data that lies on the storage besides checkpoints, in TB (10^12 bytes)."
    )


class Storage(Words):
    """The storage of the pod."""

    host_count: Annotated[int | None, Change.LIVE] = Field(
        default=None, ge=0, examples=[1], description="Storage hosts in the pod's own racks; left out: as the architecture has."
    )
    system: StorageSystem | None = Field(default=None, description="A storage system, in racks of its own in the pod's row; left out: none is judged.")
    workload: Workload = Field(default_factory=Workload, description="What the work asks of the storage.")
