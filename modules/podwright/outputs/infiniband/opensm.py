"""What the subnet manager is told: options that every OpenSM knows, those that NVIDIA's alone knows, and UFM's own settings."""

from collections.abc import Iterable

from podwright.plan.types import Lid, LidHolder, LidSubnet

FOLDER = "/etc/opensm"
UFM_FOLDER = "/opt/ufm/files/conf/opensm"  # UFM Enterprise user manual 6.24.2, appendix SM Default Files, read 2026-11-21
TREE_LISTS = ((LidHolder.COMPUTE, "cn_guid_file", "cn_guids.conf"), (LidHolder.SERVICE, "io_guid_file", "io_guids.conf"))
OWN_MANAGER = "NVIDIA's subnet manager alone knows these lines: UFM, or MLNX_SM on a switch or a host. A distribution's OpenSM can do neither."


def opensm_conf(subnet: LidSubnet, lids: Iterable[Lid], *, folder: str = FOLDER) -> str:
    """Return `opensm.conf` of a subnet, in the words that every OpenSM knows; the files that it names lie in the folder, guid2lid in OpenSM's cache."""
    later = f"# Adaptive routing and SHARP are in nvidia.conf: {OWN_MANAGER}\n" if subnet.adaptive_routing or subnet.sharp else ""
    return f"# options of subnet {subnet.name}\n{_bound(subnet)}{later}" + "".join(
        f"{word} {value}\n" for word, value in _options(subnet, lids, subnet.engine, folder)
    )


def nvidia_conf(subnet: LidSubnet, lids: Iterable[Lid], *, folder: str = UFM_FOLDER) -> str:
    """Return the options of a subnet for NVIDIA's subnet manager, with adaptive routing and SHARP as they are declared.

    Source: opensm.conf of MLNX_OFED, comments on routing_engine and sharp_enabled, as public repositories quote them; NVIDIA, InfiniBand Cluster Bring-up Procedure
    1.0, adaptive routing; read 2026-11-21.
    """
    engine = f"ar_{subnet.engine}" if subnet.adaptive_routing else subnet.engine
    rows = (*_options(subnet, lids, engine, folder), ("sharp_enabled", "2" if subnet.sharp else "1"))
    return f"# options of subnet {subnet.name}. {OWN_MANAGER}\n" + "".join(f"{word} {value}\n" for word, value in rows)


def ufm_settings(subnet: LidSubnet) -> str:
    """Return the lines of UFM's `gv.cfg` that a subnet needs: SHARP's aggregation manager, on or off; where a fabric has several subnets, what makes them one site each.

    Source: UFM-SDN Appliance user manual 4.11.0, additional configuration; UFM Enterprise user manual 6.24.1, Multi-Subnet UFM; read 2026-11-21.
    """
    several = (
        f"[Multisubnet]\nmultisubnet_enabled = true\nmultisubnet_role = provider\nmultisubnet_site_name = {subnet.name}\n" if _is_one_of_several(subnet) else ""
    )
    return f"# lines of /opt/ufm/files/conf/gv.cfg for subnet {subnet.name}\n[Sharp]\nsharp_enabled = {'true' if subnet.sharp else 'false'}\n{several}"


def _bound(subnet: LidSubnet) -> str:
    """Return how to start a manager of one of several subnets of a fabric: hosts have ports on all of them, and OpenSM takes the first that it finds."""
    if not _is_one_of_several(subnet):
        return ""
    return f"# this is one of the subnets of fabric {subnet.fabric}: start OpenSM with -g and the GUID of a port in it, one manager and one standby a subnet\n"


def _is_one_of_several(subnet: LidSubnet) -> bool:
    return subnet.name != subnet.fabric


def _options(subnet: LidSubnet, lids: Iterable[Lid], engine: str, folder: str) -> tuple[tuple[str, str], ...]:
    """Return word and value of each option. Lists of GUIDs help the engines that know tiers; OpenSM refuses to route by a list that is empty."""
    holders = {row.holder for row in lids}
    rows = (("subnet_prefix", subnet.prefix), ("honor_guid2lid_file", "TRUE"), ("lmc", "0"), ("routing_engine", engine))
    lists = (("root_guid_file", f"{folder}/root_guids.conf"),) if subnet.roots else ()
    tree = tuple((word, f"{folder}/{name}") for holder, word, name in TREE_LISTS if holder in holders and subnet.engine == "ftree")
    files = (("partition_config_file", f"{folder}/partitions.conf"), ("node_name_map_name", f"{folder}/ib-node-name-map"))
    return (*rows, *lists, *tree, *files)
