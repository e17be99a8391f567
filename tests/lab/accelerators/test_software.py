"""The software of GPUs from a declared mirror: the way of installing, pins, holds and undo are real; the packages are stand-ins without NVIDIA's software."""

from dataclasses import dataclass

import pytest

from lab.accelerators.conftest import SOFTWARE, Site
from lab.roles.play import Play

pytestmark = pytest.mark.lab

STAND = """
dpkg-query --show --showformat '${db:Status-Abbrev}${Package} ${Version}\\n' 'nvidia-*' 'datacenter-*' 2>/dev/null | grep ^.[in]
apt-mark showhold
find /etc/apt /etc/modules-load.d /etc/systemd/system -name '*podwright*' | sort
ss --listening --tcp --numeric --no-header | awk '{print $4}' | grep ':9400$'
"""
UNDO = {f"{role}_state": "absent" for role in SOFTWARE}


@dataclass(frozen=True, slots=True)
class Story:
    """Every run on the GPU node, and how it stood after each."""

    before: str
    check: Play
    checked: str
    first: Play
    made: str
    second: Play
    stranger: Play
    undo: Play
    after: str


@pytest.fixture(scope="module")
def story(site: Site) -> Story:
    def stand() -> str:
        return site.lab.ask(site.gpu_node, STAND).stdout

    before, check, checked = stand(), site.play_software("--check", "--diff"), stand()
    first, made, second = site.play_software(), stand(), site.play_software()
    stranger = site.play_software(accelerator_mirror_packages=[{"name": "nvidia-open", "version": "999.99"}])
    undo = site.play_software(**UNDO)
    return Story(before, check, checked, first, made, second, stranger, undo, stand())


def test_a_check_on_a_bare_node_tells_what_is_missing_and_changes_nothing(story: Story) -> None:
    assert story.check.status == 0, story.check.text
    assert "nvidia-fabricmanager" in story.check.text
    assert story.checked == story.before


def test_packages_are_those_of_the_pod_and_held_though_the_mirror_has_newer_ones(site: Site, story: Story) -> None:
    assert story.first.status == 0, story.first.text
    lines = story.made.splitlines()
    assert "hi nvidia-open 595.91.07-1ubuntu1" in lines
    assert "hi datacenter-gpu-manager-4-core 1:4.6.0-1" in lines
    assert len([line for line in lines if line.startswith("hi ")]) == 5
    assert [line for line in lines if line.endswith(":9400")] == [f"{site.gpu_node.in_band_v4}:9400"]


def test_a_second_run_changes_nothing(story: Story) -> None:
    assert story.second.status == 0, story.second.text
    assert story.second.changed() == set()


def test_a_version_that_the_mirror_does_not_hold_is_told_before_anything_is_installed(story: Story) -> None:
    assert story.stranger.status != 0
    assert "does not hold every package of the pod in its version: nvidia-open 999.99" in story.stranger.text


def test_the_undo_leaves_nothing(story: Story) -> None:
    assert story.undo.status == 0, story.undo.text
    assert story.after == story.before
