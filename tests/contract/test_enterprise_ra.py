"""With the words of an enterprise reference design declared, switches are configured as NVIDIA's own exports have them, key by key.

Every difference stands in a table with its reason: one that does not is an error, and so is one that is no more.
"""

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from contract.enterprise_differences import CORE, DIFFERENCES, NAMES, OURS, THEIRS, VALUE, Difference
from contract.enterprise_pods import DESIGNS, configurations
from nvue_settings import Flat, flat

EXPORTS = Path(__file__).resolve().parents[3] / "shared" / "facts" / "era"
MAC = re.compile(r"([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}")
Found = tuple[str, str, str]
"""Switch, side, path."""

pytestmark = pytest.mark.skipif(not EXPORTS.is_dir(), reason="the vendor's exports are not beside this clone")


@cache
def written(design: str) -> dict[str, str]:
    return configurations(DESIGNS[design])


@cache
def differences(design: str) -> frozenset[Found]:
    ours = written(design)
    exports = {path.stem: path.read_text(encoding="utf-8") for path in (EXPORTS / design / "switches").glob("*.yaml")}
    assert set(ours) == set(exports) == {"core-01", "core-02", "oob-switch-01", "oob-switch-02", "oob-switch-03"}
    return frozenset((switch, *row) for switch, text in exports.items() for row in compared(named(comparable(ours[switch])), comparable(text)))


def compared(ours: Flat, theirs: Flat) -> set[tuple[str, str]]:
    found = {(OURS, " ".join(path)) for path in ours.keys() - theirs.keys()} | {(THEIRS, " ".join(path)) for path in theirs.keys() - ours.keys()}
    return found | {(VALUE, " ".join(path)) for path in ours.keys() & theirs.keys() if ours[path] != theirs[path]}


def comparable(text: str) -> Flat:
    """Return settings of which only the meaning counts: rules by their order, not their numbers; hardware addresses in small letters."""
    rows = flat(text)
    numbers: dict[tuple[str, ...], set[int]] = {}
    for path in rows:
        if "rule" in path:
            place = path.index("rule") + 1
            numbers.setdefault(path[:place], set()).add(int(path[place]))
    order = {(*place, str(number)): f"rule-{index}" for place, known in numbers.items() for index, number in enumerate(sorted(known), 1)}
    found = {}
    for path, value in rows.items():
        place = path.index("rule") + 2 if "rule" in path else 0
        key = (*path[: place - 1], order[path[:place]], *path[place:]) if place else path
        found[key] = value.lower() if MAC.fullmatch(value) else value
    return found


def named(rows: Flat) -> Flat:
    """Return our settings with the names that the exports have: of interfaces, and of what virtual routers know."""
    found = {}
    for path, value in rows.items():
        reach = 2 if path[0] == "interface" else len(path)
        parts = (NAMES.get((path[0], part), (part,))[0] for part in path[:reach])
        found[*parts, *path[reach:]] = NAMES.get((path[0], value), (value,))[0] if path[0] == "vrf" else value
    return found


def explains(row: Difference, design: str, found: Found) -> bool:
    switch, side, path = found
    return design in row.designs and switch.startswith(row.switches) and side == row.side and re.fullmatch(row.path, path) is not None


@pytest.mark.parametrize("design", DESIGNS)
def test_every_difference_from_the_export_has_its_reason(design: str) -> None:
    assert sorted(found for found in differences(design) if not any(explains(row, design, found) for row in DIFFERENCES)) == []


@pytest.mark.parametrize("design", DESIGNS)
def test_the_header_is_that_of_the_export_but_for_the_model_which_is_a_virtual_switch_there(design: str) -> None:
    for switch, text in written(design).items():
        both = (text, (EXPORTS / design / "switches" / f"{switch}.yaml").read_text(encoding="utf-8"))
        ours, theirs = (yaml.safe_load(one.partition("- set:")[0])[0]["header"] for one in both)
        assert ours | {"model": "vx"} == theirs


@pytest.mark.parametrize("design", DESIGNS)
def test_no_reason_is_given_for_what_is_the_same(design: str) -> None:
    idle = [row for row in DIFFERENCES if design in row.designs and not any(explains(row, design, found) for found in differences(design))]
    assert idle == []
    parts = {(path[0], part) for text in written(design).values() for path, value in flat(text).items() for part in (*path, value)}
    assert set(NAMES) <= parts


@pytest.mark.parametrize("design", DESIGNS)
def test_vlans_tunnels_queues_filters_and_gateways_have_no_difference_at_all(design: str) -> None:
    same = re.compile(
        r"(bridge|evpn|nve|qos) .*|router (bgp|vrr) .*|vrf \S+ (evpn|loopback) .*|interface vlan\S+ (vlan|ip vrf)|interface \S+ bridge .*|.* prefix-list (ALL|ERA|EXIT|INBAND|OOB)_(PREFIXES|LOCAL_IF) .*"
    )
    assert sorted(path for switch, side, path in differences(design) if switch.startswith(CORE) and same.fullmatch(path) and not expected(path)) == []


def expected(path: str) -> bool:
    """Return whether a path is one of the bonds that differ as bonds do."""
    return path.startswith("interface bond")


def test_a_setting_that_is_lost_is_found() -> None:
    text = written("2-8-9-400")["core-01"]
    lost = compared(comparable(text.replace("mode: lossless", "mode: lossy")), comparable(text))
    assert lost == {(VALUE, "qos roce mode")}
    lost = compared(comparable(text.replace("access: 900", "access: 200", 1)), comparable(text))
    assert {side for side, _ in lost} == {VALUE}
    assert len(lost) == 48
