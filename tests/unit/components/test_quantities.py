"""Amounts in the one form in which Kubernetes writes them back."""

import pytest

from podwright.components.quantities import memory


@pytest.mark.parametrize(("amount_gib", "text"), [(0, "0"), (1, "1Gi"), (1023, "1023Gi"), (1024, "1Ti"), (1536, "1536Gi"), (63488, "62Ti"), (1 << 20, "1Pi")])
def test_memory_has_the_largest_suffix_that_leaves_a_whole_number(amount_gib: int, text: str) -> None:
    assert memory(amount_gib) == text
