"""Answers of hosts: read as their programs print them, strictly."""

import pytest

from podwright.observe.hosts.observed import Clock, Mount
from podwright.observe.hosts.reading import HOST_KINDS, read_hosts, script_of_facts
from podwright.observe.reading import Reading
from unit.observe.hosts.telling import TRACKING, answers, read
from unit.pods import plan

NODE = "pod-u001-r01-n01"


def test_a_host_is_what_its_programs_print_of_it() -> None:
    host = read(NODE, answers(plan(), NODE))
    assert (host.user, host.may_become_root, host.kernel, host.maker, host.model) == ("lin", False, "6.8.0-52-generic", "NVIDIA", "DGXH100")
    assert host.arguments == ("ro", "iommu=pt", "hugepages=64"), "what names this host's own disks is left out"
    assert host.packages is not None
    assert {("adduser", "3.137ubuntu1"), ("libc6", "2.39-0ubuntu8.4")} <= set(host.packages)
    assert "nano" not in dict(host.packages), "a package of which settings are left is not installed"
    assert host.mounts == (Mount("/", "ext4", False), Mount("/boot/efi", "vfat", False), Mount("/lustre data", "lustre", False), Mount("/raid", "xfs", False))
    assert host.disks is not None
    assert [(disk.protocol, disk.serial) for disk in host.disks][:2] == [("NVMe", "B0"), ("NVMe", "B1")]
    assert len(host.disks) == 10, "virtual media are none"
    assert host.gpus is not None
    assert (len(host.gpus), host.gpus[7].serial) == (8, "1652223007")
    assert host.firmware is not None
    assert {piece.name for piece in host.firmware} > {"bios_version", "adapter MT_0000000838", "VBIOS of GPU 7", "NVIDIA driver"}
    assert host.clock == Clock(True, -0.000021)
    assert (host.is_virtual, host.is_container) == (False, False)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("synchronized no\n", Clock(False, None)),
        ("", Clock(None, None)),
        (TRACKING.format(offset="0.5", leap="Not synchronised"), Clock(False, 0.5)),
    ],
)
def test_a_clock_is_held_as_chrony_says_else_as_systemd_does(text: str, clock: Clock) -> None:
    assert read(NODE, {"clock": text}).clock == clock


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("account", "root maybe\n", "'maybe'; yes or no was expected"),
        ("system", "machine none\n", "no line says which kernel runs"),
        ("cmdline", "\n", "nothing stands there"),
        ("packages", "adduser 3.137\n", "packages:1: 'adduser 3.137'; package, version and state behind tabs was expected"),
        ("mounts", "/dev/md0 / ext4\n", "mounts:1: '/dev/md0 / ext4'"),
        ("disks", '{"blockdevices": [{"name": "sda", "type": "disk", "size": "1T"}]}', "blockdevices[0].size is '\"1T\"'; a size in bytes was expected"),
        ("link", '[{"ifname": "eth0", "mtu": "1500"}]', "a number of bytes was expected"),
        ("link", "{}", "a list of interfaces was expected"),
        ("rates", "eth0 hardware fast\n", "rates:1: 'fast'; a speed in Mb/s was expected"),
        ("firmware", "bios_version 1\n", "firmware:1: 'bios_version 1'"),
        ("gpus", "NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver\n", "gpus:1: 'NVIDIA-SMI has failed"),
        ("clock", "tracking a,b\n", "clock:1: 'tracking a,b'; 14 fields of chronyc was expected"),
        ("clock", "synchronized perhaps\n", "`synchronized yes` or `synchronized no` was expected"),
    ],
)
def test_what_no_program_prints_is_refused_with_its_line(kind: str, text: str, message: str) -> None:
    hosts, refused = read_hosts([Reading(kind, NODE, "", text, f"{NODE}: {kind}")])
    assert message in " ".join(map(str, refused))
    assert set(hosts) == {NODE}, "it was asked"


def test_the_script_asks_for_every_kind_and_for_root_only_where_that_is_wanted() -> None:
    assert [kind for kind in HOST_KINDS if f"answer {kind} " not in script_of_facts(asks_root=False)] == []
    assert "sudo -n true" in script_of_facts(asks_root=True)
    assert "sudo -n true" not in script_of_facts(asks_root=False)
