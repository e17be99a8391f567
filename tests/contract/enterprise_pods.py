"""Pods that say of themselves what NVIDIA's enterprise reference designs say of theirs: pools, VLANs, names, all as words of a pod file.

Source: github:NVIDIA/enterprise-ras@6c19a59, variables and exports of each design.
"""

from dataclasses import dataclass

from podwright.catalog.load import load_catalog
from podwright.outputs.nvue import switch_files
from podwright.plan.compile import compile_pod
from podwright.spec.load import parse


@dataclass(frozen=True, slots=True)
class Design:
    """What differs between the designs: units, where the two switches stand, the ports of the site's routers and of its storage."""

    name: str
    units: int
    switches: tuple[str, str]
    edge: dict[int, range]
    storage: dict[int, range]


DESIGNS = {
    design.name: design
    for design in (
        Design("2-8-9-400", 3, ("u000-r01-s01", "u000-r02-s01"), {61: range(6), 63: range(6)}, {57: range(6)}),
        Design("2-8-5-200", 5, ("u000-r01-s01", "u000-r01-s02"), {59: range(6), 61: range(6), 63: range(6)}, {49: range(6, 8), 51: range(8)}),
    )
}
POD = """\
version: 1
name: era
architecture: era-{design}
scalable_units: {units}
site: {{domain: era.example}}
addresses:
  fixed:
    - {{place: {first}, fabric: loopback, v4: 172.16.176.11}}
    - {{place: {second}, fabric: loopback, v4: 172.16.176.12}}
naming:
  - {{of: compute/leaf, pattern: "core-{{number:02}}"}}
  - {{of: out_of_band/leaf, pattern: "oob-switch-{{number:02}}"}}
fabrics:
  ethernet:
    release: "5.13"
    management: dhcp
    asn: 4260394788
    segment_mac: 44:38:39:FF:00:AA
    anycast_mac: 44:38:39:ff:00:ff
    time_servers: [0.cumulusnetworks.pool.ntp.org, 1.cumulusnetworks.pool.ntp.org, 2.cumulusnetworks.pool.ntp.org, 3.cumulusnetworks.pool.ntp.org]
    vrfs:
      - {{name: OOB, vlan: 3001, vni: 5001, loopback_v4: 172.16.176.1}}
      - {{name: INBAND, vlan: 3002, vni: 5002, loopback_v4: 172.16.176.3}}
      - {{name: GPU, vlan: 3003, vni: 5003, loopback_v4: 192.168.110.5}}
      - {{name: EXIT, vlan: 3004, vni: 5004, loopback_v4: 172.16.176.5}}
    networks:
      - {{name: oob, fabric: out_of_band, vlan: 200, vni: 4200, vrf: OOB, v4: 172.16.177.0/24}}
      - {{name: cpu, fabric: in_band, hosts: [gpu_node], vlan: 300, vni: 4300, vrf: INBAND, v4: 172.16.178.0/24, first_v4: 172.16.178.201, step: 2}}
      - {{name: support, fabric: in_band, hosts: [management_node], vlan: 400, vni: 4400, vrf: INBAND, untagged: cpu, v4: 172.16.179.0/24}}
      - {{name: storage, fabric: in_band, hosts: [storage_host], vlan: 500, vni: 4500, vrf: INBAND, untagged: cpu, v4: 172.16.180.0/24}}
      - {{name: gpu, fabric: compute, hosts: [gpu_node], vlan: 900, vni: 4900, vrf: GPU, v4: 192.168.110.0/24}}
    edge:
      vrf: EXIT
      ports: [{edge}]
      reaches: [INBAND, OOB]
      announces: [{{network: 172.16.176.0/21, longest: 24}}, {{network: 172.16.176.0/24, longest: 32}}]
      community: "11:11"
    dhcp_relays:
      - {{vrf: EXIT, servers: [192.168.210.41, 192.168.220.42]}}
      - {{vrf: OOB, servers: [192.168.200.2, 192.168.210.2, 192.168.220.2]}}
    site_devices: [{{network: storage, ports: [{storage}]}}]
"""


def pod_file(design: Design) -> str:
    """Return the declaration of a pod of this design."""
    first, second = design.switches
    return POD.format(design=design.name, units=design.units, first=first, second=second, edge=_ports(design.edge), storage=_ports(design.storage))


def configurations(design: Design) -> dict[str, str]:
    """Return what every switch of such a pod is configured with, by the name that the site gives it."""
    spec = parse(pod_file(design).encode(), name="pod.yaml")
    plan = compile_pod(spec, load_catalog(spec.architecture))
    names = {row.device: row.name for row in plan.hosts.site_names}
    return {names[device]: text for device, text in switch_files(plan.ethernet, plan.hosts)}


def _ports(cages: dict[int, range]) -> str:
    return ", ".join(f"swp{cage}s{number}" for cage, numbers in cages.items() for number in numbers)
