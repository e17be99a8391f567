"""Documents of a BMC become a machine: in the shape of one maker and of the schema alone, with whatever a BMC leaves out or makes up."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright.lab.bmc.documents import Shape, documents
from podwright.observe.redfish.answers import Answer, read_answers
from podwright.observe.redfish.reading import read_machine
from podwright.observe.redfish.shelf import ROOT, Failed, Shelf
from unit.observe.redfish.racked import FINGERPRINT, GPU, STORAGE, answer, machine, observed

SYSTEM = f"{ROOT}/Systems/DGX"
DRIVE = f"{SYSTEM}/Storage/StorageUnit_0/Drives/NVMe_Device0_NSID1"


@pytest.mark.parametrize("shape", ["ami", "plain"])
def test_a_machine_is_read_as_it_is(shape: Shape) -> None:
    one, told = machine(GPU), observed(GPU, shape=shape)
    assert (told.manufacturer, told.model, told.sku) == ("NVIDIA", "DGXH100", one.sku)
    assert told.serials == (one.serial, one.chassis_serial)
    assert (told.socket_count, told.memory_gib, len(told.dimms or ())) == (2, 2048, 32)
    assert [drive.serial for drive in told.drives or ()] == [drive.serial for drive in one.drives]
    assert [gpu.serial for gpu in told.gpus or ()] == [*one.gpu_serials]
    assert len(told.ports or ()) == 12
    assert told.bmc.mac == one.bmc_mac
    assert (told.bmc.host_name, told.bmc.version, told.bmc.is_ipmi_on) == (one.bmc_name, "23.11.20", True)
    assert (told.bios_version, told.power, told.certificate_sha256) == ("1.0.7", "On", FINGERPRINT)
    assert [piece.version for piece in told.firmware or ()] == ["0.2.1.6", "1.0.7", "23.11.20"]
    assert told.remarks == ()


def test_ports_sit_where_their_device_is_named_by_its_place_and_functions_count_from_0() -> None:
    ports = {port.pci: port for port in observed(GPU).ports or ()}
    assert {"0000:29:00.0", "0000:29:00.1", "0000:40:00.0"} <= ports.keys()
    assert ports["0000:29:00.1"].mac == machine(GPU).nics[1].ports[1].mac
    assert ports["0000:40:00.0"].mac is None


def test_a_guid_is_read_in_whatever_form() -> None:
    told = [port.guid for port in observed(GPU, shape="plain").ports or () if port.technology == "InfiniBand"]
    assert told == [port.guid for nic in machine(GPU).nics for port in nic.ports if port.guid]


def test_adapters_that_two_chassis_list_are_there_once() -> None:
    told = documents(machine(GPU))
    chassis, inner = f"{ROOT}/Chassis/DGX", f"{ROOT}/Chassis/CPUBaseboard"
    links = {"Links": {"Contains": [{"@odata.id": inner}]}}
    assert len(observed(GPU, but={chassis: told[chassis] | links, inner: {**told[chassis], "@odata.id": inner}}).ports or ()) == 12


def test_virtual_media_of_the_bmc_are_no_drives() -> None:
    assert {drive.protocol for drive in observed(GPU).drives or ()} == {"NVMe"}


@pytest.mark.parametrize("word", ["", " ", "N/A", "Not Available", "Default string", "To Be Filled By O.E.M.", None, 7])
def test_words_that_say_nothing_are_nothing(word: object) -> None:
    told = documents(machine(GPU))
    assert observed(GPU, but={SYSTEM: told[SYSTEM] | {"SerialNumber": word, "Model": word}}).serial is None


def test_a_list_of_which_one_piece_is_lost_is_not_told_at_all_and_the_remark_names_it() -> None:
    told = observed(GPU, but={DRIVE: Failed("answers 500")})
    assert told.drives is None
    assert told.remarks == (f"{DRIVE} answers 500",)
    assert told.memory_gib == 2048


@pytest.mark.parametrize("lost", [f"{ROOT}/Chassis/DGX", f"{ROOT}/Chassis/DGX/NetworkAdapters", f"{ROOT}/Chassis/DGX/NetworkAdapters/DevType7_NIC1"])
def test_ports_are_not_told_where_the_way_to_one_is_lost(lost: str) -> None:
    assert observed(GPU, but={lost: Failed("answers 500")}).ports is None


def test_a_machine_that_is_off_and_lists_nothing_has_not_lost_its_parts() -> None:
    one = replace(machine(GPU), power="Off", drives=(), gpu_serials=())
    told = observed(GPU, one)
    assert (told.drives, told.gpus) == (None, None)
    assert told.remarks == ("it is off (Off) and tells no drives and no GPUs",)


def test_the_memory_of_a_machine_that_lists_no_modules_is_its_own_sum() -> None:
    told = documents(machine(GPU))
    told[SYSTEM] = {name: value for name, value in told[SYSTEM].items() if name != "Memory"}
    assert observed(GPU, but=told).memory_gib == 2048


def test_a_collection_goes_on_over_its_pages() -> None:
    told = documents(machine(GPU))
    modules = f"{SYSTEM}/Memory"
    rows = told[modules]["Members"]
    assert isinstance(rows, list)
    first = told[modules] | {"Members": rows[:10], "Members@odata.nextLink": f"{modules}?$skip=10"}
    assert observed(GPU, but={modules: first, f"{modules}?$skip=10": told[modules] | {"Members": rows[10:]}}).memory_gib == 2048


def test_a_page_that_leads_to_itself_ends() -> None:
    told = documents(machine(GPU))
    modules = f"{SYSTEM}/Memory"
    assert observed(GPU, but={modules: told[modules] | {"Members@odata.nextLink": modules}}).memory_gib == 2048


def test_members_that_stand_in_the_collection_itself_are_asked_for_no_more() -> None:
    told = documents(machine(GPU))
    modules = f"{SYSTEM}/Memory"
    rows = [told[f"{modules}/DIMM{number}"] for number in range(32)]
    documents_left = {path: row for path, row in told.items() if not path.startswith(f"{modules}/")}
    shelf = Shelf(documents_left | {modules: told[modules] | {"Members": rows}})
    read = read_machine(shelf, host=GPU, address="192.0.2.1")
    assert read is not None
    assert (read.memory_gib, [*shelf.wanted]) == (2048, [])


def test_links_that_lead_elsewhere_are_not_followed() -> None:
    told = documents(machine(GPU))
    links = {"Processors": {"@odata.id": "https://192.0.2.9/redfish/v1/x"}, "Memory": {"@odata.id": "/etc/passwd"}, "Storage": {"@odata.id": f"{ROOT}/a b"}}
    shelf = Shelf({**told, SYSTEM: told[SYSTEM] | links})
    read_machine(shelf, host=GPU, address="192.0.2.1")
    assert [*shelf.wanted] == []


def test_the_bmcs_own_interface_is_the_one_that_was_asked_and_not_the_one_to_the_host() -> None:
    assert observed(STORAGE).bmc.mac == machine(STORAGE).bmc_mac


def test_what_was_not_kept_is_not_told() -> None:
    kept = {path: row for path, row in documents(machine(GPU)).items() if "/Drives/" not in path}
    machines, _ = read_answers([Answer(GPU, "192.0.2.1", None, kept)])
    assert machines[0].drives is None
    assert len(machines[0].remarks) == 9


@pytest.mark.parametrize("kept", [{}, {ROOT: {}}, {ROOT: Failed("answers 500")}, {ROOT: []}])
def test_a_service_without_a_system_is_a_silence(kept: dict[str, object]) -> None:
    machines, silences = read_answers([Answer(GPU, "192.0.2.1", None, kept)])
    assert (machines, len(silences)) == ((), 1)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just({"@odata.id": SYSTEM}),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["Id", "Members", "Links", "Status", "@odata.id"]), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=40)
@given(data=st.data())
def test_nothing_in_a_document_makes_the_reader_fail(data: st.DataObject) -> None:
    """One member of one document is replaced by junk: a machine comes out, and what was told of everything else stays."""
    told = SMALL
    path = data.draw(st.sampled_from(sorted(told)))
    name = data.draw(st.sampled_from(sorted(told[path])))
    read_answers([Answer(STORAGE, "192.0.2.1", None, {**told, path: told[path] | {name: data.draw(JUNK)}})])


SMALL = json.loads(json.dumps(dict(answer(STORAGE).documents)))
