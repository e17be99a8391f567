"""The stand-ins as programs: they start under the given Python wherever they are called from."""

import subprocess
import sys
from pathlib import Path

from podwright.lab.standins.install import MODULE_OF_PROGRAM, install


def test_a_second_install_writes_nothing(tmp_path: Path) -> None:
    install(tmp_path, Path(sys.executable))
    before = {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    install(tmp_path, Path(sys.executable))
    assert {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()} == before
    assert before.keys() == MODULE_OF_PROGRAM.keys()


def test_the_language_host_says_its_port_and_ends_when_told(tmp_path: Path) -> None:
    install(tmp_path / "a folder", Path(sys.executable))
    host = subprocess.Popen(
        [tmp_path / "a folder" / "pulumi-language-python", "127.0.0.1:1"], stdout=subprocess.PIPE, text=True, cwd="/", env={"PATH": "/usr/bin:/bin"}
    )
    assert host.stdout is not None
    port = host.stdout.readline()
    host.terminate()
    assert 1024 < int(port) < 65536
    assert host.wait(timeout=10) == 0
