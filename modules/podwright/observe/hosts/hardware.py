"""Disks, GPUs, interfaces with their rates, firmware.

Source: lsblk(8) of util-linux 2.38, -J -b -d: sizes in bytes, TRAN the transport; nvidia-smi(1), --query-gpu and --format=csv,noheader; the kernel's
Documentation/ABI/testing/sysfs-class-net (speed in Mb/s, -1 or an error without a link) and sysfs-class-infiniband (fw_ver); read 2026-11-21.
"""

from dataclasses import replace

from podwright.observe.documents import document
from podwright.observe.hosts.lines import number_of, rows
from podwright.observe.hosts.observed import HostLink, ObservedHost, Piece, Rate
from podwright.observe.ip_link import hardware_address, is_up
from podwright.observe.redfish.machine import Drive, Gpu

PROTOCOLS = {"nvme": "NVMe", "sas": "SAS", "sata": "SATA"}
"""Transports as lsblk calls them, by the names that Redfish and the catalogue have."""
NOT_FIXED = ("usb", "mmc")
"""Transports of what a person plugs in, and of the BMC's virtual media."""
NO_DISK = ("zram", "ram", "loop", "nbd", "md", "dm-", "sr", "fd")
MBPS_OF_GBPS = 1000
NOTHING = ("", "N/A", "[N/A]", "[Not Supported]", "Unknown")


def disks(host: ObservedHost, text: str, source: str) -> ObservedHost:
    """Return the host with its fixed disks. Raises: Unreadable."""
    found = []
    for item in document(text, source).at("blockdevices").items():
        name, size = item.at("name").word(), item.at("size")
        transport = item.maybe("tran")
        word = transport.value if transport is not None and isinstance(transport.value, str) else None
        if item.at("type").word() != "disk" or name.startswith(NO_DISK) or word in NOT_FIXED:
            continue
        if not isinstance(size.value, int):
            raise size.wrong("a size in bytes")
        if size.value:
            model, serial = (_text(piece.value) if (piece := item.maybe(key)) else None for key in ("model", "serial"))
            found.append(Drive(name, PROTOCOLS.get(word or "", word), size.value, model, serial))
    return replace(host, disks=tuple(sorted(found)))


def links(host: ObservedHost, text: str, source: str) -> ObservedHost:
    """Return the host with its interfaces, loopback left out. Raises: Unreadable."""
    whole = document(text, source)
    if not isinstance(whole.value, list):
        raise whole.wrong("a list of interfaces")
    found = []
    for item in whole.items():
        name, kind, mtu = item.at("ifname").word(), item.maybe("link_type"), item.at("mtu")
        if kind is not None and kind.value == "loopback":
            continue
        if not isinstance(mtu.value, int):
            raise mtu.wrong("a number of bytes")
        is_wired = kind is not None and kind.value in ("ether", "infiniband")
        found.append(HostLink(name, hardware_address(item) if is_wired else None, mtu.value, is_up(item)))
    return replace(host, links=tuple(found))


def rates(host: ObservedHost, text: str, source: str) -> ObservedHost:
    """Return the host with the rates of its interfaces. Raises: Unreadable."""
    found = []
    for line, (name, kind, *rest) in rows(text, source, separator=None, count=2, expected="an interface, `hardware` or `none`, its speed in Mb/s"):
        mbps = number_of(rest[0], source, line, expected="a speed in Mb/s") if rest else -1.0
        found.append(Rate(name, mbps / MBPS_OF_GBPS if mbps > 0 else None, kind == "hardware"))
    return replace(host, rates=tuple(found))


def firmware(host: ObservedHost, text: str, source: str) -> ObservedHost:
    """Return the host with every piece of firmware and driver that tells its version. Raises: Unreadable."""
    expected = "a piece and its version behind a tab"
    found = [Piece(fields[0], fields[1]) for _, fields in rows(text, source, separator="\t", count=2, expected=expected) if fields[1] not in NOTHING]
    return replace(host, firmware=tuple(sorted(found)))


def gpus(host: ObservedHost, text: str, source: str) -> ObservedHost:
    """Return the host with its GPUs, and the firmware and driver of each beside its other firmware. Raises: Unreadable."""
    expected = "index, name, serial number, VBIOS and driver behind commas"
    found, pieces = [], list(host.firmware or ())
    for _, (index, name, serial, vbios, driver, *_) in rows(text, source, separator=",", count=5, expected=expected):
        found.append(Gpu(index, _text(name), _text(serial)))
        pieces += [Piece(label, version) for label, version in ((f"VBIOS of GPU {index}", vbios), ("NVIDIA driver", driver)) if version not in NOTHING]
    return replace(host, gpus=tuple(found), firmware=tuple(dict.fromkeys(pieces)))


def _text(value: object) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() not in NOTHING else None
