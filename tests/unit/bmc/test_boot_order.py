"""The boot order for good: what is meant comes first, all else stays as it was, and every entry stands once."""

import pytest
from hypothesis import given
from hypothesis import settings as times
from hypothesis import strategies as st

from podwright.bmc.setting import AT_RESET
from podwright.bmc.wish import BootFirst, Wish
from podwright.lab.bmc.documents import Document
from podwright.observe.redfish.boot_options import BootEntry, boot_entries, reordered
from podwright.observe.redfish.shelf import ROOT, Resource, Shelf
from unit.bmc.told import SYSTEM, WHERE, asked, told
from unit.observe.redfish.racked import GPU, machine

SD = f"{SYSTEM}/SD"
MACS = tuple(port.mac for nic in machine(GPU).nics for port in nic.ports if port.mac)
NETWORK, DISK = Wish(WHERE, boot_order=BootFirst("network", MACS[1:2])), Wish(WHERE, boot_order=BootFirst("disk"))


def boot(documents: dict[str, Document], path: str = SD) -> dict[str, object]:
    found = documents[path]["Boot"]
    assert isinstance(found, dict)
    return found


def test_the_network_of_the_meant_mac_comes_first_and_the_rest_stays_as_it_was() -> None:
    documents = told()
    before = [*boot(documents)["BootOrder"]]  # type: ignore[misc]
    one = asked(NETWORK, documents).settings
    order = one[0].request.body["Boot"]["BootOrder"]  # type: ignore[index]
    assert [(row.request.method, row.request.path, row.effect) for row in one] == [("PATCH", SD, AT_RESET)]
    names = {str(row["BootOptionReference"]): str(row["DisplayName"]) for path, row in documents.items() if "BootOptions/" in path}
    assert [names[name] for name in order[:2]] == [f"UEFI: {way} IPv4 Network Adapter - {MACS[1].upper()}" for way in ("PXE", "HTTP")]
    assert order[2:] == [name for name in before if name not in order[:2]]
    assert one[0].changes[0].after.startswith(f"network {MACS[1]}, disk, network {MACS[0]}")


def test_what_is_so_already_asks_for_nothing() -> None:
    assert asked(DISK).settings == ()


def test_an_order_that_is_written_waits_for_the_reset() -> None:
    documents = told()
    boot(documents)["BootOrder"] = list(reversed(boot(documents)["BootOrder"]))  # type: ignore[call-overload]
    wish = Wish(WHERE, boot_order=BootFirst("network", MACS[-1:]))
    answer = asked(wish, documents)
    assert (answer.settings, answer.waiting) == ((), ("boot order: written, and takes effect at the next reset",))


def test_without_a_settings_object_the_system_itself_is_written_and_one_with_apply_times_is_told_when() -> None:
    documents = told()
    settings = documents[SYSTEM]["@Redfish.Settings"]
    assert isinstance(settings, dict)
    settings["SupportedApplyTimes"] = ["OnReset", "AtMaintenanceWindowStart"]
    assert asked(NETWORK, documents).settings[0].request.body["@Redfish.SettingsApplyTime"] == {"ApplyTime": "OnReset"}
    del documents[SYSTEM]["@Redfish.Settings"]
    request = asked(NETWORK, documents).settings[0].request
    assert (request.path, "@Redfish.SettingsApplyTime" in request.body) == (SYSTEM, False)


@pytest.mark.parametrize(
    ("macs", "what"), [((), "no MAC of its in-band ports is known"), (("02:00:00:00:00:01",), "its boot order has no entry for 02:00:00:00:00:01")]
)
def test_a_network_that_is_not_there_is_a_finding(macs: tuple[str, ...], what: str) -> None:
    answer = asked(Wish(WHERE, boot_order=BootFirst("network", macs)))
    assert (answer.settings, [(row.code, row.what) for row in answer.findings]) == ((), [("P549", what)])


def test_a_machine_without_a_disk_or_without_an_order_is_a_finding() -> None:
    bare, silent = told(), told()
    for path in (SYSTEM, SD):
        boot(bare, path)["BootOrder"] = ["Boot0001"]
    del boot(silent, SYSTEM)["BootOptions"]
    assert [asked(DISK, one).findings[0].what for one in (bare, silent)] == [
        "it has no disk in its boot order",
        "its BMC does not tell from what it starts, or takes no order for it",
    ]


def option(**words: object) -> BootEntry:
    path = f"{ROOT}/Systems/1/BootOptions"
    documents = {path: {"Members": [{"@odata.id": f"{path}/1"}]}, f"{path}/1": {"BootOptionReference": "Boot0001", **words}}
    system = Resource("", {"Boot": {"BootOrder": ["Boot0001"], "BootOptions": {"@odata.id": path}}})
    entries = boot_entries(Shelf(documents), system)
    assert entries is not None
    return entries[0]


def test_recorded_options_of_a_dgx_h100_and_of_a_dell_are_what_a_person_reads() -> None:
    """Values of github:chet-nvidia/libredfish, tests/mockups/nvidia_viking (BootOptions 0007, 0000) and tests/mockups/dell (BootOptions Boot0004)."""
    pxe = option(
        Alias="Pxe", DisplayName="UEFI: PXE IPv4 Nvidia Network Adapter - A0:88:C2:04:57:40", UefiDevicePath="PciRoot(0x20)/MAC(A088C2045740,0x1)/IPv4(0.0.0.0)"
    )
    assert (pxe.kind, pxe.mac) == ("network", "a0:88:c2:04:57:40")
    assert option(Alias="Hdd", DisplayName="DGX OS", UefiDevicePath="HD(1,GPT,B3F5E32B)/\\EFI\\UBUNTU\\SHIMX64.EFI").kind == "disk"
    assert option(DisplayName="AHCI Controller in SL 6: ubuntu", UefiDevicePath="HD(1,GPT,E5355526)/\\EFI\\ubuntu\\shimx64.efi").kind == "disk"
    assert option(DisplayName="NIC in Slot 5 Port 1: 94:6D:AE:01:02:03", UefiDevicePath="PciRoot(0x0)/IPv4(0.0.0.0)").mac == "94:6d:ae:01:02:03"
    assert option(DisplayName="UEFI: Built-in EFI Shell").kind == "other"


@times(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(["network", "disk", "other"]), st.integers(0, 3), st.booleans()), max_size=12), st.lists(st.integers(0, 3), max_size=3)
)
def test_an_order_holds_every_entry_once_and_begins_with_what_is_meant(rows: list[tuple[str, int, bool]], wanted: list[int]) -> None:
    entries = [BootEntry(f"Boot{at}", kind, f"mac{port}" if kind == "network" else None, "", is_enabled) for at, (kind, port, is_enabled) in enumerate(rows)]
    macs = [f"mac{port}" for port in dict.fromkeys(wanted)]
    for first in ("network", "disk"):
        order = reordered(entries, first, macs)
        if order is None:
            assert not [entry for entry in entries if entry.is_enabled and entry.kind == first and (first == "disk" or entry.mac in macs)]
            continue
        assert sorted(order) == sorted(entries)
        head = next(entry for entry in order if entry.is_enabled)
        assert head.kind == first
        assert first == "disk" or head.mac in macs
        assert reordered(order, first, macs) == order
