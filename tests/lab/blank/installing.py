"""A lab whose management node installs the pod's hosts: its boot server as the roles make it, blank machines at the places of hosts, the image of today's packages."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lab.hosts.pods import COMMAND, Lab, environment, make_lab
from lab.roles.play import Play, play
from podwright.declaration import declared
from podwright.install.image.build import build
from podwright.install.image.ready import Image, ready
from podwright.install.image.recipe import load_recipe
from podwright.lab.down import down
from podwright.lab.machines import firmware
from podwright.lab.machines.order import Firmware
from podwright.lab.machines.planned import Build
from podwright.lab.machines.up import up as rack
from podwright.lab.up import up
from podwright.plan.compile import compile_pod
from podwright.plan.types import Host, Role

RECIPE = "debian-12-cloud"
TAGS = ("--tags", "dhcp_server,boot_server")


@dataclass
class Site:
    """The lab, the image that its pod names, and the verbs of podwright inside it."""

    lab: Lab
    image: Image

    @property
    def nodes(self) -> list[Host]:
        """Return the hosts that blank machines stand for."""
        return [host for host in self.lab.plan.hosts.hosts if host.role is Role.GPU_NODE]

    @property
    def server(self) -> Host:
        return self.lab.host(Role.MANAGEMENT_NODE)

    def verb(self, *words: str, limit_s: float = 900.0) -> "subprocess.CompletedProcess[str]":
        """Return how a verb of podwright ended that ran inside the lab."""
        command = [*COMMAND, "lab", "exec", "--", *COMMAND, *words]
        return subprocess.run(
            command, cwd=self.lab.state.root, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=limit_s
        )

    def install(self, *words: str) -> "tuple[int, list[dict[str, object]], str]":
        """Return the exit code, what was told line by line, and the error output of one `podwright install`."""
        ended = self.verb("install", str(self.lab.stack), *words, "--json")
        return ended.returncode, [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")], ended.stderr

    def status(self) -> dict[str, dict[str, object]]:
        """Return what the boot server's desk tells of hosts."""
        said = self.lab.ask(self.server, "sudo -u podwright-boot podwright-boot status").stdout
        hosts: dict[str, dict[str, object]] = json.loads(said)["hosts"]
        return hosts

    def console(self, host: Host) -> str:
        """Return what a machine has said on its console."""
        file = self.lab.state.folder / "machines" / host.name / "console.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def roles(self, *words: str) -> Play:
        """Return a run of the boot servers' roles."""
        return play(self.lab, *TAGS, "--limit", self.server.name, *words)


@contextmanager
def site(root: Path, *, firmware_kind: Firmware = Firmware.UEFI, more: str = "") -> Iterator[Site]:
    """Yield a lab with its boot server; nothing of it is left afterwards, whatever happens."""
    recipe = load_recipe(RECIPE)
    image = ready(recipe) or build(recipe, on_event=print)
    lab = make_lab(root, "blank")
    file = lab.stack / "pod.yaml"
    file.write_text(f'{file.read_text()}\ninstall:\n  image: "{image.sha256}"\n{more}')
    lab = Lab(lab.stack, compile_pod(*declared(lab.stack)), lab.state)
    made = Site(lab, image)
    try:
        up(lab.plan, state=lab.state, with_hosts=True, with_control_plane=False, on_event=print)
        parts = Build(firmware.accelerator(), firmware_kind, has_tpm=False, disk_gib=4)
        rack(lab.plan, [host.name for host in made.nodes], state=lab.state, build=parts, macs={}, pod_folder=lab.stack, on_event=print)
        yield made
    finally:
        down(lab.state, wipe=True, on_event=print)
