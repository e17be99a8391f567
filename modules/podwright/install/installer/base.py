"""The installer's programs and kernel modules, taken out of an image's root, so that installer and installed system have the same kernel and the same tools."""

import struct
from collections.abc import Iterator
from pathlib import Path

from podwright.install.image.compression import compressed
from podwright.install.installer.cpio import Entry, archive, file, link, with_folders

PROGRAMS = (
    "usr/bin/busybox",
    "usr/bin/kmod",
    "usr/bin/openssl",
    "usr/bin/zstd",
    "usr/sbin/addpart",
    "usr/sbin/resize2fs",
    "usr/sbin/sfdisk",
)
DRIVERS = (
    *("nvme", "ahci", "ata_piix", "sd_mod", "megaraid_sas", "mpt3sas", "hpsa", "smartpqi", "virtio_blk", "virtio_scsi"),
    *("virtio_pci", "virtio_net", "mlx5_core", "igb", "igc", "ixgbe", "i40e", "ice", "bnxt_en", "tg3", "e1000", "e1000e", "vmxnet3"),
    *("ext4", "crc32c_generic", "crc32c_intel"),
)
"""Disks, network ports and the file system; what a kernel has built in, or not at all, is left out. Drivers whose device wants firmware that Debian does not carry find none."""


def make_base(out: Path, root: Path, release: str, *, mtime_s: int) -> None:
    """Return nothing; the file holds the archive, compressed."""
    entries = {entry.name: entry for entry in (*_programs(root), *_modules(root, release))}
    own = (
        link("lib", "usr/lib"),
        link("lib64", "usr/lib64"),
        link("bin", "usr/bin"),
        link("sbin", "usr/sbin"),
        *(link(f"usr/sbin/{name}", "/usr/bin/kmod") for name in ("modprobe", "depmod")),
    )
    entries |= {entry.name: entry for entry in own}
    out.write_bytes(compressed(archive(with_folders(entries.values()), mtime_s=mtime_s)))


def _programs(root: Path) -> Iterator[Entry]:
    """Yield the programs and the libraries that they are linked with."""
    wanted, seen = [_merged(root, name) for name in PROGRAMS], set[str]()
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        content = _inside(root, name).read_bytes()
        yield file(name, content, 0o755)
        interpreter, libraries = needs(content)
        wanted += [_library(root, library) for library in libraries]
        if interpreter:
            wanted.append(f"usr{interpreter}" if not interpreter.startswith("/usr") else interpreter[1:])


def _inside(root: Path, name: str) -> Path:
    """Return the file that a name means inside the root: an absolute link leads there, not into the machine that builds."""
    path = root / name
    while path.is_symlink():
        target = path.readlink()
        path = root / str(target)[1:] if target.is_absolute() else path.parent / target
    return path


def _merged(root: Path, name: str) -> str:
    """Return where a program is: with `usr/bin` and `bin` one folder, dpkg may have unpacked it under either name."""
    if _inside(root, name).exists():
        return name
    other = name.replace("usr/sbin", "usr/bin") if "usr/sbin" in name else name.replace("usr/bin", "usr/sbin")
    assert (root / other).exists(), f"{name} is in a package of every recipe"
    return other


def _library(root: Path, name: str) -> str:
    for place in ("usr/lib/x86_64-linux-gnu", "usr/lib", "usr/lib64"):
        if (root / place / name).exists():
            return f"{place}/{name}"
    raise AssertionError(f"{name} is linked with, and no package has it")


def _modules(root: Path, release: str) -> Iterator[Entry]:
    """Yield the drivers with all that they depend on, and what depmod wants to know beside them."""
    place = f"usr/lib/modules/{release}"
    depends = dict(line.split(":", 1) for line in (root / place / "modules.dep").read_text().splitlines())
    by_name = {Path(path).name.split(".")[0].replace("-", "_"): path for path in depends}
    paths = {path for driver in DRIVERS if (path := by_name.get(driver.replace("-", "_")))}
    paths |= {other for path in paths for other in depends[path].split()}
    for path in sorted(paths):
        yield file(f"{place}/{path}", (root / place / path).read_bytes())
    for table in ("modules.builtin", "modules.builtin.modinfo", "modules.order"):
        if (root / place / table).is_file():
            yield file(f"{place}/{table}", (root / place / table).read_bytes())


def needs(program: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the interpreter of an ELF file, empty if it has none, and the names of the libraries that it is linked with.

    Source: System V Application Binary Interface, "Dynamic Linking"; ELF-64 Object File Format 1.5; read 2026-11-21.
    """
    assert program[:5] == b"\x7fELF\x02", "programs of amd64 are 64-bit ELF"
    (offset,), (size, count) = struct.unpack_from("<Q", program, 0x20), struct.unpack_from("<HH", program, 0x36)
    heads = [struct.unpack_from("<IIQQQQ", program, offset + number * size) for number in range(count)]
    interpreter = next((program[at : at + length].rstrip(b"\0").decode() for kind, _, at, _, _, length in heads if kind == 3), "")
    dynamic = next(((at, length) for kind, _, at, _, _, length in heads if kind == 2), None)
    if dynamic is None:
        return interpreter, ()
    rows = [struct.unpack_from("<QQ", program, dynamic[0] + step) for step in range(0, dynamic[1], 16)]
    strings = next(value for tag, value in rows if tag == 5)
    base = next(strings - address + at for kind, _, at, address, _, length in heads if kind == 1 and address <= strings < address + length)
    names = [program[base + value : program.index(b"\0", base + value)].decode() for tag, value in rows if tag == 1]
    return interpreter, tuple(names)
