"""Who sets the networks of hosts: the person's word, or what follows of who installs them."""

from podwright.plan.types.host_network import HostNetworking
from podwright.spec.host_network import NetworkMode
from podwright.spec.pod import PodSpec


def host_network_section(spec: PodSpec) -> HostNetworking:
    """Return what runs of Ansible do about hosts' networks: a seed of ours has laid them already, so that they are only verified; another's are left alone."""
    words = spec.host_network
    mode = words.mode or (NetworkMode.VERIFIED if spec.install is not None else NetworkMode.LEFT)
    return HostNetworking(str(mode), words.confirm_s)
