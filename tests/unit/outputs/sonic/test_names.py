"""Names by rule are those of SONiC's own port tables; the expected ones are typed from these (see `panel_ports`)."""

import json

import pytest

from podwright.outputs.sonic.names import Port, bond_names, panel_ports, segment_esi, vrf_names
from podwright.outputs.sonic.ztp import ztp_json
from podwright.plan.names import DeviceName, PortName
from podwright.plan.types import EthernetSwitch, PortUse, SwitchPort, Vrf
from podwright.plan.types.switching import SwitchCage


def panel(*ways: int, lanes: int = 8) -> tuple[SwitchCage, ...]:
    """Return cages that are broken out in so many ways; none lends its ports to the one before it."""
    names = ((f"swp{cage}", tuple(f"swp{cage}s{sub}" for sub in range(count)) if count > 1 else (f"swp{cage}",)) for cage, count in enumerate(ways or (1,), 1))
    return tuple(SwitchCage("kind", cage, ports, lanes // max(len(ports), 1), bool(ports), 400) for cage, ports in names)


@pytest.mark.parametrize(
    ("ways", "port", "expected"),
    [
        ((2,) * 64, "swp2s0", ("Ethernet8", "8,9,10,11", "2", "etp2a")),
        ((2,) * 64, "swp64s1", ("Ethernet508", "508,509,510,511", "64", "etp64b")),
        ((4,) * 64, "swp1s3", ("Ethernet6", "6,7", "1", "etp1d")),
        ((4,) * 64, "swp48s0", ("Ethernet376", "376,377", "48", "etp48a")),
        ((4, 2, 1), "swp3", ("Ethernet16", "16,17,18,19,20,21,22,23", "3", "etp3")),
    ],
)
def test_a_port_is_named_after_its_first_lane(ways: tuple[int, ...], port: str, expected: tuple[str, str, str, str]) -> None:
    assert panel_ports(panel(*ways))[port] == Port(*expected, 400)


def test_a_cage_that_lends_its_ports_has_none_and_keeps_its_lanes() -> None:
    eight = SwitchCage("kind", "swp1", tuple(f"swp1s{sub}" for sub in range(8)), 1, True, 100)
    lent, whole = SwitchCage("kind", "swp2", ("swp2",), 8, False, 800), SwitchCage("kind", "swp3", ("swp3",), 8, True, 800)
    found = panel_ports((eight, lent, whole))
    assert [row.name for row in found.values()] == [*(f"Ethernet{lane}" for lane in range(8)), "Ethernet16"]


def test_a_bond_has_the_number_of_its_segment_or_of_its_first_port() -> None:
    def port(name: str, bond: str, segment_id: int) -> SwitchPort:
        return SwitchPort(DeviceName("leaf"), PortName(name), PortUse.ACCESS, "in_band", 10, (), bond, segment_id, DeviceName("host"), PortName("eth0"))

    ports = [port("swp4s1", "bond4s1", 2041), port("swp49", "uplink", 0), port("swp50", "uplink", 0)]
    assert bond_names(ports) == {"bond4s1": "PortChannel41", "uplink": "PortChannel490"}


def test_a_virtual_router_has_its_name_where_linux_takes_it() -> None:
    vrfs = (Vrf("default", 0, 0, ""), Vrf("out_of_band", 4004, 24004, ""), Vrf("storage_of_all", 4005, 24005, ""))
    assert vrf_names(vrfs) == {"default": "default", "out_of_band": "Vrfout_of_band", "storage_of_all": "Vrf24005"}


def test_a_segment_is_ten_octets_of_the_kind_that_operators_give() -> None:
    switch = EthernetSwitch(DeviceName("leaf"), 1, "10.0.0.1", "", "", "", "44:38:39:ff:00:01")
    assert segment_esi(switch, 16_777_000) == "00:44:38:39:ff:00:01:ff:ff:28"


def test_a_new_switch_fetches_its_routing_before_its_tables() -> None:
    steps = json.loads(ztp_json("http://192.0.2.1/pod/ztp.json"))["ztp"]
    assert list(steps) == sorted(steps)
    assert steps["02-configdb-json"]["dynamic-url"]["source"] == {"prefix": "http://192.0.2.1/pod/", "identifier": "hostname", "suffix": "_config_db.json"}
    assert steps["01-download"]["files"][0]["dynamic-url"]["destination"] == "/etc/sonic/frr/frr.conf"
