"""Versions that go together."""

from podwright.catalog.figure import Row, Source


class Requirement(Row):
    """What a component needs of another: at least one version, below another."""

    component: str
    at_least: str
    below: str


class Component(Row):
    """One component, its version, and what it needs; `is_of_accelerators`: it stands in a pod only where that looks after the software of its GPUs."""

    component: str
    version: str
    requires: tuple[Requirement, ...]
    source: Source
    is_of_accelerators: bool = False


class Compatibility(Row):
    """One list of versions that were run together."""

    name: str
    components: tuple[Component, ...]
