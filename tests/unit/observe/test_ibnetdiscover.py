"""A subnet as ibnetdiscover tells it: read whole or not at all."""

import pytest

from podwright.observe.ibnetdiscover import subnet
from podwright.observe.observed import NodeKind, Observed
from podwright.observe.unreadable import Unreadable

TEXT = """#
# Topology file: generated on Sat Nov 21 13:32:31 2026
#
# Initiated from node b8cef60300000000 port b8cef60300000001

vendid=0x2c9
devid=0xd2f2
sysimgguid=0xfc6a1c0300000000
switchguid=0xfc6a1c0300000000(fc6a1c0300000000)
Switch\t40 "S-fc6a1c0300000000"\t\t# "MF0;leaf-1:MQM8700/U1" enhanced port 0 lid 2 lmc 0
[1]\t"H-b8cef60300000000"[1](b8cef60300000001) \t\t# "node-1 mlx5_0" lid 1 4xHDR
[21]\t"S-fc6a1c0300000200"[1]\t\t# "spine-1" lid 4 2xNDR

vendid=0x2c9
devid=0xd2f2
sysimgguid=0xfc6a1c0300000200
switchguid=0xfc6a1c0300000200(fc6a1c0300000200)
Switch\t40 "S-fc6a1c0300000200"\t\t# "spine-1" base port 0 lid 4 lmc 0
[1]\t"S-fc6a1c0300000000"[21]\t\t# "MF0;leaf-1:MQM8700/U1" lid 2 2xNDR

vendid=0x2c9
devid=0x1021
sysimgguid=0xb8cef60300000000
caguid=0xb8cef60300000000
Ca\t1 "H-b8cef60300000000"\t\t# "node-1 mlx5_0"
[1](b8cef60300000001) \t"S-fc6a1c0300000000"[1]\t\t# lid 1 lmc 0 "MF0;leaf-1:MQM8700/U1" lid 2 4xHDR
"""


def scan(text: str) -> Observed:
    return subnet(text, device="node-1", source="a.txt")


def test_every_cable_is_told_once_with_rate_and_width() -> None:
    assert [(link.a_node, link.a_port, link.b_node, link.b_port, link.rate_gbps, link.width) for link in scan(TEXT).links] == [
        ("guid:fc6a1c0300000000", "1", "guid:b8cef60300000000", "1", 200.0, 4),
        ("guid:fc6a1c0300000000", "21", "guid:fc6a1c0300000200", "1", 200.0, 2),
    ]


def test_every_node_is_told_with_kind_name_and_the_guids_of_its_ports() -> None:
    leaf, spine, adapter = scan(TEXT).nodes
    assert (leaf.kind, leaf.name) == (NodeKind.SWITCH, "MF0;leaf-1:MQM8700/U1")
    assert spine.ids == ("guid:fc6a1c0300000200",)
    assert (adapter.kind, adapter.name, adapter.port_ids) == (NodeKind.ADAPTER, "node-1 mlx5_0", (("1", "guid:b8cef60300000001"),))


def test_a_speed_that_is_younger_than_the_program_is_none_and_refuses_nothing() -> None:
    first, second = scan(TEXT.replace("4xHDR", "4x???").replace("2xNDR", "??NDR")).links
    assert (first.rate_gbps, first.width, second.rate_gbps, second.width) == (None, 4, None, None)


def test_what_is_plugged_inside_of_a_switch_is_no_cable() -> None:
    inner = '[41]\t"H-fc6a1c0300000008"[1](fc6a1c0300000008) \t\t# "Mellanox Technologies Aggregation Node" lid 9 4xHDR\n'
    record = 'Ca\t1 "H-fc6a1c0300000008"\t\t# "Mellanox Technologies Aggregation Node"\n'
    back = '[1](fc6a1c0300000008) \t"S-fc6a1c0300000000"[41]\t\t# lid 9 lmc 0 "MF0;leaf-1:MQM8700/U1" lid 2 4xHDR\n'
    assert scan(TEXT.replace("2xNDR\n", f"2xNDR\n{inner}", 1) + record + back) == scan(TEXT)


@pytest.mark.parametrize("keep", range(5, TEXT.count("\n")))
def test_output_that_is_cut_behind_any_line_is_refused(keep: int) -> None:
    with pytest.raises(Unreadable):
        scan("\n".join(TEXT.splitlines()[:keep]) + "\n")


@pytest.mark.parametrize("cut", range(1, 60))
def test_output_that_is_cut_in_its_last_line_is_refused(cut: int) -> None:
    with pytest.raises(Unreadable):
        scan(TEXT[: -1 - cut])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('[21]\t"S-fc6a1c0300000200"[1]\t\t# "spine-1" lid 4 2xNDR\n', "", "port 21 of fc6a1c0300000000 is not told, which line 18 names; both ends"),
        ("2xNDR\n\nvendid", "2xND\n\nvendid", "a.txt:12: the line ends in"),
        ("4xHDR\n[21]", "\n[21]", "a.txt:11: the line ends in"),
        ("[21]\t", "[1]\t", "a.txt:12: port 1 stands here for the second time"),
        ("Switch\t40", "Swatch\t40", "a.txt:10: "),
        ("lid 1 4xHDR", "lid 1 4xHDR\nSegmentation fault", "a.txt:12: 'Segmentation fault'; a record or a port of a topology was expected"),
    ],
)
def test_a_line_that_is_none_of_the_programs_is_named(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(Unreadable) as refusal:
        scan(TEXT.replace(old, new, 1))
    assert message in str(refusal.value)


def test_a_speed_that_is_newer_than_we_are_is_not_guessed() -> None:
    assert scan(TEXT.replace("2xNDR", "2xGDR")).links[1].rate_gbps is None


def test_an_empty_answer_is_refused() -> None:
    with pytest.raises(Unreadable, match="no cable is in it"):
        scan("")


def test_a_guid_that_two_things_have_is_told() -> None:
    said = "./libibnetdisc/ibnetdisc.c:667; Duplicate Port: Port with guid 0xb8cef60300000001 already exists in ports DB\n"
    assert [row.id for row in scan(said + TEXT).repeated] == ["guid:b8cef60300000001"]
    other = TEXT[TEXT.index("\nvendid=0x2c9\ndevid=0x1021") :].replace("b8cef60300000000", "b8cef600000000ff").replace("lid 2 4x", "lid 3 4x")
    assert [row.id for row in scan(TEXT + other).repeated] == ["guid:b8cef60300000001"]
