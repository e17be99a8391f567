"""What of a kernel is closed on every host; which published rule each keeps stands in roles/hardening."""

from podwright.plan.types.system import Hardening, Setting
from podwright.spec.system import System as SystemWords

MODULES = ("cramfs", "freevxfs", "hfs", "hfsplus", "jffs2", "udf", "dccp", "sctp", "tipc", "rds")
"""File systems and transports that no host of a pod needs. `rds` goes over InfiniBand too, for databases alone; `squashfs` and `usb-storage` stay: Enroot and a BMC's virtual
media need them. Source: scap-security-guide 0.1.65, Ubuntu 22.04, profiles CIS level 1 and 2 (server), read 2026-11-21."""
UMASK = "027"
"""As the same profiles have it (accounts_umask_etc_login_defs)."""
BOTH = ("all", "default")

SETTINGS = (
    Setting("fs.suid_dumpable", "0"),
    Setting("kernel.randomize_va_space", "2"),
    *(
        Setting(f"net.ipv4.conf.{which}.{word}", "0")
        for word in ("accept_redirects", "secure_redirects", "send_redirects", "accept_source_route")
        for which in BOTH
    ),
    *(Setting(f"net.ipv6.conf.{which}.{word}", "0") for word in ("accept_redirects", "accept_source_route") for which in BOTH),
    Setting("net.ipv4.icmp_echo_ignore_broadcasts", "1"),
    Setting("net.ipv4.icmp_ignore_bogus_error_responses", "1"),
    Setting("net.ipv4.tcp_syncookies", "1"),
)
"""Values of the kernel from the same profiles. Forwarding, `rp_filter`, martians and router advertisements are left out: Kubernetes forwards, a host of many rails hears
its own addresses on other rails, and how it takes addresses is its network's."""


def hardening(words: SystemWords) -> Hardening:
    """Return what is closed on every host, nothing where the pod wants none of it; a value that the person gives is theirs."""
    if not words.is_hardened:
        return Hardening()
    own = {row.name for row in words.settings}
    return Hardening(is_wanted=True, settings=tuple(row for row in SETTINGS if row.name not in own), modules=MODULES, umask=UMASK)
