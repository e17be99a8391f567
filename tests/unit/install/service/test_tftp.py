"""Boot files over TFTP, asked by a client that is not ours where there is one: known hosts alone, each its own script."""

import socket
import struct
import subprocess
from collections.abc import Iterator
from shutil import which

import pytest

from unit.install.service.served import NODE, NODE_AT, OTHER_AT, SERVER, STRANGER_AT, TOKEN, Service, serving


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(tmp_path_factory.mktemp("tftp")) as one:
        one.arm()
        yield one


def fetched(service: Service, name: str, source: str, **options: int) -> bytes:
    """Return a file as a machine at an address gets it; raises AssertionError with the server's error."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind((source, 0))
        line.settimeout(10)
        asked = b"".join(f"{word}\0{value}\0".encode() for word, value in options.items())
        line.sendto(struct.pack(">H", 1) + name.encode() + b"\0octet\0" + asked, (SERVER, service.tftp_port))
        content, size, window = b"", options.get("blksize", 512), options.get("windowsize", 1)
        wanted = 1
        while True:
            packet, server = line.recvfrom(65536)
            kind, number = struct.unpack(">HH", packet[:4])
            assert kind != 5, f"error {number}"
            if kind == 6:
                line.sendto(struct.pack(">HH", 4, 0), server)
                continue
            content += packet[4:]
            is_last = len(packet) - 4 < size
            if is_last or wanted % window == 0:
                line.sendto(struct.pack(">HH", 4, number), server)
            if is_last:
                return content
            wanted += 1


@pytest.mark.parametrize("options", [{}, {"blksize": 1024}, {"blksize": 500, "windowsize": 4}, {"tsize": 0}])
def test_a_file_arrives_whole_in_every_size_of_block(service: Service, options: dict[str, int]) -> None:
    assert fetched(service, "vmlinuz", NODE_AT, **options) == b"k" * 5000


def test_a_file_that_fills_its_last_block_ends_with_an_empty_one(service: Service) -> None:
    assert fetched(service, "/vmlinuz", NODE_AT, blksize=1000) == b"k" * 5000


def test_grub_is_told_what_its_host_is_to_start_and_its_neighbour_to_go_on(service: Service) -> None:
    assert f"podwright.host={NODE} podwright.token={TOKEN}" in fetched(service, "grub/grub.cfg", NODE_AT).decode()
    assert fetched(service, "grub/grub.cfg", OTHER_AT) == b"exit\n"


@pytest.mark.parametrize(("name", "source", "error"), [("vmlinuz", STRANGER_AT, 2), ("../state/armed", NODE_AT, 1), ("none", NODE_AT, 1)])
def test_a_stranger_and_a_file_that_is_not_there_are_refused(service: Service, name: str, source: str, error: int) -> None:
    with pytest.raises(AssertionError, match=f"error {error}"):
        fetched(service, name, source)


@pytest.mark.skipif(which("curl") is None, reason="no curl, which would judge as a client")
def test_curl_takes_the_file(service: Service) -> None:
    url = f"tftp://{SERVER}:{service.tftp_port}/vmlinuz"
    done = subprocess.run(["curl", "--silent", "--show-error", "--interface", NODE_AT, "--tftp-blksize", "1400", url], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"k" * 5000), done.stderr
