"""NVLink domains: the nodes that IMEX joins, and the switches and nodes of each domain for those who start its controller."""

import csv
import io
from collections.abc import Iterator, Mapping

from podwright.plan.names import DeviceName
from podwright.plan.scheduling import NvlinkDomain
from podwright.plan.types import Address, Device, Fabrics, Hosts, Physical, Role

COLUMNS = ("domain", "part", "index", "name", "rack", "lowest_u", "in_band_v4", "out_of_band_v4")


def imex_nodes(domain: NvlinkDomain, hosts: Hosts) -> str:
    """Return /etc/nvidia-imex/nodes_config.cfg of the nodes of a domain: the in-band address of each, a line a node, the same file on all of them.

    Source: NVIDIA IMEX guide, deployment, NVLink domain wide, read 2026-11-21: instances whose lists differ refuse each other.
    """
    address = {host.name: host.in_band_v4 for host in hosts.hosts}
    return "".join(f"{address[node]}\n" for node in domain.nodes)


def domain_sheet(domains: tuple[NvlinkDomain, ...], physical: Physical, fabrics: Fabrics, hosts: Hosts) -> str:
    """Return the parts of every domain as CSV text: NVLink switches first, from the lowest slot; the first of them is where NMX-C and NMX-T are started.

    Shape: a line of column names, then a line a switch and a line a node; `index` counts within domain and part from 1. A switch has no in-band address; the
    out-of-band address of a node is its BMC's.
    Source: Mission Control rack bring-up 2.0.0, which has one switch of a rack chosen as master, read 2026-11-21. That it is the first is a choice.
    """
    devices = {device.name: device for device in physical.devices}
    out_of_band = {row.device: row for row in fabrics.addresses if (row.fabric, row.lane) == ("out_of_band", 0)}
    in_band = {host.name: host.in_band_v4 for host in hosts.hosts}
    by_rack: dict[str, list[Device]] = {}
    for device in physical.devices:
        if device.role is Role.NVLINK_SWITCH:
            by_rack.setdefault(device.rack, []).append(device)
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow(COLUMNS)
    for domain in domains:
        rack = devices[domain.nodes[0]].rack
        switches = sorted(by_rack.get(rack, ()), key=lambda device: device.place.slot)
        sheet.writerows(_rows(domain.name, "switch", switches, out_of_band, {}))
        sheet.writerows(_rows(domain.name, "node", [devices[name] for name in domain.nodes], out_of_band, in_band))
    return text.getvalue()


def _rows(
    domain: str, part: str, devices: list[Device], out_of_band: Mapping[DeviceName, Address], in_band: Mapping[DeviceName, str]
) -> Iterator[tuple[str | int, ...]]:
    for index, device in enumerate(devices, start=1):
        management = out_of_band[device.name].v4 if device.name in out_of_band else ""
        yield domain, part, index, device.name, device.rack, device.lowest_u, in_band.get(device.name, ""), management
