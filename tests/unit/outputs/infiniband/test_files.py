"""Files of a subnet: what is known by its GUID is in them, what is not is named; words that OpenSM and UFM read."""

from collections.abc import Mapping

from podwright.outputs.infiniband.guids import Where, known_guids, simulated_guids
from podwright.outputs.infiniband.subnet import subnet_files
from podwright.plan.names import DeviceName, PortName
from podwright.plan.types import Plan
from unit.pods import STARTER, SUPERPOD, plan

ONE, OTHER, LEAF = "pod-u001-r01-n01", "pod-u001-r01-n02", "pod-u001-r01-s01"


def files(pod: Plan, guids: Mapping[Where, int], subnet: int = 0) -> dict[str, str]:
    return dict(subnet_files(pod.infiniband.subnets[subnet], pod.infiniband, pod.fabric, pod.physical, guids))


def at(device: str, port: str) -> Where:
    return DeviceName(device), PortName(port)


def partitioned() -> Plan:
    words = {"infiniband": {"partitions": [{"tenant": "one", "pkey": 257, "members": ["u001-r01-n01"]}], "sharp": True, "adaptive_routing": True}}
    return plan(SUPERPOD, tenants=({"name": "one", "gpu_count": 248},), fabrics=words)


def test_what_is_known_stands_in_every_file_and_the_rest_is_named_at_its_top() -> None:
    pod = plan(STARTER)
    some = files(pod, {at(ONE, "ibp24s0"): 0xB8CEF60300000010, at(LEAF, "1/1"): 0xFC6A1C0300000100})
    host = next(row.lid for row in pod.infiniband.lids if (row.device, row.port) == (ONE, "ibp24s0"))
    assert some["guid2lid"] == f"0xfc6a1c0300000100 0x0400 0x0400\n\n0xb8cef60300000010 0x{host:04x} 0x{host:04x}\n\n"
    told = f"# NOT COMPLETE: 15 ports and switches of 2 devices have no GUID in hardware.csv: {ONE}, {OTHER}\n"
    assert some["cn_guids.conf"] == f"# ports of GPU nodes on subnet compute\n{told}0xb8cef60300000010\n"
    assert some["ib-node-name-map"].splitlines()[2:] == [f'0xfc6a1c0300000100 "{LEAF}"', f'0xb8cef60300000010 "{ONE} ibp24s0"']
    assert f'[1](b8cef60300000010) \t"S-fc6a1c0300000100"[1]\t\t# lid {host} lmc 0 "{LEAF}" lid 1024 4xNDR\n' in some["topology.net"]
    assert some["lacking-guids.txt"].splitlines()[0] == f"{ONE},ibp64s0"
    assert len(some["lacking-guids.txt"].splitlines()) == 15


def test_without_a_single_guid_every_file_says_so_and_nothing_is_made_up() -> None:
    bare = files(plan(STARTER), {})
    assert bare["guid2lid"] == ""
    for name in ("cn_guids.conf", "partitions.conf", "ib-node-name-map", "topology.net"):
        assert "# NOT COMPLETE: 17 ports and switches of 3 devices have no GUID" in bare[name]
    assert "0x" not in bare["cn_guids.conf"] + bare["ib-node-name-map"]


def test_of_a_large_pod_the_first_twenty_devices_are_named_and_the_list_has_all() -> None:
    bare = files(plan(SUPERPOD), {})
    line = bare["partitions.conf"].splitlines()[1]
    assert line.endswith(", and 25 more in lacking-guids.txt")
    assert line.count("pod-u") == 20
    assert len(bare["lacking-guids.txt"].splitlines()) == 264


def test_a_switch_has_one_guid_at_whichever_of_its_ports_it_is_known() -> None:
    lids = plan(STARTER).infiniband.lids
    for port in ("1/1", "mgmt0", ""):
        assert known_guids(lids, {at(LEAF, port): 5}).known == {at(LEAF, ""): 5}


