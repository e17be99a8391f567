"""Port states as ip, ethtool, iblinkinfo, ibqueryerrors and perfquery tell them."""

import pytest

from podwright.observe import error_counters, ethtool, iblinkinfo, ip_link
from podwright.observe.unreadable import Unreadable

IP = """[{"ifname":"lo","flags":["LOOPBACK"],"link_type":"loopback","operstate":"UNKNOWN","address":"00:00:00:00:00:00"},
{"ifname":"enp1s0f0np0","flags":["UP","LOWER_UP"],"link_type":"ether","operstate":"UP","address":"02:00:00:00:00:aa","permaddr":"0c:42:a1:00:00:01"},
{"ifname":"enp1s0f1np1","flags":["UP","NO-CARRIER"],"link_type":"ether","operstate":"DOWN","address":"02:00:00:00:00:aa"},
{"ifname":"ibp24s0","flags":["UP","LOWER_UP"],"link_type":"infiniband","operstate":"UP",
 "address":"00:00:10:49:fe:80:00:00:00:00:00:00:b8:ce:f6:03:00:00:00:01"}]"""

SETTINGS = """Settings for enp1s0f0np0:
\tSupported ports: [ FIBRE ]
\tSupported link modes:   100000baseCR4/Full
\t                        400000baseSR4/Full
\tSpeed: 200000Mb/s
\tLanes: 2
\tLink detected: yes
Settings for enp1s0f1np1:
\tSpeed: Unknown!
\tLink detected: no (No cable)
"""

ERRORS = """Errors for 0xfc6a1c0300000000 "L1"
   GUID 0xfc6a1c0300000000 port ALL: [SymbolErrorCounter == 1234] [LinkDownedCounter == 3]
   GUID 0xfc6a1c0300000000 port 21: [SymbolErrorCounter == 1234] [PortXmitData == 1368 (5.344KB)]

## Summary: 6 nodes checked, 1 bad nodes found
"""

LINKS = """0xb8cef60300000011 "       node mlx5_1"      5    1[  ] ==( 4X        53.125 Gbps Active/  LinkUp)==>  0xfc6a1c0300000100      3    1[  ] "L2" (Could be 12X )
0xfc6a1c0300000100 "            L2"      3    2[  ] ==(                Down/ Polling)==>             [  ] "" ( )
"""


def test_ip_tells_state_and_the_address_by_which_others_know_the_port() -> None:
    states = ip_link.interfaces(IP, device="n1", source="x").states
    assert [(state.port, state.is_up, state.address) for state in states] == [
        ("enp1s0f0np0", True, "mac:0c42a1000001"),
        ("enp1s0f1np1", False, "mac:0200000000aa"),
        ("ibp24s0", True, "guid:b8cef60300000001"),
    ]


def test_ethtool_tells_rate_lanes_and_link_of_each_interface() -> None:
    one, other = ethtool.settings(SETTINGS, device="n1", source="x").states
    assert (one.port, one.rate_gbps, one.lanes, one.is_up) == ("enp1s0f0np0", 200.0, 2, True)
    assert (other.port, other.rate_gbps, other.lanes, other.is_up) == ("enp1s0f1np1", None, None, False)


def test_ethtool_tells_fec() -> None:
    text = "FEC parameters for a:\nSupported/Configured FEC encodings: Auto RS\nActive FEC encoding: RS\nFEC parameters for b:\nActive FEC encoding: Off\n"
    assert [(state.port, state.fec) for state in ethtool.fec(text, device="n1", source="x").states] == [("a", "rs"), ("b", "off")]


def test_a_speed_that_is_younger_than_iblinkinfo_is_none_and_refuses_nothing() -> None:
    state, _ = iblinkinfo.port_states(LINKS.replace("53.125 Gbps", "undefined (16)"), source="x").states
    assert (state.is_up, state.rate_gbps, state.lanes) == (True, None, 4)


def test_a_module_complains_of_single_lanes_too() -> None:
    text = "\tIdentifier                                : 0x19 (OSFP 8X Pluggable Transceiver)\n\tTx fault                                  : [ No, Yes, No, No ]\n"
    text += "\tRx fault                                  : [ No, No, No, No ]\n\tTx adaptive eq fault                      : None\n"
    assert ethtool.optics(text, device="n1", port="eth0", source="x").states[0].alarms == ("Tx fault",)


