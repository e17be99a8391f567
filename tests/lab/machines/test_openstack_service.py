"""A Redfish service that is not ours, OpenStack's sushy-emulator: it is read, and takes and fetches the images that we lay into its drive, and none from a server that nobody vouches for."""

import http.server
import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest

from lab.machines.acting import FAST
from lab.machines.emulated import LOOPBACK
from podwright.bmc.act_round import act
from podwright.bmc.act_visit import Job, Round
from podwright.bmc.asking import asked_of
from podwright.bmc.deeds import Deed, Fate, Ledger
from podwright.bmc.setting import Asked
from podwright.bmc.wish import OWN, Media, Wish
from podwright.lab.bmc.certificate import new_pem
from podwright.observe.redfish.collect_bmc import Lines, Login, Target, ask_bmcs
from podwright.observe.redfish.shelf import Shelf

pytestmark = [pytest.mark.lab, pytest.mark.soak, pytest.mark.skipif(find_spec("sushy_tools") is None, reason="OpenStack's emulator, the package sushy-tools")]
HOST = "fake"
TRIES = 200
PROGRAM = "import sys; from sushy_tools.emulator.main import main; sys.exit(main())"
EJECT = Wish("here", media=Media(None))


@dataclass
class Service:
    """The service, asked and set as the verb does it."""

    port: int
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def target(self) -> Target:
        return Target(HOST, LOOPBACK, None, self.port, (Login("admin", "word", OWN),))

    def ask(self, wish: Wish) -> Asked:
        def reader(shelf: Shelf, name: str) -> None:
            own = Shelf(shelf.documents)
            asked_of(own, name, wish, "")
            shelf.wanted.update(own.wanted)

        answer = ask_bmcs([self.target], None, limit_s=30, on_event=lambda _: None, reader=reader)[0]
        assert answer.silence is None, answer.silence
        return asked_of(Shelf(answer.documents), HOST, wish, OWN)

    def settle(self, wish: Wish) -> list[Deed]:
        asked = self.ask(wish)
        names = tuple(one.name for one in asked.settings)
        ledger = Ledger()
        act([[Job(self.target, wish, names, asked.findings)]], Round(FAST, Lines(), ledger, lambda _: None))
        return list(ledger.account({HOST: names}))


@contextmanager
def images(folder: Path, pem: Path | None) -> Iterator[str]:
    """Yield the address of a server that has one image."""
    (folder / "rescue.iso").write_bytes(b"image" * 1000)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *words: object) -> None:
            super().__init__(*words, directory=str(folder))  # type: ignore[arg-type]

        def log_message(self, *words: object) -> None:
            pass

    with http.server.ThreadingHTTPServer((LOOPBACK, 0), Handler) as server:
        if pem is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(pem)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"{'https' if pem else 'http'}://{LOOPBACK}:{server.server_address[1]}/rescue.iso"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("emulator")
    (found / "bmc.pem").write_bytes(new_pem("localhost"))
    return found


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Service]:
    with socket.create_server((LOOPBACK, 0)) as free:
        port = free.getsockname()[1]
    (folder / "config.py").write_text(f"SUSHY_EMULATOR_STATE_DIR = {str(folder)!r}\nSUSHY_EMULATOR_VMEDIA_VERIFY_SSL = False\n", encoding="utf-8")
    pem = str(folder / "bmc.pem")
    words = ("--fake", "-i", LOOPBACK, "-p", str(port), "--ssl-certificate", pem, "--ssl-key", pem, "--config", str(folder / "config.py"))
    told = {**os.environ, "TMPDIR": str(folder)}
    process = subprocess.Popen((sys.executable, "-c", PROGRAM, *words), env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(TRIES):
            assert process.poll() is None, "the emulator ended"
            with socket.socket() as one:
                one.settimeout(0.2)
                if one.connect_ex((LOOPBACK, port)) == 0:
                    break
            threading.Event().wait(0.1)
        yield Service(port)
    finally:
        process.kill()
        process.wait()


def test_an_image_is_fetched_by_it_once_and_its_drive_emptied(service: Service, folder: Path) -> None:
    with images(folder, None) as address:
        wish = Wish("here", media=Media(address))
        assert [(deed.name, deed.fate) for deed in service.settle(wish)] == [("virtual media", Fate.DONE)]
        assert service.ask(wish).settings == ()
        assert [deed.fate for deed in service.settle(EJECT)] == [Fate.DONE]
    assert service.ask(EJECT).settings == ()


def test_it_is_told_to_check_the_server_of_images_and_takes_none_from_one_that_nobody_vouches_for(service: Service, folder: Path) -> None:
    with images(folder, folder / "bmc.pem") as address:
        deeds = service.settle(Wish("here", media=Media(address)))
    assert [(deed.name, deed.fate) for deed in deeds] == [("virtual media, check", Fate.DONE), ("virtual media", Fate.FAILED)]
    assert service.ask(EJECT).settings == (), "nothing lies in the drive"
