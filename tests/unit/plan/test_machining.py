"""What is expected of machines: published parts alone, ports where their names say that they sit."""

import json
from dataclasses import replace
from functools import cache

import pytest

from podwright.plan.canonical import from_json, to_json
from podwright.plan.finding import Infeasible
from podwright.plan.types import DriveSet, MachineKind, Plan
from unit.pods import plan


@cache
def pod(architecture: str) -> Plan:
    return plan(architecture)


def kind(name: str, architecture: str = "starter-h100") -> MachineKind:
    return next(row for row in pod(architecture).machines.kinds if row.kind == name)


def test_a_dgx_h100_is_expected_as_its_maker_and_its_own_bmc_tell() -> None:
    expected = kind("dgx-h100")
    assert (expected.manufacturer, expected.model, expected.gpu_count, expected.gpu_model) == ("NVIDIA", "DGXH100", 8, "H100 80GB HBM3")
    assert (expected.socket_count, expected.memory_gib) == (2, 2048)
    assert expected.drives == (DriveSet("boot", "NVMe", 2, 1920), DriveSet("data", "NVMe", 8, 3840))


def test_ports_sit_where_the_recorded_answers_of_a_dgx_h100_have_adapters() -> None:
    """Bus and device of the adapters in github:chet-nvidia/libredfish@932ded5, tests/mockups/nvidia_viking, Chassis/DGX/PCIeDevices."""
    recorded = {"00_18_00", "00_29_00", "00_40_00", "00_4F_00", "00_5E_00", "00_9A_00", "00_AA_00", "00_C0_00", "00_CE_00", "00_DC_00"}
    sits = {f"00_{port.pci[5:7].upper()}_{port.pci[8:10].upper()}" for port in kind("dgx-h100").ports}
    assert sits == recorded
    assert len(kind("dgx-h100").ports) == 12


def test_what_is_an_estimate_is_not_expected() -> None:
    storage = kind("storage-x86")
    assert (storage.model, storage.socket_count, storage.memory_gib, storage.drives) == (None, None, None, ())
    assert [port.pci for port in storage.ports] == ["", "", "", ""]


def test_controllers_are_no_ports_of_the_machine() -> None:
    assert not {"bmc", "bf-bmc"} & {port.name for row in pod("starter-h100").machines.kinds for port in row.ports}


@pytest.mark.parametrize("architecture", ["starter-h100", "dgx-superpod-gb300"])
def test_every_kind_of_host_is_expected_once(architecture: str) -> None:
    whole = pod(architecture)
    kinds = {device.kind for device in whole.physical.devices for host in whole.hosts.hosts if host.name == device.name}
    assert [row.kind for row in whole.machines.kinds] == sorted(kinds)


def test_a_plan_of_before_this_section_is_still_read() -> None:
    older = json.loads(to_json(pod("starter-h100")))
    del older["machines"]
    assert from_json(json.dumps(older)).machines.kinds == ()


def test_the_password_is_a_name_and_no_value() -> None:
    access = pod("starter-h100").machines.bmc
    assert access is not None
    assert (access.user, access.password.name) == ("admin", "bmc-password")


PIECES = [{"kind": "dgx-h100", "component": name, "version": "1"} for name in ("HostBMC_0", "CPLDMB_0")]
FIRST = {"kind": "dgx-h100", "first": "network"}


def rules(*rows: tuple[str, str, str]) -> dict[str, object]:
    bios = [dict(zip(("kind", "attribute", "value"), row, strict=True)) for row in rows]
    return {"bios": bios, "firmware": PIECES, "boot_order": [FIRST]}


def test_bios_attributes_stand_with_their_kind() -> None:
    declared = plan(machines=rules(("dgx-h100", "VTdSupport", "Enable"), ("dgx-h100", "SRIOVEnable", "Enable")))
    found = {row.kind: row.bios for row in declared.machines.kinds}
    assert found.pop("dgx-h100") == (("SRIOVEnable", "Enable"), ("VTdSupport", "Enable"))
    assert {*found.values()} == {()}


def test_firmware_stands_in_the_order_of_the_file_and_the_network_is_that_of_the_in_band_ports() -> None:
    declared = plan(machines=rules(("dgx-h100", "VTdSupport", "Enable"), ("dgx-h100", "SRIOVEnable", "Enable")))
    one = next(row for row in declared.machines.kinds if row.kind == "dgx-h100")
    assert [(wish.component, wish.image, wish.takes_effect, wish.is_while_on) for wish in one.firmware] == [
        ("HostBMC_0", None, "at_once", False),
        ("CPLDMB_0", None, "at_once", False),
    ]
    assert one.boot_order == ("network", ("enp170s0f1np1", "enp41s0f1np1"))
    others = [row for row in declared.machines.kinds if row.kind != "dgx-h100"]
    assert [(row.firmware, row.boot_order) for row in others] == [((), None)] * len(others)


def test_wishes_about_a_kind_that_stands_nowhere_are_a_finding_each() -> None:
    strange = {"bios": [{"kind": "a", "attribute": "b", "value": "c"}], "firmware": [{**PIECES[0], "kind": "a"}], "boot_order": [{**FIRST, "kind": "a"}]}
    with pytest.raises(Infeasible) as told:
        plan(machines=strange)
    assert [(finding.code, finding.where) for finding in told.value.findings] == [("P547", f"machines.{word}") for word in ("bios", "firmware", "boot_order")]


def test_bios_attributes_change_no_other_section() -> None:
    declared, plain = plan(machines=rules(("dgx-h100", "VTdSupport", "Enable"))), plan()
    assert replace(declared, machines=plain.machines) == plain


def test_the_pods_own_user_on_bmcs_follows_from_the_seed_of_ssh() -> None:
    access = plan(access={"generation": 3}).machines.bmc
    assert access is not None
    assert access.seed is not None
    assert (access.own_user, access.seed.name, access.generation) == ("podwright", "ssh-seed", 3)
