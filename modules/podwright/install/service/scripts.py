"""What a machine is told when it starts from the network: iPXE's script, and grub's where only signed programs run."""

from podwright.install.service.settings import Settings
from podwright.install.service.state import Armed

IPXE_GO_ON = "#!ipxe\nexit\n"
GRUB_GO_ON = "exit\n"
"""Nothing is to be installed: the machine goes on to the next thing that it starts from."""


def arguments(settings: Settings, armed: Armed) -> str:
    """Return what the installer's kernel is told."""
    words = (f"podwright.server={settings.url}", f"podwright.host={armed.host}", f"podwright.token={armed.token}", settings.arguments)
    return " ".join(word for word in words if word)


def ipxe_script(settings: Settings, armed: Armed) -> str:
    """Return the script that starts the installer from iPXE."""
    boot = f"{settings.url}/boot"
    kernel = f"kernel {boot}/{armed.kernel} initrd={armed.initramfs} {arguments(settings, armed)}"
    return f"#!ipxe\n{kernel}\ninitrd {boot}/{armed.initramfs}\nboot\n"


def ipxe_elsewhere(url: str) -> str:
    """Return the script that asks another boot server, and goes on where that does not answer."""
    return f"#!ipxe\nchain {url}/v1/boot.ipxe || exit\n"


def grub_script(settings: Settings, armed: Armed) -> str:
    """Return the script that starts the installer from grub, whose files come by TFTP."""
    return f"set timeout=0\nlinux /{armed.kernel} {arguments(settings, armed)}\ninitrd /{armed.initramfs}\nboot\n"


def grub_elsewhere(url: str) -> str:
    """Return the script that asks another boot server by TFTP."""
    address = url.removeprefix("http://").rpartition(":")[0]
    return f"set root=(tftp,{address})\nset prefix=(tftp,{address})/grub\nconfigfile (tftp,{address})/grub/grub.cfg\n"