def test_a_module_complains_in_its_own_words() -> None:
    text = "\tIdentifier                                : 0x18 (QSFP-DD)\n\tLaser rx power low alarm   (Channel 3)    : On\n\tModule temperature high warning           : Off\n"
    text += "\tAlarm/warning flags implemented           : Yes\n"
    (state,) = ethtool.optics(text, device="n1", port="a", source="x").states
    assert state.alarms == ("Laser rx power low alarm   (Channel 3)",)


def test_counters_are_read_from_each_program() -> None:
    (one,) = ethtool.statistics("NIC statistics:\n     rx_crc_errors_phy: 17\n     tx0_packets: 4\n", device="n1", port="a", source="x").states
    assert one.counters == (("rx_crc_errors_phy", 17), ("tx0_packets", 4))
    (other,) = error_counters.subnet_counters(ERRORS, source="x").states
    assert (other.node, other.port, other.counters[0]) == ("guid:fc6a1c0300000000", "21", ("SymbolErrorCounter", 1234))
    said = "# Port counters: Lid 2 port 21 (CapMask: 0x1300)\nPortSelect:......................21\nCounterSelect:...................0x0000\nLinkDownedCounter:...............3\n"
    (last,) = error_counters.port_counters(said, device="n1", port="a", source="x").states
    assert last.counters == (("PortSelect", 21), ("CounterSelect", 0), ("LinkDownedCounter", 3))


def test_iblinkinfo_tells_width_rate_and_what_is_down() -> None:
    up, down = iblinkinfo.port_states(LINKS, source="x").states
    assert (up.node, up.port, up.is_up, up.rate_gbps, up.lanes) == ("guid:b8cef60300000011", "1", True, 200.0, 4)
    assert (down.node, down.port, down.is_up, down.rate_gbps) == ("guid:fc6a1c0300000100", "2", False, None)


def test_limits_are_the_packages_own_until_a_file_says_otherwise() -> None:
    found = error_counters.limits("# ours\nLinkDownedCounter=5\n\nmy_counter = 7\n", source="limits")
    assert (found["LinkDownedCounter"], found["my_counter"], found["VL15Dropped"]) == (5, 7, 100)


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (lambda text: ip_link.interfaces(text, device="n", source="x"), "{}", "x: the answer is '{}'; a list of interfaces was expected"),
        (lambda text: ip_link.interfaces(text, device="n", source="x"), '[{"ifname": "a", "link_type": "ether"}]', "x: [0] has no flags"),
        (lambda text: ethtool.settings(text, device="n", source="x"), "Speed: 3\n", "x:1: 'Speed: 3'; Settings for <interface>: was expected"),
        (lambda text: ethtool.settings(text, device="n", source="x"), "Settings for a:\nbroken\n", "x:2: 'broken'; a field and its value was expected"),
        (lambda text: ethtool.fec(text, device="n", source="x"), "FEC parameters for a:\n", "x:1: a has no active FEC"),
        (lambda text: ethtool.statistics(text, device="n", port="a", source="x"), "NIC statistics:\n     rx: 1\n     tx: ", "x:3: "),
        (lambda text: ethtool.optics(text, device="n", port="a", source="x"), "nothing at all", "x:1: 'nothing at all'; a field of a module"),
        (lambda text: error_counters.subnet_counters(text, source="x"), ERRORS[:150], "x:3: "),
        (lambda text: error_counters.port_counters(text, device="n", port="a", source="x"), "LinkDownedCounter", "x:1: "),
        (lambda text: error_counters.port_counters(text, device="n", port="a", source="x"), "", "x: no counter is in it"),
        (lambda text: error_counters.limits(text, source="x"), "LinkDownedCounter: 5", "x:1: 'LinkDownedCounter: 5'; NAME=NUMBER was expected"),
        (lambda text: iblinkinfo.port_states(text, source="x"), LINKS[:90], "x:1: "),
        (lambda text: iblinkinfo.port_states(text, source="x"), LINKS.replace("4X        53.125 Gbps Active", "odd"), "x:1: port 1 is 'odd/  LinkUp'"),
    ],
)
def test_what_is_no_answer_of_the_program_is_refused_with_its_line(read, text: str, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Unreadable) as refusal:
        read(text)
    assert message in str(refusal.value)
