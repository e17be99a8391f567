"""What is asked of QEMU, and what this machine lacks for it."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from podwright.lab.machines import firmware
from podwright.lab.machines.media import fetch
from podwright.lab.machines.monitor import Monitor
from podwright.lab.machines.order import Firmware
from podwright.refusal import Refused


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    near, far = socket.socketpair()
    with near, far:
        yield near, far


def said(far: socket.socket, *rows: object) -> None:
    far.sendall("".join(f"{json.dumps(row)}\n" for row in rows).encode())


def test_an_answer_is_found_behind_events(line: tuple[socket.socket, socket.socket]) -> None:
    near, far = line
    said(far, {"QMP": {}}, {"return": {}}, {"event": "RESUME"}, {"return": {"status": "running"}})
    assert Monitor(near).ask("query-status") == {"status": "running"}
    asked = [json.loads(row) for row in far.recv(4096).splitlines()]
    assert [row["execute"] for row in asked] == ["qmp_capabilities", "query-status"]


def test_a_refusal_and_an_end_are_errors_of_the_machine(line: tuple[socket.socket, socket.socket]) -> None:
    near, far = line
    said(far, {"QMP": {}}, {"return": {}}, {"error": {"class": "GenericError", "desc": "no such device"}})
    monitor = Monitor(near)
    with pytest.raises(OSError, match="no such device"):
        monitor.ask("qom-set", path="/", property="bootindex", value=1)
    far.shutdown(socket.SHUT_WR)
    with pytest.raises(ConnectionError, match="has ended"):
        monitor.ask("cont")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://a/b", "/etc/passwd", ""])
def test_an_image_is_fetched_by_http_alone(tmp_path: Path, address: str) -> None:
    with pytest.raises(OSError, match="by http or https"):
        fetch(address, tmp_path / "media")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("flags", "word"), [("fpu vmx sse", "kvm"), ("fpu svm", "kvm"), ("fpu hypervisor sse", "tcg"), ("vmxnet3", "tcg")])
def test_kvm_is_taken_where_the_processor_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: str, word: str) -> None:
    (tmp_path / "kvm").touch()
    (tmp_path / "cpuinfo").write_text(f"processor\t: 0\nflags\t\t: {flags}\n", encoding="utf-8")
    monkeypatch.setattr(firmware, "KVM", tmp_path / "kvm")
    monkeypatch.setattr(firmware, "CPUS", tmp_path / "cpuinfo")
    assert firmware.accelerator() == word


def test_what_is_missing_is_named_with_the_command_that_brings_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match=r"it lacks qemu-system-x86_64, setpriv, .*swtpm, swtpm_setup\..*qemu-system-x86 swtpm swtpm-tools util-linux"):
        firmware.need(Firmware.UEFI, has_tpm=True)
    monkeypatch.setattr(firmware, "PROGRAMS", ())
    monkeypatch.setattr(firmware, "FLASH", {Firmware.UEFI: firmware.Flash(tmp_path / "code", tmp_path / "variables")})
    with pytest.raises(Refused, match=r"apt-get install --yes .*ovmf"):
        firmware.need(Firmware.UEFI, has_tpm=False)
