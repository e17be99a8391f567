"""How a vendor's installer is started over the network: an entry of grub for each, and iPXE's script; pure.

Sources: Ubuntu installation documentation, "Netbooting the live server installer" (`url`, `ip`, `ds=nocloud-net`); DGX OS 7 User Guide, "PXE Boot Setup" (its own
arguments; that it obeys a user-data of ours is not said there). Both read 2026-11-21. Kernel and initrd are those of the ISO, laid beside it.
"""

from podwright.plan.types import Host
from podwright.plan.types.install import Install

DGX_OS = "fsck.mode=skip autoinstall ip=dhcp url={iso} nvme-core.multipath=n nouveau.modeset=0"
UBUNTU = "autoinstall ip=dhcp url={iso} cloud-config-url=/dev/null ds=nocloud-net;s={folder}/{host}/"


def arguments(install: Install, host: Host, pattern: str) -> str:
    """Return what the kernel of an installer is told; the files of a host lie in a folder of its name beside the ISO."""
    folder = install.iso.rpartition("/")[0]
    return f"{pattern.format(iso=install.iso, folder=folder, host=host.name)} console={install.console}"


def grub_entries(install: Install, host: Host) -> str:
    """Return grub's entries for one host; a semicolon ends a command of grub, so the word that has one is quoted."""
    found = ""
    for title, pattern in (("Ubuntu Server", UBUNTU), ("DGX OS", DGX_OS)):
        words = [f"'{word}'" if ";" in word else word for word in arguments(install, host, pattern).split()]
        found += f"menuentry '{title} on {host.name}' {{\n  linux /vmlinuz {' '.join(words)}\n  initrd /initrd\n}}\n"
    return found


def ipxe_script(install: Install, host: Host) -> str:
    """Return iPXE's script that starts Ubuntu's installer on one host."""
    folder = install.iso.rpartition("/")[0]
    return f"#!ipxe\nkernel {folder}/vmlinuz initrd=initrd {arguments(install, host, UBUNTU)}\ninitrd {folder}/initrd\nboot\n"
