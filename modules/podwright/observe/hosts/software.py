"""Packages, and the file systems that are mounted.

Source: dpkg-query(1) of dpkg 1.21, --showformat; fstab(5) and proc(5): space, tab, line end and backslash are octal in /proc/self/mounts; read 2026-11-21.
"""

import re
from dataclasses import replace
from functools import lru_cache

from podwright.observe.hosts.lines import rows
from podwright.observe.hosts.observed import Mount, ObservedHost

OCTAL = re.compile(r"\\([0-7]{3})")
ON_DISKS = frozenset(("btrfs", "ext2", "ext3", "ext4", "vfat", "xfs", "zfs"))
ON_NETWORKS = frozenset(("9p", "beegfs", "beegfs_nodev", "ceph", "cifs", "gpfs", "lustre", "nfs", "nfs4", "smb3", "wekafs"))
PASSING = re.compile(r"/(?:media|run|snap|var/lib/(?:containerd|containers|docker|kubelet))(?:/|$)")
"""Where mounts come and go with who works on a host."""


@lru_cache(maxsize=64)
def versions(text: str, source: str) -> tuple[tuple[str, str], ...]:
    """Return every installed package with its version, by name. Raises: Unreadable.

    Laws: the same row for the same text: of a thousand hosts that are alike one list is kept.
    """
    expected = "package, version and state behind tabs"
    return tuple(sorted((fields[0], fields[1]) for _, fields in rows(text, source, separator="\t", count=3, expected=expected) if fields[2] == "installed"))


def packages(host: ObservedHost, text: str, source: str) -> ObservedHost:
    """Return the host with its packages. Raises: Unreadable."""
    return replace(host, packages=versions(text, source))


def mounts(host: ObservedHost, text: str, source: str) -> ObservedHost:
    """Return the host with its file systems on disks and networks, by target; of several on one target the one that is seen. Raises: Unreadable."""
    found: dict[str, Mount] = {}
    for _, fields in rows(text, source, separator=" ", count=6, expected="source, target, kind, options and two numbers"):
        target, kind, options = OCTAL.sub(lambda met: chr(int(met[1], 8)), fields[1]), fields[2], fields[3].split(",")
        if (kind in ON_DISKS | ON_NETWORKS or kind.startswith("fuse.")) and not PASSING.match(target):
            found[target] = Mount(target, kind, "ro" in options)
    return replace(host, mounts=tuple(found[target] for target in sorted(found)))
