"""The emulated BMC is a Redfish service by the word of clients that are not ours: OpenStack's sushy and DMTF's redfish find what the emulated machine has."""

from collections.abc import Iterator

import pytest

from lab.machines.emulated import LOOPBACK, PASSWORD, USER, Rack, racked
from podwright.lab.bmc.documents import Shape
from unit.observe.redfish.racked import GPU, machine

sushy = pytest.importorskip("sushy", reason="the client of OpenStack, a development dependency")
redfish = pytest.importorskip("redfish", reason="the client of DMTF, a development dependency")

pytestmark = [pytest.mark.lab, pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")]

WRONG = "wrong"
SHAPES: tuple[Shape, ...] = ("ami", "plain")
SYSTEM = {"ami": "/redfish/v1/Systems/DGX", "plain": "/redfish/v1/Systems/1"}


@pytest.fixture(params=SHAPES)
def shape(request: pytest.FixtureRequest) -> Shape:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def rack(shape: Shape) -> Iterator[Rack]:
    with racked(GPU, shape=shape) as standing:
        yield standing
        assert standing.bmcs[GPU].sessions == {}


def test_sushy_finds_every_part(rack: Rack, shape: Shape) -> None:
    one = machine(GPU)
    auth = sushy.auth.SessionAuth(USER, PASSWORD)
    service = sushy.Sushy(f"https://{LOOPBACK}:{rack.ports[GPU]}", auth=auth, verify=False)
    system = service.get_system(SYSTEM[shape])
    assert (system.manufacturer, system.sku, system.bios_version) == (one.manufacturer, one.sku, one.bios_version)
    assert system.power_state is sushy.PowerState.ON
    assert system.memory_summary.size_gib == sum(one.dimms_gib)
    drives = [drive for storage in system.storage.get_members() for drive in storage.drives]
    assert [drive.serial_number for drive in drives if drive.protocol is sushy.PROTOCOL_TYPE_NVMe] == [drive.serial for drive in one.drives]
    processors = [part for path in service.get_system_collection().members_identities for part in service.get_system(path).processors.get_members()]
    assert sum(part.processor_type is sushy.ProcessorType.CPU for part in processors) == one.socket_count
    assert sum(part.processor_type is sushy.ProcessorType.GPU for part in processors) == len(one.gpu_serials)
    adapters = [adapter for chassis in service.get_chassis_collection().get_members() for adapter in chassis.network_adapters.get_members()]
    functions = [function for adapter in adapters for function in adapter.network_device_functions.get_members()]
    macs = {function.ethernet.permanent_mac_address.lower() for function in functions if function.ethernet and function.ethernet.permanent_mac_address}
    assert macs == {port.mac for nic in one.nics for port in nic.ports if port.mac}
    assert len(functions) == 12
    assert service.get_manager_collection().get_members()[0].firmware_version == one.bmc_version
    assert {piece.version for piece in service.get_update_service().firmware_inventory.get_members()} == {one.bmc_version, one.bios_version, one.cpld_version}
    auth.close()


def test_dmtfs_client_walks_every_link(rack: Rack) -> None:
    client = redfish.redfish_client(base_url=f"https://{LOOPBACK}:{rack.ports[GPU]}", username=USER, password=PASSWORD, default_prefix="/redfish/v1")
    client.login(auth="session")
    seen, left = set[str](), ["/redfish/v1"]
    while left:
        path = left.pop()
        if path in seen or path.endswith("/Sessions"):
            continue
        seen.add(path)
        reply = client.get(path)
        assert reply.status == 200, path
        assert reply.dict["@odata.id"] == path
        left += [*_links(reply.dict)]
    client.logout()
    assert seen == rack.bmcs[GPU].documents.keys() - {"/redfish"}, "every document is linked, and every link leads to one"


def test_a_wrong_password_is_refused_to_both(rack: Rack) -> None:
    address = f"https://{LOOPBACK}:{rack.ports[GPU]}"
    with pytest.raises(sushy.exceptions.AccessError):
        sushy.Sushy(address, auth=sushy.auth.SessionAuth(USER, WRONG), verify=False)
    client = redfish.redfish_client(base_url=address, username=USER, password=WRONG, default_prefix="/redfish/v1")
    with pytest.raises(redfish.rest.v1.InvalidCredentialsError):
        client.login(auth="session")


def _links(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (str(value[name]) for name in ("@odata.id", "@Redfish.ActionInfo", "Uri") if name in value)
        for inner in value.values():
            yield from _links(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _links(inner)
