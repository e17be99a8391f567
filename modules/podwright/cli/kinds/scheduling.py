"""What schedulers and libraries are told of who is near whom: Slurm, NCCL, IMEX, NVLink domains."""

from collections.abc import Iterator, Mapping

from podwright.cli.kinds.kind import File, Maker
from podwright.cli.pods import Judged


def topology(result: Judged) -> Iterator[File]:
    """Yield Slurm's topology and node lines, NCCL's hints for each kind of node, and what NVLink domains need where they join nodes."""
    from podwright.outputs.topology.nccl import NAMING_RULE, first_of_each_kind, nccl_conf
    from podwright.outputs.topology.nvlink import domain_sheet, imex_nodes
    from podwright.outputs.topology.slurm import block_conf, node_lines, topology_conf, topology_yaml
    from podwright.plan.scheduling import scheduling

    plan = result.plan
    told = scheduling(plan.cluster)
    yield "topology/slurm/tree/topology.conf", topology_conf(told)
    yield "topology/slurm/topology.yaml", topology_yaml(told)
    yield "topology/slurm/nodes.conf", node_lines(plan.cluster, told)
    kinds: dict[str, str] = {device.name: device.kind for device in plan.physical.devices}
    for kind, host in first_of_each_kind(plan.hosts.hosts, kinds).items():
        yield f"topology/nccl/{kind}/nccl.conf", nccl_conf(host, plan.fabric, plan.pulling.strands)
    yield "topology/nccl/60-rdma-persistent-naming.rules", NAMING_RULE
    if told.domains:
        yield "topology/slurm/block/topology.conf", block_conf(told)
        yield "topology/nvlink/domains.csv", domain_sheet(told.domains, plan.physical, plan.fabric, plan.hosts)
        for domain in told.domains:
            yield f"topology/imex/{domain.name}/nodes_config.cfg", imex_nodes(domain, plan.hosts)


KINDS: Mapping[str, Maker] = {"topology": topology}
"""Every kind here, by name."""
