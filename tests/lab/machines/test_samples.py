"""Documents that are not ours: the samples that sushy brings for its own tests, of DMTF's mock-ups and of a Dell, are read as a person reads them."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from podwright.observe.redfish.answers import Answer, read_answers
from podwright.observe.redfish.machine import Drive, NicPort, ObservedMachine

FOUND = find_spec("sushy")
SAMPLES = Path(FOUND.origin).parent / "tests" / "unit" / "json_samples" if FOUND and FOUND.origin else Path("/nowhere")
pytestmark = [pytest.mark.lab, pytest.mark.skipif(not SAMPLES.is_dir(), reason="sushy, a development dependency, with its samples")]

SYSTEM = "/redfish/v1/Systems/437XR1138R2"
DELL = "/redfish/v1/Chassis/System.Embedded.1"
NAMES = (
    *("root", "system_collection", "system", "chassis_collection", "processor_collection", "processor", "processor2", "storage_collection", "storage"),
    *("drive", "drive2", "drive3", "manager_collection", "manager", "network_adapter_collection", "network_adapter", "network_device_function_collection"),
    *("network_device_function", "ethernet_interfaces_collection", "ethernet_interfaces", "updateservice"),
)


def samples() -> dict[str, dict[str, object]]:
    told = [json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8")) for name in NAMES]
    return {document["@odata.id"].rstrip("/"): document for document in told}


def read(documents: dict[str, dict[str, object]]) -> ObservedMachine:
    machines, silences = read_answers([Answer("host", "192.0.2.1", None, documents)])
    assert silences == ()
    return machines[0]


def test_the_web_front_end_of_dmtfs_mock_up_is_read() -> None:
    told = read(samples())
    assert (told.manufacturer, told.model, told.sku, told.serial) == ("Contoso", "3500", "8675309", "437XR1138R2")
    assert (told.power, told.bios_version, told.memory_gib) == ("On", "P79 v1.45 (12/06/2017)", 96)
    assert told.bmc.version == "1.00"


def test_an_empty_socket_is_none() -> None:
    assert read(samples()).socket_count == 1


def test_drives_of_which_one_has_no_document_are_not_told_and_with_it_gone_all_are() -> None:
    documents = samples()
    assert read(documents).drives is None
    storage = documents[f"{SYSTEM}/Storage/1"]
    rows = storage["Drives"]
    assert isinstance(rows, list)
    storage["Drives"] = [row for row in rows if row["@odata.id"] in documents]
    told = read(documents).drives
    assert told is not None
    assert Drive("32ADF365C6C1B7BD", "SAS", 899527000000, "C123", "1234570") in told
    assert len(told) == 3


def test_adapters_of_a_dell_are_ports_without_a_place() -> None:
    """The MAC of the sample is that of a group, which no port has: it is none."""
    documents = samples()
    links = documents[SYSTEM]["Links"]
    assert isinstance(links, dict)
    links["Chassis"] = [{"@odata.id": DELL}]
    documents[DELL] = {"@odata.id": DELL, "Id": "System.Embedded.1", "NetworkAdapters": {"@odata.id": f"{DELL}/NetworkAdapters"}}
    functions = documents[f"{DELL}/NetworkAdapters/NIC.Integrated.1/NetworkDeviceFunctions"]
    own = f"{DELL}/NetworkAdapters/NIC.Integrated.1/NetworkDeviceFunctions/NIC.Integrated.1-2-1"
    functions["Members"] = [{"@odata.id": own}]
    documents[f"{DELL}/NetworkAdapters"]["Members"] = [{"@odata.id": f"{DELL}/NetworkAdapters/NIC.Integrated.1"}]
    ethernet = documents[own]["Ethernet"]
    assert isinstance(ethernet, dict)
    assert read(documents).ports == (NicPort("NIC.Integrated.1/NIC.Integrated.1-2-1", "Ethernet", None, None, None),)
    ethernet["PermanentMACAddress"] = "00:01:01:01:01:D1"
    assert read(documents).ports == (NicPort("NIC.Integrated.1/NIC.Integrated.1-2-1", "Ethernet", "00:01:01:01:01:d1", None, None),)
