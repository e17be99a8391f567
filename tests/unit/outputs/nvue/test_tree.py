"""What is written by hand is read back by others as it was meant."""

from io import StringIO

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from nvue_settings import expanded
from podwright.outputs.nvue.spans import span
from podwright.outputs.nvue.tree import Tree, lay, to_yaml

TEXTS = st.one_of(
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=20),
    st.sampled_from(
        [
            "44:38:39:00:00:01",
            "11:11",
            "0.0.0.0/0",
            "::/0",
            "fd70:6f64::/48",
            "1e3",
            "0x1f",
            "12:30:45",
            "~",
            "null",
            "Yes",
            "NO",
            "1.5",
            "5.13",
            "=",
            "-",
            "a: b",
        ]
    ),
    st.ip_addresses().map(str),
)
TEXTS = TEXTS.filter(lambda text: text not in {"on", "off"})
LEAVES = st.one_of(TEXTS, st.integers(0, 2**32 - 1))
TREES = st.recursive(st.dictionaries(TEXTS, LEAVES, max_size=3), lambda inner: st.dictionaries(TEXTS, st.one_of(LEAVES, inner), max_size=4), max_leaves=12)


@given(TREES)
def test_readers_of_both_versions_of_yaml_read_what_was_written(tree: Tree) -> None:
    text = to_yaml(tree) if tree else "{}\n"
    assert yaml.safe_load(text) == tree
    assert YAML(typ="safe", pure=True).load(StringIO(text)) == tree


def test_a_key_beyond_what_yaml_allows_is_read_back() -> None:
    long = ",".join(f"swp{cage}s0-1" for cage in range(1, 200))
    assert yaml.safe_load(to_yaml({"interface": {long: {"type": "swp"}, "swp1": {"link": {}}}})) == {"interface": {long: {"type": "swp"}, "swp1": {"link": {}}}}


@pytest.mark.parametrize("word", ["on", "off"])
def test_switches_stand_bare_as_nvue_prints_them(word: str) -> None:
    assert to_yaml({"enable": word}) == f"enable: {word}\n"


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["swp1", "swp2", "swp4"], "swp1-2,4"),
        (["swp1s0", "swp1s1", "swp2s0", "swp33"], "swp1s0-1,swp2s0,swp33"),
        (["vlan200", "vlan300", "vlan301"], "vlan200,300-301"),
        (["uplink", "swp9"], "uplink,swp9"),
        ([], ""),
    ],
)
def test_spans_are_written_as_nvue_prints_them(names: list[str], text: str) -> None:
    assert span(names) == text


@given(st.sets(st.tuples(st.sampled_from(["swp", "bond", "swp1s", "vlan"]), st.integers(0, 70)), min_size=1))
def test_a_span_stands_for_exactly_its_names(parts: set[tuple[str, int]]) -> None:
    names = [f"{kind}{number}" for kind, number in parts]
    assert sorted(expanded(span(names))) == sorted(names)


def test_laying_a_tree_over_another_leaves_it_as_it_is() -> None:
    over: Tree = {"ip": {"vrf": "mgmt"}}
    under: Tree = {"ip": {"address": {}}}
    lay(under, over)
    lay(under, {"ip": {"vrf": "default"}})
    assert under == {"ip": {"address": {}, "vrf": "default"}}
    assert over == {"ip": {"vrf": "mgmt"}}
