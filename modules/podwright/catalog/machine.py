"""What a machine of a kind tells its BMC's clients of itself, and the parts that it must have: as far as a source says so, nothing where none does."""

from typing import Literal

from podwright.catalog.figure import Figure, Row, Source


class Told(Source):
    """A word that a machine says of itself, such as its model, and who has heard it."""

    value: str


class Drives(Row):
    """Drives of a machine that are alike: what for, how they are spoken to, how many, and the capacity of each (GB of 10^9 bytes), where it is published."""

    use: Literal["boot", "data"]
    protocol: Literal["NVMe", "SATA", "SAS"]
    count: Figure
    capacity: Figure | None = None


class MachineParts(Row):
    """What is expected of a machine beside its memory, its GPUs and its ports, which stand with the system; what is left out is not compared.

    `model` is how the machine's model begins, `gpu_model` what the model of each GPU holds, both as Redfish tells them.
    """

    manufacturer: Told | None = None
    model: Told | None = None
    sockets: Figure | None = None
    drives: tuple[Drives, ...] = ()
    gpu_model: Told | None = None
