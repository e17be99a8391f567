"""Each fault of a rack is one finding at its place, and nothing that only follows from it."""

from dataclasses import replace

import pytest

from podwright.lab.bmc.documents import documents
from podwright.lab.bmc.machine import EmulatedMachine
from podwright.observe.redfish.compare import SILENCES
from podwright.observe.redfish.expected import NO_SOURCE, NOT_TOLD, NotCompared, missing_drives
from podwright.observe.redfish.machine import Drive
from podwright.observe.redfish.shelf import ROOT, Failed
from podwright.observe.redfish.silence import BmcSilence, SilenceKind
from podwright.plan.types import DriveSet
from podwright.spec.hardware import HardwareRow
from unit.observe.redfish.racked import GPU, MANAGEMENT, OTHER, STORAGE, compared, hardware, machine, observed, only, pod

ALL = (GPU, OTHER, STORAGE, MANAGEMENT)
PLACE = "rack pod-u001-r01, U3-10, pod-u001-r01-n01"
OTHER_PLACE = "rack pod-u001-r01, U12-19, pod-u001-r01-n02"
one: EmulatedMachine = machine(GPU)


def test_machines_as_planned_give_no_finding() -> None:
    comparison = compared(*(observed(host) for host in ALL), rows=hardware(*ALL))
    assert comparison.findings == ()
    assert [row.host for row in comparison.machines] == [MANAGEMENT, STORAGE, OTHER, GPU], "top of the rack first"


