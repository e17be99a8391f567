"""The image: the same bytes from the same root, a bill that another program reads, and a disk that firmware starts."""

import shutil
from pathlib import Path

import pytest

from lab.install.machine import console, says, started
from lab.install.small import partitions, said
from podwright.install.image.bios import CORE, FIRST
from podwright.install.image.build import build, digest
from podwright.install.image.check import faults
from podwright.install.image.disk import make_disk
from podwright.install.image.esp import GRUB, MOK_MANAGER, SHIM
from podwright.install.image.ready import BILL, DISK, Image
from podwright.install.image.recipe import load_recipe

pytestmark = pytest.mark.lab
NAMES = (SHIM, GRUB, MOK_MANAGER, CORE, FIRST, "etc/passwd", "etc/hosts", *(f"usr/share/{name}" for name in "zyxabc"))
CODE, SECURE = Path("/usr/share/OVMF/OVMF_CODE_4M.fd"), Path("/usr/share/OVMF/OVMF_CODE_4M.ms.fd")


@pytest.fixture(scope="module")
def unpacked(image: Image, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the image's disk."""
    raw = tmp_path_factory.mktemp("unpacked") / "raw"
    said(("zstd", "-q", "-d", "--sparse", str(image.disk), "-o", str(raw)))
    return raw


def test_what_was_built_is_what_is_read_again(image: Image) -> None:
    assert faults(image) == ()


def test_a_byte_that_changed_is_found(image: Image, tmp_path: Path) -> None:
    copy = Image(tmp_path / "copy", image.record)
    shutil.copytree(image.folder, copy.folder)
    with copy.disk.open("r+b") as file:
        file.seek(5_000_000)
        file.write(b"x")
    assert [fault.partition(":")[0] for fault in faults(copy)] == [DISK]


def test_the_disk_has_a_table_and_file_systems_that_other_programs_find_no_fault_in(unpacked: Path) -> None:
    assert "No problems found" in said(("sgdisk", "--verify", str(unpacked)))
    places = partitions(unpacked)
    assert sorted(places) == ["boot", "esp", "root"]
    said(("e2fsck", "-f", "-n", f"{unpacked}?offset={places['root'][0] * 512}"))
    esp = unpacked.with_name("esp")
    with unpacked.open("rb") as disk:
        disk.seek(places["esp"][0] * 512)
        esp.write_bytes(disk.read(places["esp"][1] * 512))
    said(("fsck.vfat", "-n", str(esp)))
    assert "BOOTX64.EFI" in said(("mdir", "-b", "-i", str(esp), "::/EFI/BOOT"))


def test_no_secret_no_host_key_and_nothing_of_the_building_machine_is_in_it(unpacked: Path) -> None:
    root = f"{unpacked}?offset={partitions(unpacked)['root'][0] * 512}"
    assert "ssh_host" not in said(("debugfs", "-R", "ls -p /etc/ssh", root))
    assert said(("debugfs", "-R", "cat /etc/machine-id", root)) == ""
    assert said(("debugfs", "-R", "ls -p /etc/apt/sources.list.d", root)).count("//") == 2, "the folder itself and the one above"
    shadow = said(("debugfs", "-R", "cat /etc/shadow", root))
    assert all(line.split(":")[1] in ("*", "!", "!*") for line in shadow.splitlines())


def test_the_bill_is_read_by_the_tools_of_the_standard(image: Image) -> None:
    parser = pytest.importorskip("spdx_tools.spdx.parser.parse_anything", reason="spdx-tools is not installed")
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    document = parser.parse_file(str(image.folder / BILL))
    assert validate_full_spdx_document(document) == []
    assert len(document.packages) == image.record.package_count + 1


@pytest.mark.parametrize(
    "firmware",
    ["SeaBIOS", pytest.param("OVMF", marks=pytest.mark.soak), "OVMF with Secure Boot"],
)
def test_firmware_starts_it(firmware: str, unpacked: Path, tmp_path: Path) -> None:
    words: tuple[str, ...] = ("-snapshot",)
    if firmware != "SeaBIOS":
        code = SECURE if "Secure" in firmware else CODE
        if not code.is_file():
            pytest.skip("OVMF is not installed")
        variables = tmp_path / "variables"
        shutil.copy(str(code).replace("CODE", "VARS"), variables)
        words += ("-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={code}", "-drive", f"if=pflash,unit=1,format=raw,file={variables}")
        words += ("-machine", "smm=on", "-global", "driver=cfi.pflash01,property=secure,value=on") if "Secure" in firmware else ()
    with started(tmp_path, unpacked, words) as machine:
        assert says("login:", machine, tmp_path), console(tmp_path)[-2000:]
    if "Secure" in firmware:
        assert "secureboot: Secure boot enabled" in console(tmp_path)


def test_the_same_files_give_the_same_disk_whenever_and_in_whatever_order_they_were_written(tmp_path: Path) -> None:
    digests = []
    for names in (NAMES, reversed(NAMES)):
        root = tmp_path / f"root{len(digests)}"
        for name in names:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(name.encode() * 700)
        (root / "etc/link").symlink_to("passwd")
        (root / "etc/other-name").hardlink_to(root / "etc/passwd")
        make_disk(tmp_path / "disk", root, load_recipe("debian-12"))
        digests.append(digest(tmp_path / "disk"))
    assert digests[0] == digests[1]


@pytest.mark.soak
def test_two_builds_of_the_same_packages_give_the_same_bytes(image: Image, tmp_path: Path) -> None:
    again = build(load_recipe(image.record.recipe), on_event=lambda _: None, folder=tmp_path)
    assert again.record == image.record
