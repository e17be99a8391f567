"""Neighbours as lldpd and NVUE tell them: every shape is read, and what is none of theirs is refused in words."""

import json

import pytest

from podwright.observe import lldp, nvue
from podwright.observe.observed import Heard, Observed
from podwright.observe.unreadable import Unreadable

ONE = {
    "via": "LLDP",
    "rid": "1",
    "age": "0 day, 00:00:03",
    "chassis": {"leaf1": {"id": {"type": "mac", "value": "44:38:39:00:00:01"}, "descr": "Cumulus Linux", "mgmt-ip": ["192.0.2.1", "fe80::1"]}},
    "port": {"id": {"type": "ifname", "value": "swp1"}, "descr": "swp1", "ttl": "120"},
}
TWO = {
    "via": "LLDP",
    "chassis": {"id": {"type": "mac", "value": "44:38:39:00:00:02"}},
    "port": {"id": {"type": "mac", "value": "0c:42:a1:00:00:09"}, "ttl": "120"},
}


def heard(interfaces: object) -> Observed:
    return lldp.neighbours(json.dumps({"lldp": interfaces}, indent=2), device="n1", source="n1.lldp.json")


def test_one_neighbour_is_an_object_and_many_are_a_list() -> None:
    one, many = heard({"interface": {"eth0": ONE}}), heard({"interface": [{"eth0": ONE}, {"eth1": TWO}]})
    assert [(link.a_port, link.b_node, link.b_port) for link in one.links] == [("eth0", "mac:443839000001", "swp1")]
    assert [(link.a_port, link.b_node, link.b_port) for link in many.links] == [
        ("eth0", "mac:443839000001", "swp1"),
        ("eth1", "mac:443839000002", "mac:0c42a1000009"),
    ]
    assert [node.name for node in many.nodes] == ["n1", "leaf1", ""]


def test_two_neighbours_on_one_port_are_both_told() -> None:
    assert [link.b_node for link in heard({"interface": [{"eth0": ONE}, {"eth0": TWO}]}).links] == ["mac:443839000001", "mac:443839000002"]


def test_a_device_without_neighbours_has_been_heard_all_the_same() -> None:
    assert heard({}).heard == (Heard("n1", "lldp"),)
    assert heard({}).links == ()


def test_a_port_that_gives_its_address_is_known_by_its_description() -> None:
    told = ONE | {"port": {"id": {"type": "mac", "value": "0c:42:a1:00:00:09"}, "descr": "enp1s0f0np0"}}
    assert [link.b_port for link in heard({"interface": {"eth0": told}}).links] == ["enp1s0f0np0"]


def test_what_a_device_calls_itself_is_read() -> None:
    text = json.dumps({"local-chassis": {"chassis": {"leaf9": {"id": {"type": "mac", "value": "44:38:39:00:00:07"}}}}})
    (node,) = lldp.own_chassis(text, device="leaf7", source="leaf7.chassis.json").nodes
    assert (node.key, node.name, node.ids) == ("asked:leaf7", "leaf9", ("mac:443839000007",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "n1.lldp.json:1: the answer is empty or ends too early; whole JSON was expected. Take it again."),
        ('{"lldp": {\n "interface": {"eth0": ', "n1.lldp.json:2: column 24 ends the JSON"),
        ("[]", "n1.lldp.json: the answer is '[]'; an object was expected. Take it again."),
        ("{}", "n1.lldp.json: the answer has no lldp; lldp in it was expected. Take it again."),
        ('{"lldp": {\n"interface": {\n"eth0": {"chassis": {"a": {}}}}}}', "n1.lldp.json:3: lldp.interface.eth0 has no port"),
        ('{"lldp": {\n"interface": {\n"eth0": {"chassis": {"a": {"id": {"type": "mac"}}}}}}}', "n1.lldp.json:3: lldp.interface.eth0.chassis.a.id has no value"),
        ('{"lldp": {\n"interface": {\n"eth0": {"chassis": {"a": {}, "b": {}}}}}}', "n1.lldp.json:3: lldp.interface.eth0.chassis is"),
        ('{"lldp": {\n"interface": [3]}}', "n1.lldp.json:2: lldp.interface[0] is '3'; an object was expected"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_what_is_no_answer_of_lldpd_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        lldp.neighbours(text, device="n1", source="n1.lldp.json")
    assert message in str(refusal.value)


NVUE = {
    "swp1": {
        "link": {"oper-status": "up", "speed": "400G", "lanes": "4", "fec": "rs", "mac-address": "44:38:39:00:00:11"},
        "lldp": {
            "neighbor": {
                "spine01": {
                    "age": "53",
                    "chassis": {"chassis-id": "44:38:39:00:00:21", "system-name": "spine01"},
                    "port": {"name": "swp7", "type": "ifname", "description": "swp7"},
                }
            }
        },
    },
    "swp2": {"link": {"state": {"down": {}}, "speed": "auto"}, "lldp": {"neighbor": {}}},
    "lo": {"link": {"state": {"up": {}}}},
}


def test_nvue_tells_neighbours_and_links() -> None:
    told = nvue.interfaces(json.dumps(NVUE, indent=1), device="leaf01", source="leaf01.nvue.json")
    assert [(link.a_port, link.b_node, link.b_port) for link in told.links] == [("swp1", "mac:443839000021", "swp7")]
    up, down, _ = told.states
    assert (up.is_up, up.rate_gbps, up.lanes, up.fec, up.address) == (True, 400.0, 4, "rs", "mac:443839000011")
    assert (down.is_up, down.rate_gbps) == (False, None)
    assert told.heard == (Heard("leaf01", "lldp"),)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"swp1": {"link": {"oper-status": "sideways"}}}, "swp1.link.oper-status is '\"sideways\"'; up or down was expected"),
        ({"swp1": {"link": {"speed": "fast"}}}, "a speed such as 400G was expected"),
        ({"swp1": {"lldp": {"neighbor": {"a": {"port": {}}}}}}, "has no chassis"),
        ({"swp1": 3}, "swp1 is '3'; an object was expected"),
    ],
)
def test_what_is_no_answer_of_nvue_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        nvue.interfaces(json.dumps(change), device="leaf01", source="leaf01.nvue.json")
    assert message in str(refusal.value)
