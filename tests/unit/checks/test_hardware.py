"""What is known of the hardware is joined with the plan: strangers are named, with what was probably meant."""

import ast
from dataclasses import replace
from functools import cache
from pathlib import Path

import podwright.checks.hardware
from podwright.checks.judge import HARDWARE_CHECKS, judge, stops
from podwright.plan.canonical import digest
from podwright.plan.finding import Finding, Severity
from podwright.plan.hardware import hardware
from podwright.plan.types import Plan, WaiverPlan
from podwright.spec.hardware import HardwareRow
from unit.pods import plan


@cache
def pod() -> Plan:
    return plan(tenants=({"name": "all", "gpu_count": 16},), site={"domain": "pod.example", "racks": {"feed_kw": 40.0}})


def rows(*places: tuple[str, str]) -> tuple[HardwareRow, ...]:
    return tuple(HardwareRow(device, port, f"02:00:00:00:00:{index:02x}", None, None) for index, (device, port) in enumerate(places))


def found(*places: tuple[str, str]) -> list[Finding]:
    return [finding for finding in judge(pod(), hardware(rows(*places))) if finding.code in ("P270", "P271")]


def test_every_check_of_hardware_is_run() -> None:
    tree = ast.parse(Path(podwright.checks.hardware.__file__).read_text())
    public = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")}
    assert public == {check.__name__ for check in HARDWARE_CHECKS}


def test_what_stands_in_the_plan_is_no_finding() -> None:
    assert found(("pod-u001-r01-n01", "bmc"), ("pod-u001-r01-n01", "")) == []


def test_a_misspelt_device_is_named_with_the_one_meant() -> None:
    told = found(("pod-u001-r01-n01", "bmc"), ("pod-u001-r01-n0", "bmc"), ("POD-u001-r01-n02", "bmc"), ("pod-u001-r01-n02.pod.example", "bmc"))
    assert [(finding.where, finding.remedy) for finding in told] == [
        ("hardware.csv POD-u001-r01-n02", "It may mean pod-u001-r01-n02"),
        ("hardware.csv pod-u001-r01-n0", "It may mean pod-u001-r01-n01"),
        ("hardware.csv pod-u001-r01-n02.pod.example", "It may mean pod-u001-r01-n02"),
    ]


def test_a_misspelt_port_is_named_with_the_one_meant() -> None:
    (told,) = found(("pod-u001-r01-n01", "bmcc"))
    assert (told.code, told.where, told.remedy) == ("P271", "hardware.csv pod-u001-r01-n01/bmcc", "It may mean bmc")


def test_the_file_of_another_pod_is_one_finding() -> None:
    (told,) = found(("other-u001-r01-n01", "bmc"), ("other-u001-r01-n02", "bmc"))
    assert told.where == "hardware.csv"
    assert "none of its 2 devices is planned" in told.what


def test_half_a_file_is_warned_of_by_fabric() -> None:
    told = [finding for finding in judge(pod(), hardware(rows(("pod-u001-r01-n01", "bmc")))) if finding.code == "P272"]
    assert [(finding.where, finding.severity) for finding in told] == [("hardware.csv out_of_band", Severity.WARNING)]


def test_a_finding_of_hardware_is_waived_like_any_other() -> None:
    waived = replace(pod(), waivers=(WaiverPlan("P271", "hardware.csv pod-u001-r01-n01/spare", "a spare card"),))
    findings = judge(waived, hardware(rows(("pod-u001-r01-n01", "spare"))))
    assert not stops(findings)


def test_hardware_never_changes_the_plan() -> None:
    before = digest(pod())
    judge(pod(), hardware(rows(("pod-u001-r01-n01", "bmc"))))
    assert digest(pod()) == before
