"""What hosts answer whose machines are as the plan says, in the words of the programs that they are asked with."""

import json

from podwright.observe.hosts.observed import ObservedHost
from podwright.observe.hosts.reading import read_hosts
from podwright.observe.reading import Reading
from podwright.plan.types import Plan, Role

PACKAGES = "adduser\t3.137ubuntu1\tinstalled\nlibc6\t2.39-0ubuntu8.4\tinstalled\nnano\t7.2-2\tconfig-files\n"
MOUNTS = """\
proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0
/dev/md0 / ext4 rw,relatime,errors=remount-ro 0 0
/dev/nvme0n1p1 /boot/efi vfat rw,relatime 0 0
/dev/md1 /raid xfs rw,relatime 0 0
10.12.1.2@tcp:/lustre /lustre\\040data lustre rw,flock 0 0
overlay /var/lib/docker/overlay2/x/merged overlay rw 0 0
/dev/loop1 /snap/core/1 squashfs ro 0 0
"""
TRACKING = "tracking 0A080102,10.8.1.2,3,1763751600.1,{offset},0.000001,0.0000012,-10.1,0.0,0.02,0.0001,0.0002,64.2,{leap}\n"
NVME = (
    {"name": "nvme{}n1", "type": "disk", "size": 1920383410176, "model": "SAMSUNG MZ1L21T9HCLS-00A07"},
    {"size": 3840755982336, "model": "MZQL23T8HCLS-00A07"},
)


def answers(plan: Plan, host: str, *, machine: str = "none", container: str = "none") -> dict[str, str]:
    """Return what one host of the plan answers, by kind: all as planned."""
    planned = next(one for one in plan.hosts.hosts if one.name == host)
    kind = {row.kind: row for row in plan.machines.kinds}[next(device.kind for device in plan.physical.devices if device.name == host)]
    is_node = planned.role is Role.GPU_NODE
    ports = {port.name: port for port in plan.fabric.ports if port.device == host and port.name != "bmc"}
    mtu = {name: one.mtu_bytes for one in planned.interfaces for name in (one.name, *one.members)}
    links = [
        {"ifname": "lo", "flags": ["UP"], "mtu": 65536, "link_type": "loopback", "address": "00:00:00:00:00:00"},
        *(
            {"ifname": name, "flags": ["UP", "LOWER_UP"], "mtu": size, "operstate": "UP", "link_type": "ether", "address": mac(number)}
            for number, (name, size) in enumerate(mtu.items())
        ),
    ]
    drives = [NVME[0] | {"name": f"nvme{number}n1", "serial": f"B{number}", "tran": "nvme"} for number in range(2)]
    drives += [NVME[0] | NVME[1] | {"name": f"nvme{number}n1", "serial": f"D{number}", "tran": "nvme"} for number in range(2, 10)]
    virtual = [
        {"name": "sr0", "type": "rom", "size": 1024, "tran": "usb"},
        {"name": "sda", "type": "disk", "size": 2048, "model": "Virtual HDisk0", "tran": "usb"},
    ]
    told = {
        "account": "user lin\nroot no\n",
        "system": f"kernel 6.8.0-52-generic\ncontainer {container}\nmachine {machine}\nmaker {kind.manufacturer or ''}\nmodel {kind.model or ''}\n",
        "cmdline": f"BOOT_IMAGE=/boot/vmlinuz root=UUID={host} ro iommu=pt hugepages=64\n",
        "packages": PACKAGES + "".join(f"{name}\t1.0-1\tinstalled\n" for name in plan.system.basis.packages if name not in PACKAGES),
        "mounts": MOUNTS,
        "disks": json.dumps({"blockdevices": [*(drives if is_node else []), *virtual]}),
        "link": json.dumps(links),
        "rates": "".join(f"{name} hardware {ports[name].rate_gbps * 1000}\n" if name in ports else f"{name} none -1\n" for name in mtu),
        "firmware": "bios_version\t1.06.07\nadapter MT_0000000838\t28.43.1014\nadapter MT_0000000838\t28.43.1014\ndrive MZQL23T8HCLS-00A07\tGDC7302Q\n",
        "clock": "synchronized yes\n" + TRACKING.format(offset="-0.000021", leap="Normal"),
    }
    gpu = "{}, NVIDIA H100 80GB HBM3, 165222300{}, 96.00.89.00.01, 570.124.06\n"
    return told | ({"gpus": "".join(gpu.format(number, number) for number in range(8))} if is_node else {})


def mac(number: int) -> str:
    """Return the MAC of an interface by its number."""
    return f"b8:ce:f6:00:00:{number:02x}"


def read(host: str, told: dict[str, str]) -> ObservedHost:
    """Return what a host tells with these answers, all of which can be read."""
    hosts, refused = read_hosts(Reading(kind, host, "", text, f"{host}: {kind}") for kind, text in told.items())
    assert refused == ()
    return hosts[host]
