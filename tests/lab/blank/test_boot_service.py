"""Real firmware against our boot service: what it fetches first, by TFTP and by HTTP, the script that is its own alone, and the chain of signed programs."""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sushy

from lab.blank.harness import PYTHON, SERVER, Blank, Room, until
from lab.blank.netboot import lease
from podwright.install.service.state import State
from podwright.lab.machines.order import Firmware

pytestmark = pytest.mark.lab

ROOT = Path(__file__).resolve().parents[3]
IPXE = Path("/usr/lib/ipxe/snponly.efi")
SHIM, GRUB = Path("/usr/lib/shim/shimx64.efi.signed"), Path("/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed")
PORT = 80
TOKEN = "c" * 64


@dataclass
class Service:
    """The boot service in the room: its state folder, and the events that it keeps."""

    room: Room
    folder: Path

    @property
    def state(self) -> State:
        return State(self.folder / "state")

    def put(self, content: bytes) -> str:
        """Return the digest of a file that is in the store now."""
        digest = hashlib.sha256(content).hexdigest()
        self.state.image(digest).write_bytes(content)
        return digest

    def arm(self, machine: Blank, kernel: bytes) -> None:
        """Let the machine be waited for."""
        words = {"host": machine.order.name, "number": "1", "token": TOKEN, "valid_s": 3600, "kernel": self.put(kernel), "initramfs": self.put(b"first root")}
        pieces = {name: base64.b64encode(b"-").decode() for name in ("order", "order.sig", "seed.tar", "seed.tar.sig")}
        file = self.folder / "arming"
        file.write_text(json.dumps(words | pieces) + "\n")
        done = self.room.run("sh", "-c", f"exec {PYTHON} -m podwright.install.service --settings {self.folder}/settings.json arm < {file}", env=environment())
        assert '"armed"' in done.stdout, done.stdout + done.stderr

    def count(self, machine: Blank, stage: str) -> int:
        """Return how often a stage of a machine was told."""
        path = self.folder / "state" / "events" / f"{machine.order.name}.jsonl"
        return sum(1 for line in path.read_text().splitlines() if json.loads(line)["stage"] == stage) if path.exists() else 0

    def log(self) -> str:
        return self.room.log("boot").read_text(errors="replace")


def environment() -> dict[str, str]:
    return {"PYTHONPATH": str(ROOT / "modules"), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}


@pytest.fixture
def service(room: Room, tmp_path: Path) -> Iterator[Service]:
    """Return a service that knows two machines by their addresses in the room."""
    lacking = [str(path) for path in (IPXE, SHIM, GRUB) if not path.is_file()]
    if lacking:
        pytest.skip(f"no {', '.join(lacking)} (packages ipxe, shim-signed, grub-efi-amd64-signed)")
    boot = tmp_path / "boot"
    boot.mkdir()
    for name, source in (("snponly.efi", IPXE), ("shimx64.efi", SHIM), ("grubx64.efi", GRUB)):
        (boot / name).symlink_to(source)
    hosts = {"ours": "192.0.2.61", "signed": "192.0.2.62"}
    told = {"pod": "pod", "server": "boot-1", "address": SERVER, "port": PORT, "state": str(tmp_path / "state"), "boot": str(boot), "hosts": hosts}
    (tmp_path / "settings.json").write_text(json.dumps(told))
    room.start("boot", PYTHON, "-m", "podwright.install.service", "--settings", str(tmp_path / "settings.json"), "serve", env=environment())
    one = Service(room, tmp_path)
    assert until(lambda: "serving 2 hosts" in one.log(), limit_s=30), one.log()
    yield one
    room.stop("boot")


def test_native_network_boot_fetches_ipxe_by_tftp_and_starts_what_its_host_is_to_start(room: Room, service: Service) -> None:
    """The kernel is iPXE itself: where it runs, it asks for the script again, which shows that the first was fetched, and obeyed."""
    one = room.machine("ours", has_ipxe=False, number=61)
    service.arm(one, IPXE.read_bytes())
    one.boot_once(sushy.BootSource.PXE)
    one.on()
    lease(room, one, script="/v1/boot.ipxe", first="snponly.efi")
    assert until(lambda: service.count(one, "booting") >= 2, limit_s=180), service.log() + one.console[-2000:]
    assert TOKEN not in service.log()
    one.off()


def test_secure_boot_comes_to_grub_by_signed_programs_alone_and_grub_refuses_a_kernel_that_nobody_signed(room: Room, service: Service) -> None:
    one = room.machine("signed", Firmware.SECURE_BOOT, has_ipxe=False, number=62)
    service.arm(one, IPXE.read_bytes())
    one.boot_once(sushy.BootSource.PXE)
    one.on()
    lease(room, one, script="/unused", first="shimx64.efi")
    assert until(lambda: service.count(one, "booting") >= 1, limit_s=240), service.log() + one.console[-2000:]
    refused = ("bad shim signature", "invalid magic number", "Security Policy Violation", "prohibited by secure boot policy")
    assert until(lambda: any(word in one.console for word in refused), limit_s=120), one.console[-2000:]
    one.off()
