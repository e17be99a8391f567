"""The installer in a virtual machine, against a server and disks of good and bad days: what is whole boots, whatever else leaves a disk that boots nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from lab.install.conftest import Small
from lab.install.desk import HOST, Desk, seed
from lab.install.machine import boots_nothing, console, disk, ended, installer, started
from lab.install.small import partitions, read, said
from podwright.install.image.ready import Image
from podwright.install.installer.initramfs import SCRIPTS, initramfs

pytestmark = pytest.mark.lab
SEED = seed({"etc/hostname": f"{HOST}\n", "etc/ssh/ssh_host_ed25519_key": "a key\n"})
WHOLE = ["started", "checked", "writing", "written", "seeded", "done"]
DISK_MIB = 40


def install(desk: Desk, image: Image, folder: Path, drive: Path, *, arguments: str = "", words: tuple[str, ...] = ()) -> None:
    """Return when the installer has ended by itself."""
    file = folder / "initramfs"
    file.write_bytes(initramfs(image.installer.read_bytes(), desk.public_key))
    with started(folder, drive, (*installer(desk, image.kernel, file, arguments=arguments), *words)) as machine:
        ended(machine, folder)


def is_whole(drive: Path) -> bool:
    """Return whether a disk is an image that has grown to it, with the host's own files, and sgdisk finds nothing wrong with its tables."""
    assert "No problems found" in said(("sgdisk", "--verify", str(drive)))
    start, length = partitions(drive)["root"]
    said(("e2fsck", "-f", "-n", f"{drive}?offset={start * 512}"))
    blocks = said(("dumpe2fs", "-h", f"{drive}?offset={start * 512}")).partition("Block count:")[2].split()[0]
    assert int(blocks) == length // 8, "the file system has the size of its partition"
    return (start + length) * 512 > drive.stat().st_size - (3 << 20) and read(drive, "/etc/hostname") == f"{HOST}\n"


def test_an_empty_disk_is_written_grown_seeded_and_only_then_made_to_boot(small: Small, image: Image, folder: Path) -> None:
    drive = disk(folder / "disk", DISK_MIB)
    with Desk(small.image, small.disk_bytes, seed=SEED) as desk:
        install(desk, image, folder, drive)
    assert desk.stages == [stage for stage in WHOLE if stage in desk.stages], console(folder)
    assert desk.stages[-1] == "done", console(folder)
    assert is_whole(drive)
    assert drive.read_bytes()[:6] == b"\xeb\x63code", "the code of the image's first sector"
    mode = said(("debugfs", "-R", "stat /etc/ssh/ssh_host_ed25519_key", f"{drive}?offset={partitions(drive)['root'][0] * 512}"))
    assert "Mode:  0600" in mode
    assert "User:     0" in mode


def test_power_that_is_lost_in_the_middle_leaves_nothing_that_boots_and_the_next_attempt_needs_no_wipe(small: Small, image: Image, folder: Path) -> None:
    drive = disk(folder / "disk", DISK_MIB)
    with Desk(small.image, small.disk_bytes, seed=SEED, is_holding=True) as desk:
        file = folder / "initramfs"
        file.write_bytes(initramfs(image.installer.read_bytes(), desk.public_key))
        with started(folder, drive, installer(desk, image.kernel, file)):
            assert desk.half_sent.wait(300), console(folder)
    assert boots_nothing(drive)
    with Desk(small.image, small.disk_bytes, seed=SEED) as desk:
        install(desk, image, folder, drive)
    assert desk.stages[-1] == "done", console(folder)
    assert is_whole(drive)


def test_shellcheck_finds_no_fault_in_the_scripts() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    own = [str(SCRIPTS / name) for name in ("install.sh", "init", "lease.sh")]
    assert said(("shellcheck", "--external-sources", "--check-sourced", "--source-path", str(SCRIPTS), *own)) == ""


class Day(NamedTuple):
    """A bad day: what is different at the server, what is on the disk, and what is told; `is_blanked` is whether writing had begun."""

    name: str
    change: Callable[[Desk], object]
    told: str
    is_blanked: bool = False
    disk_mib: int = DISK_MIB
    content: bytes = b""
    arguments: str = ""
    is_slow: bool = True


