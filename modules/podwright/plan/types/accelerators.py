"""The software of GPUs."""

from dataclasses import dataclass
from typing import NamedTuple

from podwright.plan.names import DeviceName


class AcceleratorPackage(NamedTuple):
    """One package that a role installs, and its version, without what a distribution adds to it."""

    role: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Accelerators:
    """The software of the pod's GPUs: what is done about it (`left`, `verified`, `installed`), where packages come from and which; on which hosts, with how many GPUs each."""

    software: str = "left"
    mirror_uri: str = ""
    mirror_suite: str = ""
    mirror_components: tuple[str, ...] = ()
    mirror_key: str = ""
    packages: tuple[AcceleratorPackage, ...] = ()
    gpu_count: int = 0
    metrics_port: int = 9400
    hosts: tuple[DeviceName, ...] = ()
