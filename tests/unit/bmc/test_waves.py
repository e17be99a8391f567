"""Who starts, and who is set, beside whom."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright.bmc.waves import careful_waves, starting_waves, surge_w
from podwright.cli.bmc_waves import start_in_waves
from podwright.plan.types import KindPower
from unit.observe.redfish.racked import GPU, MANAGEMENT, OTHER, STORAGE, pod


def kind(nominal_w: int, peak_w: int) -> KindPower:
    return KindPower("k", nominal_w, nominal_w, peak_w, None, None)


def test_one_that_starts_draws_its_peak_or_where_none_is_published_as_much_as_a_machine_more() -> None:
    assert [surge_w(one) for one in (kind(10_200, 11_000), kind(10_200, 10_200))] == [800, 10_200]


@pytest.mark.parametrize(
    ("rack_w", "row_w", "sizes"), [(2_500, 9_999, [3, 1]), (100, 9_999, [1, 1, 1, 1]), (-5_000, 9_999, [1, 1, 1, 1]), (9_999, 1_600, [2, 2])]
)
def test_so_many_start_at_once_as_go_into_what_each_of_their_feeds_has_left(rack_w: int, row_w: int, sizes: list[int]) -> None:
    hosts = ["a", "b", "c", "d"]
    found = starting_waves(hosts, dict.fromkeys(hosts, 800), dict.fromkeys(hosts, ("rack", "row", "pod")), {"rack": rack_w, "row": row_w})
    assert [len(wave) for wave in found] == sizes


def test_racks_of_a_row_share_what_the_row_has_left() -> None:
    hosts = ["a1", "a2", "b1", "b2"]
    fed_by = {host: (host[0], "row") for host in hosts}
    assert starting_waves(hosts, dict.fromkeys(hosts, 800), fed_by, {"a": 800, "b": 800}) == (("a1", "b1"), ("a2", "b2"))
    assert starting_waves(hosts, dict.fromkeys(hosts, 800), fed_by, {"a": 800, "b": 800, "row": 800}) == (("a1",), ("a2",), ("b1",), ("b2",))


def test_hosts_of_a_plan_start_as_its_feeds_bear_or_as_a_person_says() -> None:
    hosts = [GPU, OTHER, STORAGE, MANAGEMENT]
    assert sorted(host for wave in start_in_waves(pod(), hosts) for host in wave) == sorted(hosts)
    assert [len(wave) for wave in start_in_waves(pod(), hosts, 3)] == [3, 1]


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(["r1", "r2", "r3"]), st.integers(1, 900)), max_size=25),
    st.dictionaries(st.sampled_from(["r1", "r2", "r3", "row"]), st.integers(-500, 3_000)),
)
def test_waves_hold_every_host_once_in_order_and_never_more_than_a_feed_has_left(rows: list[tuple[str, int]], headroom_w: dict[str, int]) -> None:
    hosts = [f"h{number:02d}" for number in range(len(rows))]
    rack_of, surge_of = ({host: row[at] for host, row in zip(hosts, rows, strict=True)} for at in (0, 1))
    found = starting_waves(hosts, surge_of, {host: (str(rack_of[host]), "row") for host in hosts}, headroom_w)  # type: ignore[arg-type]
    assert sorted(host for wave in found for host in wave) == hosts
    for rack in ("r1", "r2", "r3"):
        of_rack = [host for wave in found for host in wave if rack_of[host] == rack]
        assert of_rack == sorted(of_rack)
    for wave in found:
        drawn, count = Counter[str](), Counter[str]()
        for host in wave:
            for feed in (str(rack_of[host]), "row"):
                drawn[feed] += int(surge_of[host])
                count[feed] += 1
        assert all(drawn[feed] <= most or count[feed] <= 1 for feed, most in headroom_w.items())


@settings(max_examples=40)
@given(st.lists(st.sampled_from("abc"), max_size=30), st.integers(1, 5))
def test_careful_waves_hold_every_host_once_and_begin_with_one_of_each_group(groups: list[str], most: int) -> None:
    hosts = [f"h{number:02d}" for number in range(len(groups))]
    group_of = dict(zip(hosts, groups, strict=True))
    found = careful_waves(hosts, group_of, {"a": most, "b": 1, "c": most})
    assert sorted(host for wave in found for host in wave) == hosts
    assert not found or sorted(group_of[host] for host in found[0]) == sorted(set(groups))
    assert all(sum(group_of[host] == "b" for host in wave) <= 1 for wave in found)
