"""A folder as mke2fs is to find it: it takes files in the order in which the folder lists them, and each file system lists in its own."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path


def in_order(root: Path, lists: Path, then: str) -> str:
    """Return the shell's words that lay the root into memory at `$stage` (`lists` is a folder for it), its files in the order of their names, and then do what `then` says.

    A folder in memory lists what is in it as it came, or the other way round, which depends on the kernel: it is asked, and one of two lists taken.
    Laws: the words want a mount namespace of their own, with which the memory is given back.
    """
    for name, is_reversed in (("ab", False), ("ba", True)):
        (lists / name).write_bytes(b"".join(os.fsencode(path) + b"\0" for path in paths(root, is_reversed=is_reversed)))
    stage, listed, source = (shlex.quote(str(path)) for path in (lists / "stage", lists, root))
    copy = "--xattrs --xattrs-include='*' --numeric-owner"
    return (
        f"set -e; stage={stage}; mkdir -p $stage; mount -t tmpfs -o mode=755 stage $stage\n"
        "mkdir $stage/probe; touch $stage/probe/a; touch $stage/probe/b; order=$(ls -U $stage/probe | tr -d '\\n'); rm -r $stage/probe\n"
        f"tar -C {source} {copy} --null --no-recursion -T {listed}/$order -cf - | tar -C $stage {copy} -xpf -\n"
        f"{then}\n"
    )


def paths(root: Path, *, is_reversed: bool) -> Iterator[str]:
    """Yield the path of everything in a folder, a folder before what is in it, and each folder's content by name."""
    yield "."
    yield from _below(str(root), "", is_reversed=is_reversed)


def _below(root: str, folder: str, *, is_reversed: bool) -> Iterator[str]:
    with os.scandir(f"{root}/{folder}") as entries:
        rows = sorted(((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries), reverse=is_reversed)
    for name, is_folder in rows:
        yield f"./{folder}{name}"
        if is_folder:
            yield from _below(root, f"{folder}{name}/", is_reversed=is_reversed)