def set_to(**values: object) -> Callable[[Desk], object]:
    """Return what sets a server's fields."""
    return lambda desk: [setattr(desk, name, value) for name, value in values.items()]


DAYS = (
    Day("another digest than ordered", set_to(image_digest="ab" * 32), "and the order says " + "ab" * 32, is_blanked=True, is_slow=False),
    Day(
        "a server that is gone in the middle, each time", set_to(ends_after=[100_000, 100_000]), "the image did not arrive whole in 2 attempts", is_blanked=True
    ),
    Day("an image that is cut and signed so", lambda desk: setattr(desk, "image", desk.image[:-5000]), "the image cannot be unpacked", is_blanked=True),
    Day("a larger image than ordered", lambda desk: setattr(desk, "disk_bytes", desk.disk_bytes - (1 << 20)), "does not unpack to the", is_blanked=True),
    Day("a seed that was given before", set_to(is_seed_given=True), "the server refuses seed.tar: server returned error: HTTP/1.1 410", is_blanked=True),
    Day(
        "a disk that is not empty",
        set_to(),
        "(serial S1) is not empty, and the order does not name its serial under wipe",
        content=b"somebody's",
        is_slow=False,
    ),
    Day("a wipe of another disk", set_to(wipe="S2 S11"), "is not empty, and the order does not name its serial under wipe", content=b"somebody's"),
    Day("a disk that is too small", set_to(), "/dev/vda has 16777216 bytes, and the image needs 24117248", disk_mib=16),
    Day("another disk than the ordered one", set_to(serial="S7"), "no disk is the one of serial S7; there are: vda (serial S1, 41 MB)"),
    Day("an order that somebody else signed", set_to(is_forged=True), "the signature of order does not fit the pod's key", is_slow=False),
    Day("another host's name", set_to(), "the server refuses order: server returned error: HTTP/1.1 404", arguments="podwright.host=other"),
)


@pytest.mark.parametrize("day", [pytest.param(day, marks=[pytest.mark.soak] if day.is_slow else [], id=day.name.replace(" ", "-")) for day in DAYS])
def test_a_bad_day_is_told_in_one_line_and_nothing_boots_or_nothing_was_touched(day: Day, small: Small, image: Image, folder: Path) -> None:
    drive = disk(folder / "disk", day.disk_mib)
    with drive.open("r+b") as file:
        file.seek(1 << 20)
        file.write(day.content)
    before = drive.read_bytes()
    with Desk(small.image, small.disk_bytes, seed=SEED) as desk:
        day.change(desk)
        install(desk, image, folder, drive, arguments=day.arguments)
    assert "podwright: failed: " in console(folder)
    assert day.told in desk.last
    assert boots_nothing(drive)
    assert day.is_blanked or drive.read_bytes() == before


@pytest.mark.soak
def test_a_server_that_comes_back_is_asked_again(small: Small, image: Image, folder: Path) -> None:
    drive = disk(folder / "disk", DISK_MIB)
    with Desk(small.image, small.disk_bytes, seed=SEED, ends_after=[200_000]) as desk:
        install(desk, image, folder, drive)
    assert desk.stages[-1] == "done", console(folder)
    assert is_whole(drive)


def test_a_disk_whose_serial_number_may_be_wiped_is_written(small: Small, image: Image, folder: Path) -> None:
    drive = disk(folder / "disk", DISK_MIB)
    said(("sgdisk", "--new=1:0:0", str(drive)))
    with Desk(small.image, small.disk_bytes, seed=SEED, wipe="S0 S1") as desk:
        install(desk, image, folder, drive)
    assert desk.stages[-1] == "done", console(folder)
    assert is_whole(drive)


@pytest.mark.soak
@pytest.mark.parametrize("clock", ["1999-01-01", "2037-01-01"])
def test_a_clock_that_is_years_off_does_not_matter(clock: str, small: Small, image: Image, folder: Path) -> None:
    drive = disk(folder / "disk", DISK_MIB)
    with Desk(small.image, small.disk_bytes, seed=SEED) as desk:
        install(desk, image, folder, drive, words=("-rtc", f"base={clock}"))
    assert desk.stages[-1] == "done", console(folder)
    assert is_whole(drive)
