"""All files of one subnet."""

from collections.abc import Iterator, Mapping

from podwright.outputs.infiniband.guids import Guids, Where, known_guids, lacking_list
from podwright.outputs.infiniband.lists import guid2lid, holder_guids, node_name_map, root_guids
from podwright.outputs.infiniband.net import links, net
from podwright.outputs.infiniband.opensm import TREE_LISTS, nvidia_conf, opensm_conf, ufm_settings
from podwright.outputs.infiniband.partitions import partitions_conf, user_partitions
from podwright.plan.types import Fabrics, InfiniBand, LidSubnet, Physical


def subnet_files(
    subnet: LidSubnet, section: InfiniBand, fabric: Fabrics, physical: Physical, guids: Mapping[Where, int] | Guids, *, folder: str = "/etc/opensm"
) -> Iterator[tuple[str, str]]:
    """Yield path and text of every file of a subnet. What is known by its GUID is complete in each; the rest is named at the top, and in `lacking-guids.txt`."""
    lids = [row for row in section.lids if row.subnet == subnet.name]
    known = guids if isinstance(guids, Guids) else known_guids(lids, guids)
    yield "guid2lid", guid2lid(lids, known)
    if subnet.roots:
        yield "root_guids.conf", root_guids(subnet, known)
    for holder, _, name in TREE_LISTS:
        if any(row.holder is holder for row in lids):
            yield name, holder_guids(subnet, lids, known, holder)
    yield "partitions.conf", partitions_conf(subnet, section.partitions, lids, known)
    yield "ib-node-name-map", node_name_map(subnet, lids, known)
    yield "opensm.conf", opensm_conf(subnet, lids, folder=folder)
    yield "topology.net", net(subnet, links(subnet, lids, fabric, physical.devices), known)
    if subnet.adaptive_routing or subnet.sharp or subnet.manager:
        yield "nvidia.conf", nvidia_conf(subnet, lids)
    if subnet.manager:
        yield "ufm/partitions.conf.user_ext", user_partitions(subnet, section.partitions, lids, known)
        yield "ufm/gv.cfg", ufm_settings(subnet)
    if known.lacking:
        yield "lacking-guids.txt", lacking_list(known)
