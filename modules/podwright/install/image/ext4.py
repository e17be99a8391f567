"""The root file system, made from a folder without mounting it; times and identifiers are the image's own."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from podwright.engines.bound import BOUND
from podwright.install.image import epoch
from podwright.install.image.identity import identity
from podwright.install.image.ordered import in_order
from podwright.install.image.recipe import Recipe
from podwright.refusal import Refused

BLOCK_BYTES = 4096
JOURNAL_MIB = 64
"""What a disk of a node deserves; a file system of this size would be given 16, and keep them when it grows."""
GROWS_TO_BLOCKS = (8 << 40) // BLOCK_BYTES
"""8 TiB: room for group descriptors is set aside up to there; a larger disk is grown by moving blocks."""
LABEL = "root"
SLACK = 1.06
"""Inode tables, bitmaps and directories, against the content; measured 4 % on the content of debian-12, 2026-11-21."""
ROOT_INODE, FIRST_INODE = 2, 11


def make_ext4(file: Path, root: Path, recipe: Recipe) -> int:
    """Return the size of the file system in MiB; the file holds it.

    Raises: Refused when a program fails.
    """
    seconds, known = epoch.epoch_s(recipe), identity(recipe)
    epoch.clamp(root, seconds)
    size_mib = content_mib(root) + JOURNAL_MIB + recipe.spare_mib
    file.unlink(missing_ok=True)
    shape = f"hash_seed={known.root_hash},lazy_itable_init=0,lazy_journal_init=0,resize={GROWS_TO_BLOCKS},root_owner=0:0"
    words = (
        *("mke2fs", "-q", "-F", "-t", "ext4", "-b", str(BLOCK_BYTES), "-i", "16384", "-I", "256", "-m", "1", "-L", LABEL, "-U", known.root),
        *("-O", "^orphan_file,^metadata_csum_seed", "-J", f"size={JOURNAL_MIB}", "-E", shape, "-d", "$stage", str(file), f"{size_mib}M"),
    )
    make = " ".join(word if word == "$stage" else shlex.quote(word) for word in words)
    lists = Path(f"{file}.order")
    lists.mkdir()
    run(*BOUND, "sh", "-c", in_order(root, lists, make), recipe=recipe)
    shutil.rmtree(lists)
    set_times(file, recipe)
    return size_mib


def content_mib(root: Path) -> int:
    """Return the room in MiB that the content of a folder takes in blocks; a file with several names counts once."""
    seen, blocks = set[int](), 0
    for folder, folders, files in os.walk(root):
        for name in (*files, *folders):
            told = os.lstat(f"{folder}/{name}")
            if told.st_ino not in seen:
                seen.add(told.st_ino)
                blocks += -(-told.st_size // BLOCK_BYTES)
    return int(blocks * BLOCK_BYTES * SLACK) // (1 << 20) + 1


def set_times(file: Path, recipe: Recipe) -> None:
    """Return nothing; every inode says that it was read, changed and made at the image's time, where mke2fs copies the building machine's."""
    told = run("debugfs", "-R", "stats", str(file), recipe=recipe)
    facts = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    used = int(facts["Inode count"]) - int(facts["Free inodes"])
    moment = f"@{epoch.epoch_s(recipe)}"
    fields = [(field, value) for time in ("atime", "ctime", "crtime") for field, value in ((time, moment), (f"{time}_extra", "0"))]
    lines = [f"set_inode_field <{number}> {field} {value}" for number in (ROOT_INODE, *range(FIRST_INODE, used + 1)) for field, value in fields]
    run("debugfs", "-w", "-f", "/dev/stdin", str(file), recipe=recipe, fed="\n".join(lines) + "\n")


def run(*words: str, recipe: Recipe, fed: str = "") -> str:
    """Return what a program of the build says. Raises: Refused with its last words when it fails."""
    path = {"PATH": f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"}
    done = subprocess.run(
        words, input=fed, capture_output=True, text=True, errors="replace", check=False, env={**os.environ, **path, **epoch.environment(recipe)}
    )
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or [f"it ended with {done.returncode}"]
        raise Refused(f"image {recipe.name}", f"{words[0]} failed: {last[0]}", "Free space in the cache folder, or set XDG_CACHE_HOME to a larger disk")
    return done.stdout
