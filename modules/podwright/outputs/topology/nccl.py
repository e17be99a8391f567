"""What NCCL is told of a node: its adapters in the order of their rails, and the class of its traffic. Which GPU is nearest to which it finds out itself."""

from collections.abc import Iterable

from podwright.plan.pci_names import rdma_name
from podwright.plan.roce import TRAFFIC_CLASS
from podwright.plan.strands import divides_rails
from podwright.plan.types import Fabrics, Host, Role, Strand

NAMING_RULE = 'ACTION=="add", SUBSYSTEM=="infiniband", PROGRAM="rdma_rename %k NAME_PCI"\n'
"""The rule in /etc/udev/rules.d/60-rdma-persistent-naming.rules under which adapters are called as nccl.conf calls them."""


def nccl_conf(host: Host, fabrics: Fabrics, strands: Iterable[Strand] = ()) -> str:
    """Return /etc/nccl.conf of a node; an adapter whose name no document tells is named in a remark, and none is guessed.

    Laws: adapters stand in the order of their rails; those of a second plane behind all of the first.
    Source: NCCL user guide, environment variables, read 2026-11-21: `=` before a list takes names whole; rails want NCCL_CROSS_NIC=0. Where rails cannot reach each
    other, a job crosses them over NVLink alone, which NCCL does unless NCCL_PXN_DISABLE or NCCL_P2P_PXN_LEVEL forbid it (NVIDIA/nccl issue 2193).
    """
    compute = next(fabric for fabric in fabrics.fabrics if fabric.name == "compute")
    rails = sorted((interface.lane, interface.name) for interface in host.interfaces if interface.fabric == "compute")
    named = [(lane, port, rdma_name(port, technology=compute.technology)) for lane, port in rails]
    is_divided = divides_rails(strands, compute.name)
    lines = [
        f"# rail {lane if is_divided else lane % compute.rail_count}, plane {lane // compute.rail_count}: {port}, {name or 'adapter not known'}"
        for lane, port, name in named
    ]
    adapters = [name for _, _, name in named if name]
    if len(adapters) == len(named):
        lines.append(f"NCCL_IB_HCA=={','.join(adapters)}")
    if is_divided:
        lines.append("# planes never meet: from rail to rail it goes inside a node, so that PXN must not be switched off")
        lines += ["NCCL_PXN_DISABLE=0", "NCCL_P2P_PXN_LEVEL=2"]
    lines.append("NCCL_CROSS_NIC=0")
    if compute.technology == "ethernet":
        lines.append(f"NCCL_IB_TC={TRAFFIC_CLASS}")
    in_band = next(interface.name for interface in host.interfaces if interface.fabric == "in_band")
    lines.append(f"NCCL_SOCKET_IFNAME=={in_band}")
    return "".join(f"{line}\n" for line in lines)


def first_of_each_kind(hosts: Iterable[Host], kind_of: dict[str, str]) -> dict[str, Host]:
    """Return the first GPU node of each kind of system: all of a kind have the same ports."""
    found: dict[str, Host] = {}
    for host in hosts:
        if host.role is Role.GPU_NODE:
            found.setdefault(kind_of[host.name], host)
    return found
