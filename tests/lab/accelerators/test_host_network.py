"""A host's network changed over that network: judged by systemd-networkd, confirmed over a new connection, taken back where it would cut the host off."""

import json
from dataclasses import dataclass

import pytest

from lab.accelerators.conftest import Site, wanted_of
from lab.roles.play import Play

pytestmark = pytest.mark.lab

FILES = "sudo sh -c 'cd /etc && find systemd/network systemd/networkd.conf.d netplan sysctl.d systemd/system -type f -not -name podwright-network-\\* | sort | xargs sha256sum' 2>/dev/null"
LEFT = "sudo sh -c 'ls /var/lib/podwright-network /usr/local/sbin; systemctl list-unit-files podwright-network*' 2>&1"


@dataclass(frozen=True, slots=True)
class Story:
    """The network as it was, every run on it, and what stood after each."""

    before: str
    check: Play
    checked: str
    first: Play
    rules: str
    second: Play
    refused: Play
    cut: Play
    after_cut: str
    laid: str
    undo: Play
    undo_again: Play
    after: str


@pytest.fixture(scope="module")
def story(site: Site) -> Story:
    wanted = wanted_of(site)
    good = json.dumps(wanted)
    address = site.host.in_band_v4
    misspelt = good.replace("[RoutingPolicyRule]", "[RoutingPolicyRuel]", 1)
    cutting = good.replace(f"Address={address}/", "Address=192.0.2.77/")
    assert good not in (misspelt, cutting)
    before = site.ask(FILES)
    check, checked = site.play("host_network", "--check", "--diff", host_network_wanted=good), site.ask(FILES)
    first, rules, second = (
        site.play("host_network", host_network_wanted=good),
        site.ask("ip rule; ip -6 rule"),
        site.play("host_network", host_network_wanted=good),
    )
    laid = site.ask(FILES)
    refused = site.play("host_network", host_network_wanted=misspelt)
    cut, after_cut = site.play("host_network", host_network_wanted=cutting, host_network_confirm_s=5), site.ask(FILES)
    undo = site.play("host_network", host_network_state="absent")
    undo_again = site.play("host_network", host_network_state="absent", host_network_mode="left")
    return Story(before, check, checked, first, rules, second, refused, cut, after_cut, laid, undo, undo_again, site.ask(FILES))


def test_a_check_judges_the_files_shows_the_difference_and_changes_nothing(story: Story) -> None:
    assert story.check.status == 0, story.check.text
    assert story.check.changed() != set()
    assert "+Priority=10400" in story.check.text
    assert story.checked == story.before


def test_the_kernel_has_what_the_plan_says_and_a_second_run_changes_nothing(site: Site, story: Story) -> None:
    assert story.first.status == 0, story.first.text
    for _, table, priority in wanted_of(site)["rules"]:
        assert f"{priority}:" in story.rules
        assert f"lookup {table}" in story.rules
    assert story.second.status == 0, story.second.text
    assert story.second.changed() == set()


def test_a_word_that_the_network_service_does_not_know_stops_the_run_before_anything_is_changed(story: Story) -> None:
    assert story.refused.status != 0
    assert "Unknown section 'RoutingPolicyRuel'" in story.refused.text
    assert story.refused.changed() == set()


def test_a_change_that_would_cut_the_host_off_is_taken_back_by_the_host(story: Story) -> None:
    assert story.cut.status != 0
    assert "taken back" in story.cut.text, story.cut.text
    assert story.after_cut == story.laid


def test_the_undo_leaves_the_network_as_it_was(site: Site, story: Story) -> None:
    assert story.undo.status == 0, story.undo.text
    assert story.after == story.before
    assert "podwright-network" not in site.ask(LEFT).replace("'/var/lib/podwright-network'", "")
    assert story.undo_again.status == 0, story.undo_again.text
    assert story.undo_again.changed() == set()
