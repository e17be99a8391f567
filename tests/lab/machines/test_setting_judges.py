"""What is set is seen by clients that are not ours, and what they set is seen by us: OpenStack's sushy, and DMTF's redfish."""

from collections.abc import Iterator

import pytest

from lab.machines.acting import MINE, Actor, password
from lab.machines.emulated import LOOPBACK, PASSWORD, USER, Rack, racked
from podwright.bmc.wish import BootOnce, Power, Wish
from podwright.lab.bmc.documents import ROOT
from unit.observe.redfish.racked import GPU

sushy = pytest.importorskip("sushy", reason="the client of OpenStack, a development dependency")
redfish = pytest.importorskip("redfish", reason="the client of DMTF, a development dependency")

pytestmark = [pytest.mark.lab, pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")]
SYSTEM = f"{ROOT}/Systems/DGX"
OWN = f"{ROOT}/AccountService/Accounts/2"
PROTOCOLS = f"{ROOT}/Managers/BMC/NetworkProtocol"


@pytest.fixture
def rack() -> Iterator[Rack]:
    with racked(GPU) as standing:
        yield standing


def openstack(rack: Rack, user: str, word: str) -> object:
    return sushy.Sushy(f"https://{LOOPBACK}:{rack.ports[GPU]}", auth=sushy.auth.BasicAuth(user, word), verify=False)


def test_sushy_logs_in_as_the_pods_own_and_no_more_as_the_factorys_and_sees_what_we_set(rack: Rack) -> None:
    assert openstack(rack, USER, PASSWORD).get_system(SYSTEM).boot.target is sushy.BootSource.NONE  # type: ignore[attr-defined]
    actor = Actor(rack)
    actor.settle(GPU)
    actor.settle(GPU, Wish("here", boot=BootOnce.NETWORK))
    with pytest.raises(sushy.exceptions.AccessError):
        openstack(rack, USER, PASSWORD).get_system(SYSTEM)  # type: ignore[attr-defined]
    system = openstack(rack, MINE, password(GPU)).get_system(SYSTEM)  # type: ignore[attr-defined]
    assert (system.bios.pending_attributes["SRIOVEnable"], system.bios.attributes["SRIOVEnable"]) == ("Enable", "Disable")
    assert system.bios.pending_attributes["PxeBootWaitTime"] == 5
    Actor(rack).settle(GPU, Wish("here", power=Power.OFF))
    system.refresh(force=True)
    assert system.power_state is sushy.PowerState.OFF
    system.reset_system(sushy.ResetType.ON)
    assert Actor(rack).ask(GPU, Wish("here", power=Power.ON)).settings == ()
    assert rack.bmcs[GPU].booted == ["Pxe"]
    assert Actor(rack).ask(GPU).waiting == (), "sushy's start let the BIOS take what we wrote"


def test_what_sushy_sets_is_what_we_would_have_set(rack: Rack) -> None:
    system = openstack(rack, USER, PASSWORD).get_system(SYSTEM)  # type: ignore[attr-defined]
    system.bios.set_attributes({"SRIOVEnable": "Enable", "PxeBootWaitTime": 5})
    system.set_system_boot_options(target=sushy.BootSource.PXE, enabled=sushy.BootSourceOverrideEnabled.ONCE)
    asked = Actor(rack).ask(GPU)
    assert "BIOS" not in [one.name for one in asked.settings]
    assert asked.waiting == ("PxeBootWaitTime, SRIOVEnable: written, and takes effect at the next reset",)
    assert Actor(rack).ask(GPU, Wish("here", boot=BootOnce.NETWORK)).settings == ()


def test_sushy_reads_the_registry_of_the_emulated_bmc(rack: Rack) -> None:
    bios = openstack(rack, USER, PASSWORD).get_system(SYSTEM).bios  # type: ignore[attr-defined]
    found = {row.name: row for row in bios.get_attribute_registry().registry_entries.attributes}
    assert [value["ValueName"] for value in found["SRIOVEnable"].allowable_values] == ["Disable", "Enable"]
    assert (found["PxeBootWaitTime"].lower_bound, found["PxeBootWaitTime"].upper_bound) == (0, 50)
    assert found["SystemLanguage"].read_only is True


def test_dmtfs_client_sets_the_same_by_the_same_requests_and_nothing_is_left_to_us(rack: Rack) -> None:
    client = redfish.redfish_client(base_url=f"https://{LOOPBACK}:{rack.ports[GPU]}", username=USER, password=PASSWORD, default_prefix=ROOT)
    client.login(auth="session")
    for one in Actor(rack).ask(GPU).settings:
        body = {name: password(GPU) if name == "Password" else value for name, value in one.request.body.items()}
        if one.needs_own:
            client.logout()
            client = redfish.redfish_client(base_url=f"https://{LOOPBACK}:{rack.ports[GPU]}", username=MINE, password=password(GPU), default_prefix=ROOT)
            client.login(auth="session")
        headers = {"If-Match": client.get(one.request.path).getheader("ETag")} if one.request.method == "PATCH" else None
        reply = getattr(client, one.request.method.lower())(one.request.path, body=body, headers=headers)
        assert reply.status in (200, 201), (one.name, reply.text)
    client.logout()
    assert Actor(rack).ask(GPU).settings == ()


def test_dmtfs_client_sees_what_we_set_and_a_stale_etag_is_refused_to_it(rack: Rack) -> None:
    Actor(rack).settle(GPU)
    client = redfish.redfish_client(base_url=f"https://{LOOPBACK}:{rack.ports[GPU]}", username=MINE, password=password(GPU), default_prefix=ROOT)
    client.login(auth="session")
    own = client.get(OWN).dict
    assert (own["UserName"], own["RoleId"], own["Enabled"], own["Password"]) == (MINE, "Administrator", True, None)
    assert client.get(f"{ROOT}/AccountService/Accounts/1").dict["Enabled"] is False
    assert client.get(PROTOCOLS).dict["IPMI"]["ProtocolEnabled"] is False
    mark = client.get(PROTOCOLS).getheader("ETag")
    assert client.patch(PROTOCOLS, body={"IPMI": {"ProtocolEnabled": True}}, headers={"If-Match": mark}).status == 200
    assert client.patch(PROTOCOLS, body={"IPMI": {"ProtocolEnabled": False}}, headers={"If-Match": mark}).status == 412
    client.logout()
    assert [one.name for one in Actor(rack).ask(GPU).settings] == ["IPMI over LAN"]


def test_who_may_only_read_sets_nothing(rack: Rack) -> None:
    bmc = rack.bmcs[GPU]
    bmc.documents[f"{ROOT}/AccountService/Accounts/1"]["RoleId"] = "ReadOnly"
    deeds = Actor(rack).do(Actor(rack).job(GPU))
    assert deeds[0].text == "its BMC refuses it (403, Base.1.8.InsufficientPrivilege)"
