"""What the hosts' root image is made of; every word here decides its key, so a change makes a new image and leaves the old one alone."""

import hashlib
import json
import platform

SUITE = "bookworm"
"""Debian 12: the roles' own target beside DGX OS and Ubuntu, and small. At the next release the roles have to be tried there first."""

PACKAGES = (
    "systemd-sysv",  # the init that real hosts run
    "libpam-systemd",
    "dbus",  # systemctl and hostnamectl of the roles
    "openssh-server",
    "python3",  # Ansible's modules
    "python3-apt",  # Ansible's apt module, which would fetch it otherwise
    "sudo",
    "iproute2",
    "iputils-ping",  # the proof's questions about reachability
    "procps",
    "curl",  # the proof's questions about telemetry
    "ca-certificates",
    "netbase",
)

CARRIED = (
    "prometheus-node-exporter",
    "ethtool",  # base, from here
    "numactl",
    "nvme-cli",
    "pciutils",
    "nftables",
    "rsyslog-openssl",  # logs
    "logrotate",
    "auditd",  # hardening
    "chrony",  # time_sync
    "linuxptp",
    "sssd-ldap",  # directory
    "sssd-tools",
    "libnss-sss",
    "libpam-sss",
    "kea-dhcp4-server",  # dhcp_server
    "ipxe",  # boot_server
    "shim-signed",
    "grub-efi-amd64-signed",
)
"""Packages that roles install: they lie in the image, with what they depend on, but are not installed."""

REPOSITORY = "var/lib/podwright/apt"
SOURCES = f"deb [trusted=yes] file:/{REPOSITORY} ./\n"

ENABLED = (
    "systemd-networkd.service",
    "systemd-networkd-wait-online.service",  # a daemon that binds an address waits for it, as on a real host; it takes 0.3 s
    "ssh.service",
)
MASKED = (
    "apt-daily.timer",  # hosts have no way out; a timer that tries only fills logs
    "apt-daily-upgrade.timer",
    "systemd-timesyncd.service",
    "e2scrub_reap.service",
)

CLEARED = (
    "etc/apt/sources.list",
    "etc/resolv.conf",
    "etc/hostname",
    "etc/machine-id",
    "var/lib/dbus/machine-id",
    "etc/ssh/ssh_host_*",
    "var/lib/apt/lists/*",
    "var/cache/apt/*",
    "var/log/*.log",
)
"""What one host may not share with another, or with the machine that built the image."""

STEPS = 1
"""Raised when the same words are put together in another way."""


def key() -> str:
    """Return the name of the image: the suite, and a digest of all that it is made of."""
    words = json.dumps([STEPS, SUITE, platform.machine(), PACKAGES, CARRIED, SOURCES, ENABLED, MASKED, CLEARED])
    return f"{SUITE}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"
