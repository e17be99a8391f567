"""What an image's bill says, what makes BIOS start it, and the archive that a kernel unpacks."""

import json
import struct

from podwright.install.image.bill import Package, file_name, installed, listed, spdx
from podwright.install.image.bios import placed
from podwright.install.image.recipe import load_recipe
from podwright.install.installer.cpio import archive, file, folder, link, with_folders

STATUS = """Package: libstdc++6
Status: install ok installed
Architecture: amd64
Source: gcc-12 (12.2.0-14)
Version: 12.2.0-14+b1
Description: GNU Standard C++ Library
 It has several
 .
 paragraphs.

Package: gone
Status: deinstall ok config-files
Architecture: amd64
Version: 1

Package: openssh-server
Status: install ok installed
Architecture: amd64
Source: openssh
Version: 1:9.2p1-2
"""
PACKAGES = (
    Package("openssh-server", "1:9.2p1-2", "amd64", "openssh", "1:9.2p1-2", "b" * 64),
    Package("libstdc++6", "12.2.0-14+b1", "amd64", "gcc-12", "12.2.0-14", "a" * 64),
)


def test_what_is_installed_is_read_with_the_source_it_was_built_from() -> None:
    assert installed(STATUS) == tuple(sorted(row[:5] for row in PACKAGES))


def test_a_bill_names_each_package_once_and_reads_back_as_it_was_written() -> None:
    text = spdx(load_recipe("debian-12"), PACKAGES)
    assert listed(text) == tuple(sorted(row[:3] for row in PACKAGES))
    assert text == spdx(load_recipe("debian-12"), reversed(PACKAGES))
    document = json.loads(text)
    contained = [relation["relatedSpdxElement"] for relation in document["relationships"] if relation["relationshipType"] == "CONTAINS"]
    assert sorted(contained) == sorted(package["SPDXID"] for package in document["packages"][1:])
    assert document["packages"][1]["externalRefs"][0]["referenceLocator"] == "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14%2Bb1?arch=amd64"


def test_an_epoch_is_in_the_name_of_a_file_as_apt_writes_it() -> None:
    assert file_name("openssh-server", "1:9.2p1-2", "amd64") == "openssh-server_1%3a9.2p1-2_amd64.deb"


def test_the_code_ends_before_the_table_and_the_core_says_where_its_rest_is() -> None:
    code, core = placed(bytes(512), bytes(1300), at_sector=2048)
    assert len(code) == 440
    assert struct.unpack_from("<Q", code, 0x5C) == (2048,)
    assert len(core) == 3 * 512
    assert struct.unpack_from("<QHH", core, 500) == (2049, 2, 0x820)


def test_an_archive_is_the_same_whatever_the_order_and_has_each_folder_before_what_is_in_it() -> None:
    entries = with_folders((file("a/b/c", b"text", 0o755), link("sbin", "usr/sbin"), folder("a")))
    assert archive(entries) == archive(reversed(entries))
    assert [entry.name for entry in sorted(entries)] == ["a", "a/b", "a/b/c", "sbin"]
    assert len(archive(entries)) % 4 == 0
