"""Versions that go together."""

from podwright.catalog.figure import Row, Source


class Requirement(Row):
    """What a component needs of another: at least one version, below another."""

    component: str
    at_least: str
    below: str


class Component(Row):
    """One component, the version that was run, and what it needs."""

    component: str
    version: str
    requires: tuple[Requirement, ...]
    source: Source


class Compatibility(Row):
    """One list of versions that were run together."""

    name: str
    components: tuple[Component, ...]