def test_simulated_guids_are_locally_administered_by_place_and_none_is_twice() -> None:
    pod = plan(SUPERPOD, 2)
    guids = simulated_guids(pod.infiniband.lids, pod.physical.devices).known
    assert len(set(guids.values())) == len(guids) == len(pod.infiniband.lids)
    assert {guid >> 56 for guid in guids.values()} == {0x02}
    small = plan(SUPERPOD, 1)
    assert simulated_guids(small.infiniband.lids, small.physical.devices).known.items() <= guids.items()


def test_a_partition_is_told_in_lines_that_ufm_takes() -> None:
    pod = partitioned()
    subnet, lids = pod.infiniband.subnets[0], [row for row in pod.infiniband.lids if row.subnet == "compute"]
    every = dict(subnet_files(subnet, pod.infiniband, pod.fabric, pod.physical, simulated_guids(lids, pod.physical.devices)))
    lines = every["partitions.conf"].splitlines()
    assert lines[1] == "Default=0x7fff, ipoib, mtu=5 : ALL=limited, ALL_SWITCHES=full, SELF=full ;"
    assert (lines[2].count("=full"), lines[3].count("=full")) == (4, 8)
    assert lines[3].startswith("one=0x0101, ipoib, mtu=5 : 0x02")
    assert max(map(len, lines)) < 4096
    assert every["ufm/partitions.conf.user_ext"].splitlines()[1:] == [lines[3]]


def test_every_opensm_is_told_what_it_knows_and_nvidias_alone_the_rest() -> None:
    told = files(partitioned(), {})
    assert told["opensm.conf"].splitlines()[2:] == [
        "subnet_prefix 0xfec0000000000100",
        "honor_guid2lid_file TRUE",
        "lmc 0",
        "routing_engine ftree",
        "root_guid_file /etc/opensm/root_guids.conf",
        "cn_guid_file /etc/opensm/cn_guids.conf",
        "partition_config_file /etc/opensm/partitions.conf",
        "node_name_map_name /etc/opensm/ib-node-name-map",
    ]
    assert "NVIDIA's subnet manager alone knows" in told["opensm.conf"].splitlines()[1]
    own = told["nvidia.conf"].splitlines()
    assert {"routing_engine ar_ftree", "sharp_enabled 2", "root_guid_file /opt/ufm/files/conf/opensm/root_guids.conf"} <= set(own)
    assert told["ufm/gv.cfg"].splitlines()[1:] == ["[Sharp]", "sharp_enabled = true"]


def test_a_pod_without_fabric_manager_has_no_file_for_one() -> None:
    assert set(files(plan(STARTER), {})) == {
        "guid2lid",
        "cn_guids.conf",
        "partitions.conf",
        "ib-node-name-map",
        "opensm.conf",
        "topology.net",
        "lacking-guids.txt",
    }


def test_storage_hosts_are_told_apart_from_gpu_nodes() -> None:
    told = files(plan("mid-scale"), {}, subnet=1)
    assert "# ports of hosts that serve GPU nodes on subnet storage" in told["io_guids.conf"]


def test_two_ports_of_a_cage_of_quantum_x800_have_numbers_of_their_own() -> None:
    pod = plan("dgx-superpod-b300-xdr", site={"domain": "pod.example", "racks": {"feed_kw": 70.0}})
    lids = pod.infiniband.lids
    told = dict(subnet_files(pod.infiniband.subnets[0], pod.infiniband, pod.fabric, pod.physical, simulated_guids(lids, pod.physical.devices)))
    leaf = told["topology.net"].split("\n\n")[1].splitlines()
    assert leaf[4].startswith("Switch\t144 ")
    assert [line.split("]")[0] for line in leaf[5:]] == [f"[{number}" for number in range(1, 145)]
    assert all(line.endswith("4xXDR") for line in leaf[5:])
