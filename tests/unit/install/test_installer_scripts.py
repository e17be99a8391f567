"""The installer's own decisions, asked of its scripts by the machine's shell: orders, disks, what may be lost, what is told."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from podwright.install.installer.initramfs import SCRIPTS

PARTS = ("settings", "tell", "server", "order", "disk", "write", "table", "seed")
ORDER = {
    "format": "1",
    "host": "pod-u001-r01-n01",
    "image": "0123456789abcdef" * 4,
    "image_bytes": "1000",
    "disk_bytes": str(64 << 20),
    "disk_serial": "S1",
}


def shell(words: str, tmp_path: Path) -> tuple[int, str]:
    """Return how words end that the installer's parts are read before, and what they say; disks, arguments and runs are the folder's."""
    run = tmp_path / "run"
    run.mkdir(exist_ok=True)
    ends = 'poweroff() { exit 9; }; tell() { echo "$1: $2"; }; '
    read = "".join(f". {SCRIPTS}/{part}.sh; " for part in PARTS)
    places = {"SYS": str(tmp_path / "sys"), "PROC": str(tmp_path), "RUN": str(run), "DISK_WAIT_S": "1", "PATH": os.environ["PATH"]}
    done = subprocess.run(["sh", "-c", read + ends + words], env=places, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def disk(tmp_path: Path, name: str, *, serial: str = "", mib: int = 100, at: str = "0000:00:04.0", page: bytes = b"") -> None:
    """Lay a disk as the kernel tells it."""
    real = tmp_path / "sys" / "devices" / "pci0000:00" / at / "x" / name
    for folder in ("queue", "device"):
        (real / folder).mkdir(parents=True)
    told = {"size": mib * 2048, "removable": 0, "ro": 0, "queue/logical_block_size": 512}
    for file, value in told.items():
        (real / file).write_text(f"{value}\n")
    if page:
        (real / "device" / "vpd_pg80").write_bytes(page)
    else:
        (real / "serial").write_text(f"{serial}\n")
    (tmp_path / "sys" / "block").mkdir(exist_ok=True)
    (tmp_path / "sys" / "block" / name).symlink_to(real)


def order(tmp_path: Path, **changed: str | None) -> str:
    """Return what the installer says of an order; empty if it is to be followed."""
    lines = "".join(f"{key} {value}\n" for key, value in (ORDER | changed).items() if value is not None)
    (tmp_path / "order").write_text(lines)
    code, said = shell(f"read_order {tmp_path}/order", tmp_path)
    assert (code == 0) == (said == ""), said
    return said.strip()


def test_a_whole_order_is_followed(tmp_path: Path) -> None:
    assert order(tmp_path) == ""
    assert order(tmp_path, disk_serial=None, disk_path="/dev/nvme0n1", wipe="S1 S2") == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"colour": "red"}, "colour is not known to this installer"),
        ({"format": "2"}, "its format is 2, and this installer knows 1"),
        ({"format": None}, "its format is not said, and this installer knows 1"),
        ({"image": "0123"}, "image 0123 is no SHA-256"),
        ({"image": "G" * 64}, f"image {'G' * 64} is no SHA-256"),
        ({"disk_bytes": "many"}, "disk_bytes many is not the size of a disk in whole MiB"),
        ({"disk_bytes": "4194305"}, "disk_bytes 4194305 is not the size of a disk in whole MiB"),
        ({"disk_path": "/dev/vda"}, "it names its disk by disk_serial or by disk_path, one of the two"),
        ({"disk_serial": None}, "it names its disk by disk_serial or by disk_path, one of the two"),
        ({"disk_serial": ""}, "disk_serial says nothing"),
        ({"host": None}, "it names no host"),
    ],
)
def test_an_order_that_says_too_little_or_too_much_is_not_followed(tmp_path: Path, changed: dict[str, str | None], said: str) -> None:
    assert order(tmp_path, **changed) == said


def test_a_word_that_stands_twice_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "order").write_text("host a\nhost b\n")
    assert shell(f"read_order {tmp_path}/order", tmp_path) == (1, "host stands twice\n")


def test_a_serial_number_is_read_where_each_kind_of_disk_tells_it(tmp_path: Path) -> None:
    disk(tmp_path, "vda", serial="V 1 ")
    disk(tmp_path, "sda", page=b"\0\x80\0\x06  S9  ")
    assert shell("serial_of vda; echo; serial_of sda", tmp_path) == (0, "V1\nS9")


@pytest.mark.parametrize(
    ("meant", "found"),
    [
        ("DISK_SERIAL=S2 DISK_PATH=", "/dev/vdb"),
        ("DISK_SERIAL= DISK_PATH=/dev/vda", "/dev/vda"),
        ("DISK_SERIAL= DISK_PATH=pci-0000:00:05.0", "/dev/vdb"),
        ("DISK_SERIAL= DISK_PATH=pci-0000:00:05.0-nvme-1", "/dev/vdb"),
    ],
)
def test_a_disk_is_found_by_serial_number_by_name_and_by_pci_address(tmp_path: Path, meant: str, found: str) -> None:
    disk(tmp_path, "vda", serial="S1")
    disk(tmp_path, "vdb", serial="S2", at="0000:00:05.0")
    assert shell(f"{meant}; choose_disk; echo $DISK", tmp_path) == (0, f"{found}\n")


def test_a_disk_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    disk(tmp_path, "vda", serial="S1")
    disk(tmp_path, "vdb", at="0000:00:05.0")
    said = "failed: no disk is the one of serial S7; there are: vda (serial S1, 104 MB), vdb (serial not told, 104 MB)\n"
    assert shell("DISK_SERIAL=S7 DISK_PATH=; choose_disk", tmp_path) == (9, said)


def test_two_disks_that_fit_are_one_too_many(tmp_path: Path) -> None:
    disk(tmp_path, "vda", serial="S1")
    disk(tmp_path, "vdb", serial="S1", at="0000:00:05.0")
    assert shell("DISK_SERIAL=S1 DISK_PATH=; choose_disk", tmp_path) == (9, "failed: the order means one disk, and these fit: vda vdb\n")


def test_a_disk_that_is_too_small_is_refused(tmp_path: Path) -> None:
    disk(tmp_path, "vda", serial="S1", mib=63)
    said = f"failed: /dev/vda has {63 << 20} bytes, and the image needs {64 << 20}\n"
    assert shell(f"DISK=/dev/vda DISK_BYTES={64 << 20}; refuse_unfit", tmp_path) == (9, said)


def test_a_disk_with_large_sectors_is_refused(tmp_path: Path) -> None:
    disk(tmp_path, "vda", serial="S1")
    (tmp_path / "sys" / "block" / "vda" / "queue" / "logical_block_size").write_text("4096\n")
    code, said = shell(f"DISK=/dev/vda DISK_BYTES={64 << 20}; refuse_unfit", tmp_path)
    assert (code, said) == (9, "failed: /dev/vda has sectors of 4096 bytes, and the image is made for 512\n")


@pytest.mark.parametrize(("at_bytes", "is_blank"), [(None, True), (0, False), (510, False), (5 << 20, False), ((16 << 20) - 1, False)])
def test_a_disk_is_blank_when_nothing_stands_where_tables_and_file_systems_begin_or_at_its_end(tmp_path: Path, at_bytes: int | None, is_blank: bool) -> None:
    with (tmp_path / "disk").open("wb") as file:
        file.truncate(16 << 20)
        if at_bytes is not None:
            file.seek(at_bytes)
            file.write(b"\n")
    assert shell(f"is_blank {tmp_path}/disk {16 << 20}", tmp_path)[0] == (0 if is_blank else 1)


@pytest.mark.parametrize(("wipe", "serial", "may"), [("S1 S2", "S2", True), ("S1 S2", "S", False), ("", "S1", False), ("S1", "", False)])
def test_only_a_disk_whose_serial_number_is_named_may_be_wiped(tmp_path: Path, wipe: str, serial: str, may: bool) -> None:
    assert shell(f"WIPE='{wipe}'; may_be_wiped '{serial}'", tmp_path)[0] == (0 if may else 1)


def test_what_is_told_is_one_json_object_whatever_the_message_holds(tmp_path: Path) -> None:
    message = 'a "quoted"\\ line\n\tand \x07 more'
    code, said = shell(f"PERCENT=7; event failed '{message}'", tmp_path)
    assert code == 0
    assert json.loads(said) == {"stage": "failed", "message": 'a "quoted"\\ line  and  more', "percent": 7}


def test_a_kernel_argument_is_its_whole_word(tmp_path: Path) -> None:
    (tmp_path / "cmdline").write_text("quiet xpodwright.host=no podwright.host=n1 podwright.token=a=b\n")
    assert shell("argument podwright.host; argument podwright.token; argument podwright.server || echo none", tmp_path) == (0, "n1\na=b\nnone\n")