BROKEN = {
    "P522": (replace(one, model="DGXA100 920-23687-2531-001"), "a machine of model DGXA100 920-23687-2531-001 stands here, and DGXH100 is expected"),
    "P522 maker": (replace(one, manufacturer="Supermicro"), "a machine of Supermicro (DGXH100) stands here, and one of NVIDIA is expected"),
    "P523": (replace(one, socket_count=1), "1 of 2 processors answer"),
    "P524": (replace(one, dimms_gib=(64,) * 31), "1,984 of 2,048 GiB of memory, in 31 modules of 64 GiB"),
    "P524 smaller": (replace(one, dimms_gib=(64,) * 30 + (32,) * 2), "1,984 of 2,048 GiB of memory, in 30 modules of 64 GiB and 2 modules of 32 GiB"),
    "P525": (replace(one, drives=one.drives[:-1]), "7 of 8 data drives (NVMe) of 3,840 GB"),
    "P525 smaller": (
        replace(one, drives=(*one.drives[:-1], replace(one.drives[-1], capacity_bytes=1_920_383_410_176))),
        "7 of 8 data drives (NVMe) of 3,840 GB; beside them 1 of 1,920 GB (NVMe)",
    ),
    "P525 boot": (replace(one, drives=one.drives[1:]), "1 of 2 boot drives (NVMe) of 1,920 GB"),
    "P526": (replace(one, nics=one.nics[:-1]), "11 of 12 network ports answer; missing ibp220s0"),
    "P526 two": (replace(one, nics=(one.nics[0], *one.nics[2:])), "10 of 12 network ports answer; missing enp41s0f0np0, enp41s0f1np1"),
    "P527": (replace(one, gpu_serials=one.gpu_serials[:2]), "2 of 8 GPUs answer (GPU_SXM_1, GPU_SXM_2)"),
    "P527 model": (replace(one, gpu_model="H800"), "8 GPUs are H800, and H100 80GB HBM3 is expected"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_machine_that_lacks_one_thing_is_one_finding(case: str) -> None:
    told, what = BROKEN[case]
    finding = only(compared(observed(GPU, told), observed(OTHER)))
    assert (finding.code, finding.where, finding.what) == (case[:4], PLACE, what)


def test_of_a_machine_of_another_model_nothing_else_is_told() -> None:
    told = replace(one, model="PowerEdge", manufacturer="Dell Inc.", socket_count=1, dimms_gib=(16,), drives=one.drives[:1], gpu_serials=(), nics=())
    assert only(compared(observed(GPU, told))).code == "P522"


def test_a_port_is_missed_by_count_where_the_bmc_tells_no_places() -> None:
    told = replace(one, nics=one.nics[:-1])
    assert only(compared(observed(GPU, told, "plain"))).what == "11 of 12 network ports answer"


def test_a_model_is_known_in_other_letters_and_behind_its_maker() -> None:
    assert compared(observed(GPU, replace(one, model="NVIDIA DGX H100"))).findings == ()


@pytest.mark.parametrize(("gib", "codes"), [(2047.4, []), (1984, ["P524"])])
def test_a_sum_of_memory_without_modules_may_lack_what_the_firmware_keeps(gib: float, codes: list[str]) -> None:
    system = f"{ROOT}/Systems/DGX"
    told = {name: value for name, value in documents(one)[system].items() if name != "Memory"}
    comparison = compared(observed(GPU, but={system: told | {"MemorySummary": {"TotalSystemMemoryGiB": gib}}}))
    assert [finding.code for finding in comparison.findings] == codes


def test_more_than_expected_is_no_fault() -> None:
    told = replace(one, dimms_gib=(128,) * 32, drives=(*one.drives, *one.drives[:1]))
    assert compared(observed(GPU, told)).findings == ()


def test_two_machines_that_changed_places_are_one_finding_that_names_both() -> None:
    comparison = compared(observed(GPU, machine(GPU, OTHER)), observed(OTHER, machine(OTHER, GPU)), rows=hardware(GPU, OTHER))
    finding = only(comparison)
    assert (finding.code, finding.where) == ("P520", OTHER_PLACE)
    assert PLACE in finding.what
    assert comparison.concerns == ((OTHER, "P520"), (GPU, "P520"))
    assert finding.remedy.startswith("Exchange the two machines")


def test_a_machine_of_another_kind_at_ones_place_is_one_finding_and_not_ten() -> None:
    finding = only(compared(observed(GPU, machine(GPU, STORAGE)), rows=hardware(GPU, STORAGE)))
    assert (finding.code, finding.where) == ("P520", PLACE)
    assert "pod-u001-r01-n09" in finding.what


def test_a_machine_is_known_by_its_addresses_where_no_serial_number_is_declared() -> None:
    rows = tuple(row for row in hardware(GPU, OTHER) if row.port)
    assert only(compared(observed(GPU, machine(GPU, OTHER)), rows=rows)).code == "P520"


def test_the_serial_number_of_the_chassis_is_one_of_the_machine() -> None:
    assert compared(observed(GPU), rows=(HardwareRow(GPU, "", None, None, one.chassis_serial),)).findings == ()


def test_a_machine_that_is_declared_nowhere_is_unknown() -> None:
    stranger = replace(one, serial="9999999999999", chassis_serial="8888888888888", bmc_mac="02:00:00:00:00:99")
    finding = only(compared(observed(GPU, stranger), rows=hardware(GPU)))
    assert (finding.code, finding.where) == ("P521", PLACE)
    assert f"{one.serial} is declared" in finding.what


def test_a_place_of_which_nothing_is_declared_takes_any_machine() -> None:
    assert compared(observed(GPU), rows=hardware(OTHER)).findings == ()


def test_two_machines_with_one_mac_are_one_finding() -> None:
    finding = only(compared(observed(GPU), observed(OTHER, replace(machine(OTHER), bmc_mac=one.bmc_mac))))
    assert (finding.code, finding.where) == ("P528", OTHER_PLACE)
    assert finding.what == f"MAC {one.bmc_mac} is also at {PLACE}"


def test_machines_of_one_chassis_may_bear_its_serial_number() -> None:
    told = [replace(machine(host), chassis_serial="ONE-CHASSIS") for host in (GPU, OTHER)]
    assert compared(observed(GPU, told[0]), observed(OTHER, told[1])).findings == ()


def test_one_bmc_behind_two_addresses_is_one_finding() -> None:
    finding = only(compared(observed(GPU), observed(OTHER, machine(OTHER, GPU))))
    assert (finding.code, finding.where) == ("P528", OTHER_PLACE)
    assert " more are also at " in finding.what


def test_a_card_that_was_exchanged_is_named_by_its_port() -> None:
    rows = (*hardware(GPU), HardwareRow(GPU, "enp41s0f1np1", "02:00:00:00:00:07", None, None))
    finding = only(compared(observed(GPU), rows=rows))
    assert (finding.code, finding.where) == ("P529", PLACE)
    assert finding.what == f"enp41s0f1np1 has {one.nics[1].ports[1].mac}, and 02:00:00:00:00:07 is declared"


@pytest.mark.parametrize("kind", SilenceKind)
def test_a_bmc_that_tells_nothing_is_one_finding_at_its_place(kind: SilenceKind) -> None:
    comparison = compared(silences=(BmcSilence(GPU, "10.28.1.17", kind, "said so"),))
    finding = only(comparison)
    assert (finding.code, finding.where, finding.what) == (SILENCES[kind][0], PLACE, "the BMC at 10.28.1.17 said so")
    assert comparison.is_of_bmcs_alone


def test_what_no_source_says_is_not_compared_and_said() -> None:
    rows = compared(observed(STORAGE)).not_compared
    assert [row.aspect for row in rows] == ["model", "processors", "memory", "drives"]
    assert {row.reason for row in rows} == {NO_SOURCE}


def test_what_a_bmc_cannot_tell_whole_is_not_compared_and_no_fault() -> None:
    lost = f"{ROOT}/Systems/DGX/Storage/StorageUnit_0/Drives/NVMe_Device3_NSID1"
    comparison = compared(observed(GPU, but={lost: Failed("answers 500")}))
    assert comparison.findings == ()
    assert comparison.not_compared == (NotCompared(GPU, "drives", NOT_TOLD),)


def test_a_larger_drive_stands_in_for_a_smaller_one_but_only_once() -> None:
    sets = (DriveSet("boot", "NVMe", 1, 960), DriveSet("data", "NVMe", 1, 3840))
    large, small = Drive("a", "NVMe", 3_840_755_982_336, None, "1"), Drive("b", "NVMe", 960_197_124_096, None, "2")
    assert missing_drives(sets, [large, large]) == []
    assert missing_drives(sets, [small, large]) == []
    assert missing_drives(sets, [large]) == ["0 of 1 boot drives (NVMe) of 960 GB"]
    assert missing_drives(sets, [small, small])[0] == "0 of 1 data drives (NVMe) of 3,840 GB"


def test_every_host_of_the_pod_has_a_place() -> None:
    assert {*ALL} == {host.name for host in pod().hosts.hosts}
