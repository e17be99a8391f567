"""What no network service sets: how rails answer ARP, and how lossless ports mark and pause."""

from podwright.plan.host_network import KindNetwork
from podwright.plan.roce import DSCP, NOTICE_DSCP, NOTICE_PRIORITY, PRIORITY


def sysctl_conf(kind: KindNetwork) -> str:
    """Return /etc/sysctl.d/90-podwright-network.conf: an interface answers ARP for its own addresses alone, and asks with one of its own.

    All rails may be on one broadcast domain (an InfiniBand subnet always is): Linux would answer for every address on every one of them, and a rail's traffic would come in
    by another. udev applies it to an interface when it appears. Source: kernel document ip-sysctl, arp_ignore, arp_announce, rp_filter (2: the source must be reachable, by
    whichever interface), read 2026-11-21.
    """
    lines = [
        f"net/ipv4/conf/{name}/{word} = {value}"
        for name in (*(port.lane_link for port in kind.ports), *(bond.lane_link for bond in kind.bonds))
        if name
        for word, value in (("arp_ignore", 1), ("arp_announce", 2), ("rp_filter", 2))
    ]
    return "".join(f"{line}\n" for line in lines)


def roce_service(kind: KindNetwork) -> str | None:
    """Return /etc/systemd/system/podwright-roce.service of hosts of a kind; None where no port of theirs is lossless.

    One priority is paused and not dropped, and traffic is sorted by DSCP, since rails are routed and have no VLAN tag: both as switches do it (`plan/roce.py`).
    Source: dcb-pfc(8), dcb-app(8) of iproute2, read 2026-11-21; the driver trusts DSCP from the first dscp-prio entry on (mlx5: dcbnl_setapp).
    """
    ports = [port.name for port in kind.ports if port.is_lossless]
    if not ports:
        return None
    devices = " ".join(f"sys-subsystem-net-devices-{port}.device" for port in ports)
    commands = [
        line
        for port in ports
        for line in (
            f"ExecStart=/usr/sbin/dcb pfc set dev {port} prio-pfc all:off {PRIORITY}:on",
            f"ExecStart=/usr/sbin/dcb app replace dev {port} dscp-prio {DSCP}:{PRIORITY} {NOTICE_DSCP}:{NOTICE_PRIORITY}",
        )
    ]
    lines = ["[Unit]", "Description=Lossless Ethernet on the ports that carry RDMA", f"After={devices}", f"Wants={devices}", ""]
    lines += ["[Service]", "Type=oneshot", "RemainAfterExit=yes", *commands, "", "[Install]", "WantedBy=multi-user.target"]
    return "".join(f"{line}\n" for line in lines)
