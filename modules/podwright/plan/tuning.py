"""How the kernels of hosts are set for work that moves much data; a person's own values come last and win."""

from podwright.plan.types.system import Setting, Tuning
from podwright.spec.system import System as SystemWords

BUFFER_BYTES = 64 << 20
"""What one connection may have under way: 400 Gb/s for 1 ms are 50 MB, more than any path of a pod; twice as much would only be queued."""
OPEN_FILE_COUNT = 1_048_576
"""Ubuntu's and Debian's own ceiling (fs.nr_open, 1,048,576): what a process may not have beyond in any case."""

SETTINGS = (
    # Socket buffers: what a program may ask for, and how far TCP grows by itself (least, first, most). Source: kernel document ip-sysctl, read 2026-11-21.
    Setting("net.core.rmem_max", str(BUFFER_BYTES)),
    Setting("net.core.wmem_max", str(BUFFER_BYTES)),
    Setting("net.ipv4.tcp_rmem", f"4096 131072 {BUFFER_BYTES}"),
    Setting("net.ipv4.tcp_wmem", f"4096 16384 {BUFFER_BYTES}"),
    # A path that drops large packets without a word is found out (RFC 4821): the pod's MTUs differ by fabric.
    Setting("net.ipv4.tcp_mtu_probing", "1"),
    # Neighbours that a host may remember: 1024 by default, fewer than a pod of a thousand hosts has on its in-band network. Source: ip-sysctl, neigh/default/gc_thresh.
    Setting("net.ipv4.neigh.default.gc_thresh1", "8192"),
    Setting("net.ipv4.neigh.default.gc_thresh2", "32768"),
    Setting("net.ipv4.neigh.default.gc_thresh3", "65536"),
    Setting("net.ipv6.neigh.default.gc_thresh1", "8192"),
    Setting("net.ipv6.neigh.default.gc_thresh2", "32768"),
    Setting("net.ipv6.neigh.default.gc_thresh3", "65536"),
    # Memory stays where the work put it: DGX OS turns the balancing off too (DGX OS 7 user guide, software stack, nvidia-disable-numa-balancing, read 2026-11-21).
    Setting("kernel.numa_balancing", "0"),
    # A node that swaps holds up the whole job: only before memory ends. Source: kernel document sysctl/vm, swappiness, read 2026-11-21.
    Setting("vm.swappiness", "1"),
    # Frameworks map a file a tensor: 65,530 maps are too few. Source: sysctl/vm, max_map_count; the value is Ubuntu 24.04's own default.
    Setting("vm.max_map_count", "1048576"),
    # Kubernetes and log readers watch files by the thousand: 128 instances are too few. Source: inotify(7), /proc interfaces.
    Setting("fs.inotify.max_user_instances", "8192"),
    Setting("fs.inotify.max_user_watches", "1048576"),
)


def tuning(words: SystemWords) -> Tuning:
    """Return how kernels and limits are set: ours, then the person's, each name once."""
    own = {row.name: row.value for row in words.settings}
    settings = (*(row for row in SETTINGS if row.name not in own), *(Setting(name, value) for name, value in own.items()))
    return Tuning(settings, words.transparent_huge_pages.value, words.cpu_governor, OPEN_FILE_COUNT, is_memory_lockable=True)
