"""What a machine boots to be installed: the programs of an image, our scripts, and the key of one pod."""

from pathlib import Path

from podwright.install.installer.cpio import archive, file, folder, with_folders

SCRIPTS = Path(__file__).resolve().parent / "scripts"
INIT = "init"
KEY = "etc/podwright/key.pem"


def initramfs(base: bytes, public_key: bytes) -> bytes:
    """Return the first root of the installer; `base` is an image's `installer`, the key a PEM of Ed25519 by which orders and seeds are known.

    Laws: the same image and key give the same bytes; a kernel unpacks archives that stand one behind the other, so the image's part is not made again for a pod.
    """
    scripts = [file(INIT if path.name == INIT else f"podwright/{path.name}", path.read_bytes(), 0o755) for path in sorted(SCRIPTS.iterdir())]
    return archive((*with_folders((*scripts, file(KEY, public_key))), folder("mnt"))) + base
