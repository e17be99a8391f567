"""Which disk is written, and how far a host is: the same answer in whatever order things are told."""

import itertools
import json
from dataclasses import replace

import pytest

from podwright.install.arming import Arming, arming_line
from podwright.install.course import Course, Step
from podwright.install.disks import Chosen, chosen_disk
from podwright.install.keys import order_key
from podwright.observe.redfish.machine import Drive
from podwright.plan.finding import Finding
from podwright.plan.types import MachineKind
from podwright.plan.types.install import HostInstall, Install
from unit.pods import STARTER, plan

GB = 10**9
SMALL, TWIN, DATA = (
    Drive("nvme0", "NVMe", 1920 * GB, "M.2", "S2"),
    Drive("nvme1", "NVMe", 1920 * GB, "M.2", "S1"),
    Drive("nvme2", "NVMe", 3840 * GB, "U.2", "S0"),
)
ROW = HostInstall("pod-u001-r01-n01", "10.8.1.17", "pod-u001-r01-n12", "")  # type: ignore[arg-type]
RULE = Install(kind="image", disk_rule="smallest")


def kind() -> MachineKind:
    return next(row for row in plan(STARTER).machines.kinds if row.kind == "dgx-h100")


def chosen(*drives: Drive, rule: Install = RULE, row: HostInstall = ROW, disk_bytes: int = 4 * GB, wipe: tuple[str, ...] = ()) -> Chosen | Finding:
    return chosen_disk(rule, row, kind(), drives, disk_bytes=disk_bytes, wipe=wipe)


@pytest.mark.parametrize("drives", [*itertools.permutations((SMALL, TWIN, DATA))])
def test_the_smallest_boot_disk_is_chosen_and_of_two_alike_the_first_by_serial_number(drives: tuple[Drive, ...]) -> None:
    assert chosen(*drives) == Chosen("S1", "", "M.2 1,920 GB", may_be_wiped=False)


def test_only_a_disk_that_is_named_may_be_wiped() -> None:
    found = [chosen(SMALL, TWIN, wipe=wipe) for wipe in (("S2",), ("S1",))]
    assert [one.may_be_wiped for one in found if isinstance(one, Chosen)] == [False, True]


def test_a_declared_disk_is_taken_and_one_that_is_not_there_is_a_finding() -> None:
    here, gone = (chosen(SMALL, DATA, row=ROW._replace(disk_serial=serial)) for serial in ("S0", "S9"))
    assert isinstance(here, Chosen)
    assert here.serial == "S0"
    assert isinstance(gone, Finding)
    assert gone.code == "P558"
    assert "S9 is not among the 2 drives" in gone.what


def test_a_disk_smaller_than_the_image_is_a_finding_that_says_both() -> None:
    found = chosen(SMALL, disk_bytes=2000 * GB)
    assert isinstance(found, Finding)
    assert (found.code, "1,920,000,000,000" in found.what, "2,000,000,000,000" in found.what) == ("P559", True, True)


@pytest.mark.parametrize("drives", [(), (SMALL._replace(serial=None),), (DATA._replace(capacity_bytes=480 * GB),)])
def test_a_disk_that_cannot_be_told_from_others_is_not_guessed(drives: tuple[Drive, ...]) -> None:
    found = chosen(*drives)
    assert isinstance(found, Finding)
    assert found.code == "P558"


def test_a_disk_by_its_path_needs_nobody_to_tell_it() -> None:
    rule = replace(RULE, disk_rule="path", disk_path="/dev/disk/by-path/pci-0000:01:00.0-nvme-1")
    found = chosen(rule=rule)
    assert isinstance(found, Chosen)
    assert (found.serial, found.path) == ("", rule.disk_path)


def test_what_shows_an_arming_shows_neither_its_token_nor_its_seed() -> None:
    arming = Arming("h", "1", "token-of-it", "k", "i", "format 1\n", b"key-of-it")
    assert "token-of-it" not in repr(arming)
    assert "key-of-it" not in repr(arming)
    line = json.loads(arming_line(arming, order_key("5" * 64, pod="pod", generation=1), valid_s=60))
    assert (line["token"], line["valid_s"]) == ("token-of-it", 60)


def course() -> tuple[Course, list[Step]]:
    told: list[Step] = []
    return Course(told.append), told


def test_events_that_come_twice_or_late_take_no_step_back() -> None:
    one, told = course()
    for stage, percent in (
        ("armed", None),
        ("started", 0),
        ("writing", 10),
        ("started", 0),
        ("writing", 10),
        ("writing", 60),
        ("writing", 20),
        ("done", 100),
        ("seed", None),
    ):
        one.hear({"host": "h", "stage": stage, "percent": percent, "message": ""})
    assert [(step.stage, step.percent) for step in told] == [("armed", None), ("started", 0), ("writing", 10), ("writing", 60), ("done", 100)]


def test_who_has_failed_stays_failed_and_a_seed_asked_for_twice_ends_nothing() -> None:
    one, _ = course()
    one.tell("a", "writing")
    one.tell("a", "refused", "its seed was asked for a second time")
    one.tell("a", "seeded")
    one.tell("b", "failed", "digest")
    one.tell("b", "done")
    assert (one.at("seeded"), one.at("failed"), one.left()) == (["a"], ["b"], ["a"])
