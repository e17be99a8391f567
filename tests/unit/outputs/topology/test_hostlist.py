"""Host lists: the same names in the same order, in fewer words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.outputs.topology.hostlist import host_list
from unit.outputs.topology.expander import expanded

CASES = {
    "": [],
    "pod-u001-r01-n01": ["pod-u001-r01-n01"],
    "pod-u001-r01-n[01-03]": ["pod-u001-r01-n01", "pod-u001-r01-n02", "pod-u001-r01-n03"],
    "pod-u001-r01-n[01,03]": ["pod-u001-r01-n01", "pod-u001-r01-n03"],
    "a[1-2]-n[1-2],a3-n1": ["a1-n1", "a1-n2", "a2-n1", "a2-n2", "a3-n1"],
    "n9,n10": ["n9", "n10"],
    "pod": ["pod"],
    "b2,b1": ["b2", "b1"],
}


@pytest.mark.parametrize("text", CASES)
def test_names_are_written_as_slurm_writes_them(text: str) -> None:
    assert host_list(CASES[text]) == text


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 12), st.integers(1, 9)), max_size=40, unique=True))
def test_what_is_written_reads_as_the_same_names_in_the_same_order(places: list[tuple[int, int, int]]) -> None:
    names = [f"pod7-u{unit:03d}-r{rack:02d}-n{slot:02d}" for unit, rack, slot in places]
    assert expanded(host_list(names)) == names
    assert expanded(host_list(sorted(names))) == sorted(names)
