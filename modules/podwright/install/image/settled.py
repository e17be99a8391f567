"""What an image's root holds beside its packages, and what is taken out of it: nothing of one host, of one build, or of the machine that built it."""

import shutil
from pathlib import Path

from podwright.engines import bound
from podwright.event import Listener
from podwright.install.image import epoch
from podwright.install.image.identity import Identity, identity
from podwright.install.image.recipe import Recipe

STEP = "image"
BOOT_MENU = "boot/grub/grub.cfg"
GRUB_MODULES = "usr/lib/grub/i386-pc"
BEFORE_PACKAGES = {
    "etc/kernel-img.conf": "do_symlinks = yes\nlink_in_boot = yes\ndo_initrd = yes\n",
    "etc/initramfs-tools/conf.d/podwright": "MODULES=most\nCOMPRESS=zstd\nRESUME=none\n",
}
CLEARED = (
    "boot/*.old",
    "etc/.pwd.lock",
    "etc/apt/sources.list",
    "etc/apt/sources.list.d/*",
    "etc/dpkg/dpkg.cfg.d/99mmdebstrap",
    "etc/hostname",
    "etc/resolv.conf",
    "etc/ssh/ssh_host_*",
    "root/.bash_history",
    "tmp/*",
    "usr/lib/python3*/**/__pycache__",
    "usr/share/python3/**/__pycache__",
    "var/cache/apt/*",
    "var/cache/debconf/*-old",
    "var/cache/ldconfig/*",
    "var/lib/apt/lists/*",
    "var/lib/dbus/machine-id",
    "var/lib/dpkg/*-old",
    "var/lib/systemd/random-seed",
    "var/log/**/*.log",
    "var/log/**/*.xz",
    "var/log/apt",
    "var/tmp/*",
)
"""What no two hosts may share, what differs between two builds, and what is only of use while packages are installed."""


def settle(root: Path, recipe: Recipe, *, log: Path, on_event: Listener) -> None:
    """Return nothing; the root boots, its services are set, and only packages' versions decide what it holds. May be done again."""
    told = epoch.environment(recipe)

    def inside(*words: str) -> None:
        command = (f"--mount-proc={root / 'proc'}", "chroot", str(root), *words)
        bound.run(command, step=STEP, subject=recipe.name, log=log, on_event=on_event, environment=told)

    for name, text in files(recipe, identity(recipe)).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for words in (("enable", recipe.enabled), ("mask", recipe.masked)):
        if words[1]:
            inside("systemctl", "--quiet", words[0], *words[1])
    release = kernel_release(root)
    inside("update-initramfs", "-c", "-k", release)
    _link(root / "boot/initrd.img", f"initrd.img-{release}")
    (root / "boot/efi").mkdir(exist_ok=True)
    modules = root / "boot/grub/i386-pc"
    modules.mkdir(parents=True, exist_ok=True)
    for file in sorted((root / GRUB_MODULES).glob("*.[ml]*")):
        shutil.copyfile(file, modules / file.name)
    for pattern in CLEARED:
        for path in root.glob(pattern):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    (root / "etc/machine-id").write_text("")


def _link(path: Path, target: str) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def kernel_release(root: Path) -> str:
    """Return the release of the one kernel of a root, `6.1.0-41-amd64`."""
    releases = sorted(path.name for path in (root / "lib/modules").iterdir())
    assert len(releases) == 1, f"a recipe names one kernel, and these are there: {releases}"
    return releases[0]


def files(recipe: Recipe, known: Identity) -> dict[str, str]:
    """Return the files that the build writes, by their path in the image."""
    arguments = " ".join(recipe.arguments)
    return {
        "etc/fstab": f"UUID={known.root} / ext4 defaults,noatime,errors=remount-ro 0 1\nUUID={known.esp_serial} /boot/efi vfat umask=0077,nofail 0 2\n",
        "etc/hosts": "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n",
        "etc/default/grub.d/podwright.cfg": f'GRUB_TIMEOUT=1\nGRUB_CMDLINE_LINUX_DEFAULT=""\nGRUB_CMDLINE_LINUX="{arguments}"\nGRUB_DISABLE_OS_PROBER=true\n',
        BOOT_MENU: boot_menu(known, arguments),
        "boot/grub/grubenv": "# GRUB Environment Block\n".ljust(1024, "#"),
    }


def boot_menu(known: Identity, arguments: str) -> str:
    """Return GRUB's first menu; `update-grub` on a host writes a longer one in its place. The links are kept by the kernel's package."""
    return (
        f"set timeout=0\nsearch --no-floppy --fs-uuid --set=root {known.root}\n"
        f"menuentry podwright {{\n  linux /boot/vmlinuz root=UUID={known.root} ro {arguments}\n  initrd /boot/initrd.img\n}}\n"
    )
