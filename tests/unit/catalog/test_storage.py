"""Storage systems, guidelines and contradictions: what they name is there, and no figure came in without its source."""

from collections import Counter

import pytest

from podwright.catalog.load import FOLDER, load_catalog
from podwright.catalog.storage import StorageKind
from unit.pods import STARTER

CATALOG = load_catalog(STARTER)
AWAITED = ("dgx-superpod-", "dgx-basepod-", "era-", "nvl72-ai-factory-")
"""What names of published architectures begin with; a contradiction may be known before the architecture is."""


def stems(folder: str) -> set[str]:
    return {path.stem for path in (FOLDER / folder).glob("*.yaml")}


def test_the_storage_systems_that_the_market_speaks_of_are_there() -> None:
    makers = {"airi", "netapp", "wekapod", "ddn", "vast"}
    assert makers <= {name.split("-")[0] for name in CATALOG.storage}


@pytest.mark.parametrize("kind", CATALOG.storage.values(), ids=lambda kind: kind.name)
def test_a_storage_system_is_named_as_its_file_and_what_was_not_found_is_absent(kind: StorageKind) -> None:
    assert kind.name in stems("storage")
    figures = (kind.gpus_per_block, kind.height, kind.power, kind.read, kind.write, kind.least_blocks, kind.most_blocks)
    assert all(figure.value > 0 for figure in figures if figure), "a figure that was not found is absent, never zero"
    assert all(row.usable.value > 0 for row in kind.capacities)
    assert not kind.least_blocks or not kind.most_blocks or kind.least_blocks.value <= kind.most_blocks.value


def test_no_contradiction_stands_twice_and_each_concerns_something_that_there_is() -> None:
    assert set(Counter(row.name for row in CATALOG.conflicts).values()) == {1}
    kinds = stems("nodes") | stems("switches") | stems("storage")
    for row in CATALOG.conflicts:
        assert row.architectures or row.kinds, row.name
        assert set(row.kinds) <= kinds, row.name
        assert all(name.startswith(AWAITED) for name in row.architectures), row.name


def test_an_architecture_has_one_guideline_at_most_and_its_levels_rise() -> None:
    named = [name for rule in CATALOG.guidelines for name in rule.architectures]
    assert len(named) == len(set(named))
    assert all(name.startswith(AWAITED) for name in named)
    for rule in CATALOG.guidelines:
        reads = [level.read.value for level in rule.levels]
        assert reads == sorted(reads), rule.name
