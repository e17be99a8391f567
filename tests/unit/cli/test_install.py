"""`podwright install` before any machine is touched, and boot servers that do not do their part: one clear line each."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from podwright.cli import run
from podwright.install.act_desk import Desk, Following, is_met
from podwright.refusal import Refused

LAB = Path(__file__).resolve().parents[3] / "stacks" / "lab"
Ssh = Callable[[str], None]


@pytest.fixture
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ssh:
    """Return what puts a script in the place of ssh."""

    def put(script: str) -> None:
        file = tmp_path / "ssh"
        file.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/said\n{script}\n')
        file.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    return put


def desk(tmp_path: Path) -> Desk:
    return Desk("boot-1", tmp_path / "config")


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        (("lab-u001-r01-n01",), 3, "pod lab: its file does not say how hosts are installed"),
        ((), 2, "name hosts or racks"),
        (("lab-u001-r01-n01", "--autoinstall", "/nowhere"), 3, "pod lab: its file names no ISO"),
    ],
)
def test_what_cannot_be_is_one_line(words: tuple[str, ...], code: int, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["install", str(LAB), *words]) == code
    assert line in capsys.readouterr().err


def test_a_boot_server_that_cannot_be_reached_is_named_with_its_last_word(ssh: Ssh, tmp_path: Path) -> None:
    ssh("echo 'connect to host boot-1 port 22: No route to host' >&2; exit 255")
    with pytest.raises(Refused, match=r"boot-1: its boot service cannot be asked .*No route to host"):
        desk(tmp_path).ask("status")


def test_a_boot_server_that_answers_something_else_is_refused(ssh: Ssh, tmp_path: Path) -> None:
    ssh("echo 'Welcome to boot-1'; exit 1")
    with pytest.raises(Refused, match="cannot be asked"):
        desk(tmp_path).ask("arm", "{}\n")


def test_secrets_go_to_standard_input_and_never_into_a_command(ssh: Ssh, tmp_path: Path) -> None:
    ssh('cat > /dev/null; echo \'{"host": "a", "armed": "1"}\'')
    rows = desk(tmp_path).ask("arm", json.dumps({"token": "a-secret"}) + "\n")
    assert rows == [{"host": "a", "armed": "1"}]
    assert "a-secret" not in (tmp_path / "said").read_text()


def test_an_image_that_does_not_arrive_is_refused_with_the_servers_word(ssh: Ssh, tmp_path: Path) -> None:
    ssh("cat > /dev/null; echo 'an image that is called 00 has the digest 11' >&2; exit 2")
    image = tmp_path / "image"
    image.write_bytes(b"image")
    with pytest.raises(Refused, match=r"image did not arrive .*has the digest 11"):
        desk(tmp_path).put("0" * 64, image)


def test_events_that_come_are_heard_and_an_end_ends_every_ssh(ssh: Ssh, tmp_path: Path) -> None:
    ssh('read line; echo "{\\"host\\": \\"${line% *}\\", \\"stage\\": \\"started\\"}"; exec sleep 100')
    heard: list[object] = []
    following = Following({desk(tmp_path): {"a": "1"}}, heard.append)
    while not heard:
        following.stopped.wait(0.01)
    following.stop()
    assert heard == [{"host": "a", "stage": "started"}]
    assert not any(thread.is_alive() for thread in following.threads)


def test_a_host_is_met_by_strict_ssh_alone(ssh: Ssh, tmp_path: Path) -> None:
    ssh("exit 0")
    assert is_met("a", tmp_path / "config", limit_s=5)
    assert "StrictHostKeyChecking=yes" in (tmp_path / "said").read_text()
    ssh("exit 255")
    assert not is_met("a", tmp_path / "config", limit_s=5)
