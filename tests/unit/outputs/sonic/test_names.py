"""Names of bonds, virtual routers and segments, and the steps of a new switch."""

import json

from podwright.outputs.sonic.names import bond_names, segment_esi, vrf_names
from podwright.outputs.sonic.ztp import ztp_json
from podwright.plan.names import DeviceName, PortName
from podwright.plan.types import EthernetSwitch, PortUse, SwitchPort, Vrf


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
