"""A starter pod's Ethernet on one machine: a namespace a host and a switch, a veth a planned cable, real lldpd in each, and a real sshd for each host. Needs root."""

import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from podwright.cli.pods import compiled
from podwright.plan.types import Host, Plan
from podwright.secrets.ssh import host_key, pod_keys

NEEDED = ("lldpd", "lldpcli", "ip", "nsenter", "unshare", "sshd", "ssh", "ethtool")
"""Of the packages lldpd, iproute2, util-linux, openssh-server, openssh-client, ethtool."""
SEARCH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
MODULES = Path(__file__).resolve().parents[3] / "modules"
SEED = "f100" * 16
SETTLE_S = 90.0
NUMBER = itertools.count()
POD = """version: 1
name: floor
architecture: starter-h100
scalable_units: 1
site:
  domain: floor.example
  racks:
    feed_kw: 30
"""

End = tuple[str, str]


def lacking() -> tuple[str, ...]:
    """Return what this machine lacks of what such a floor needs."""
    programs = tuple(name for name in NEEDED if shutil.which(name, path=SEARCH) is None)
    return programs if os.geteuid() == 0 else (*programs, "root")


@dataclass
class Floor:
    """The pod as it is wired: who runs in which namespace, which ports meet, and what listens."""

    folder: Path
    stack: Path
    plan: Plan
    mark: str
    names: tuple[str, ...]
    ends: dict[End, End] = field(default_factory=dict)
    processes: dict[tuple[str, str], "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def space(self, name: str) -> str:
        """Return the namespace of a device; the room from which hosts are asked is `desk`."""
        return f"{self.mark}-{self.names.index(name) if name in self.names else name}"

    def inside(self, name: str, *command: str) -> "subprocess.CompletedProcess[str]":
        """Return how a command ended in the namespace of a device."""
        return subprocess.run(("nsenter", f"--net=/run/netns/{self.space(name)}", *command), capture_output=True, text=True, timeout=120, check=False)

    def lldp(self, name: str, *words: str) -> str:
        """Return what lldpcli says on a device."""
        return self.inside(name, "/usr/sbin/lldpcli", "-u", str(self.folder / name / "lldpd.socket"), *words).stdout

    def plug(self, one: End, other: End) -> None:
        """Lay a cable between two free ports."""
        assert not {one, other} & self.ends.keys()
        self.ends |= {one: other, other: one}
        here, there = self.space(one[0]), self.space(other[0])
        ip(f"link add {one[1]} netns {here} type veth peer name {other[1]} netns {there}")
        for space, (_, port) in ((here, one), (there, other)):
            ip(f"link set {port} up", space)

    def pull(self, end: End) -> End:
        """Take the cable at a port away; return its other end."""
        other = self.ends.pop(end)
        del self.ends[other]
        ip(f"link delete {end[1]}", self.space(end[0]))
        return other

    def exchange(self, one: End, other: End) -> None:
        """Let two plugs change places."""
        there, here = self.pull(one), self.pull(other)
        self.plug(one, here)
        self.plug(other, there)

    def settle(self, names: dict[str, str] | None = None) -> None:
        """Return when every device hears exactly those that are plugged to it, under the names that they give themselves."""
        called = names or {}

        def is_so() -> bool:
            return all(
                self.heard(name) == {(port, called.get(there, f"{there}.floor.example"), far) for (own, port), (there, far) in self.ends.items() if own == name}
                for name in self.names
            )

        until(is_so, "every neighbour is heard")

    def heard(self, name: str) -> set[tuple[str, str, str]]:
        """Return port, neighbour and its port of all that a device hears."""
        told = json.loads(self.lldp(name, "-f", "json0", "show", "neighbors") or "{}")
        rows = [row for lldp in told.get("lldp", []) for row in lldp.get("interface", [])]
        return {(row["name"], row["chassis"][0].get("name", [{"value": ""}])[0]["value"], row["port"][0]["id"][0]["value"]) for row in rows}

    def podwright(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Return how `podwright drift` on the floor's stack ended, run at the desk."""
        told = {**os.environ, "PYTHONPATH": str(MODULES), "CREDENTIALS_DIRECTORY": str(self.folder / "credentials")}
        told.pop("PODWRIGHT_SSH_CONFIG", None)
        run = (sys.executable, "-c", "from podwright.cli import main; main()", "drift", str(self.stack), "--cables", *words)
        return subprocess.run(
            ("nsenter", f"--net=/run/netns/{self.space('desk')}", *run), env=told, cwd=self.folder, capture_output=True, text=True, timeout=300, check=False
        )

    def start(self, name: str, program: str, *command: str) -> None:
        """Start a program that stays."""
        with (self.folder / name / f"{program}.log").open("wb") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self.processes[name, program] = process

    def stop(self, name: str, program: str) -> None:
        """End a program."""
        process = self.processes.pop((name, program))
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def running(*fabrics: str) -> Iterator[Floor]:
    """Yield the floor with the planned cables of these fabrics, every neighbour heard; nothing of it is left afterwards, whatever happened."""
    folder = Path(mkdtemp(prefix="podwright-floor-"))
    stack = folder / "floor"
    stack.mkdir()
    (stack / "pod.yaml").write_text(POD, encoding="utf-8")
    plan = compiled(stack)
    cables = [cable for cable in plan.fabric.cables if cable.fabric in fabrics]
    names = (*sorted({name for cable in cables for name in (cable.a_device, cable.b_device)}), "printer")
    floor = Floor(folder, stack, plan, f"pw{os.getpid()}f{next(NUMBER)}", names)
    try:
        folder.chmod(0o755)
        for name in (*names, "desk"):
            (folder / name).mkdir(exist_ok=True)
            ip(f"netns add {floor.space(name)}")
            ip("link set lo up", floor.space(name))
        for cable in cables:
            floor.plug((cable.a_device, cable.a_port), (cable.b_device, cable.b_port))
        for name in names:
            _speak(floor, name)
        _open_doors(floor)
        floor.settle()
        yield floor
    finally:
        for name, program in tuple(floor.processes):
            floor.stop(name, program)
        for name in (*names, "desk"):
            if Path("/run/netns", floor.space(name)).exists():
                subprocess.run(("ip", "netns", "delete", floor.space(name)), check=False)
        shutil.rmtree(folder, ignore_errors=True)


def until(is_so: Callable[[], bool], what: str) -> None:
    """Return when it is so. Raises: AssertionError when it is not in time."""
    limit_s = time.monotonic() + SETTLE_S
    while not is_so():
        assert time.monotonic() < limit_s, f"{what}: not within {SETTLE_S:.0f} s"
        time.sleep(0.1)


def ip(words: str, space: str | None = None) -> None:
    """Do one thing with ip, in a namespace where one is named."""
    subprocess.run(("ip", *(("-n", space) if space else ()), *words.split()), check=True, capture_output=True)


def _speak(floor: Floor, name: str) -> None:
    """Start lldpd on a device, for every port that it may ever have there."""
    home = floor.folder / name
    lines = (f"configure system hostname {name}.floor.example", "configure lldp portidsubtype ifname", "configure lldp tx-interval 1", "resume")
    (home / "lldpd.conf").write_text("\n".join((*lines, "")), encoding="utf-8")
    ports = sorted({port.name for port in floor.plan.fabric.ports if port.device == name and len(port.name) < 16} | {"lan0", "swp60"})
    command = ("lldpd", "-d", "-u", str(home / "lldpd.socket"), "-I", ",".join(ports), "-O", str(home / "lldpd.conf"), "-L", "/usr/sbin/lldpcli")
    floor.start(name, "lldpd", "nsenter", f"--net=/run/netns/{floor.space(name)}", *command)


def _open_doors(floor: Floor) -> None:
    """Start an sshd for each host, at its in-band address on the desk's loopback; who logs in is in the host's own namespace."""
    (floor.folder / "credentials").mkdir()
    (floor.folder / "credentials" / "ssh-seed").write_text(SEED, encoding="utf-8")
    Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    for name, line in (("passwd", "podwright:x:0:0::/root:/bin/sh"), ("shadow", "podwright:*:19000:0:99999:7:::")):
        (floor.folder / name).write_text(f"{Path(f'/etc/{name}').read_text(encoding='utf-8').rstrip()}\n{line}\n", encoding="utf-8")
    for host in floor.plan.hosts.hosts:
        if host.name in floor.names:
            open_door(floor, host)


def open_door(floor: Floor, host: Host) -> None:
    """Start the sshd of one host, with the key and certificate that the plan gives it."""
    home, profile = floor.folder / host.name, floor.plan.hosts.profiles[0]
    keys = pod_keys(SEED, pod=floor.plan.header.pod, generation=profile.ssh_generation)
    key = host_key(keys, host.name, names=(host.full_name, host.name))
    files = {"key": key.private_openssh, "key-cert.pub": key.certificate, "ca.pub": keys.user_ca_public, "principals": profile.automation_user}
    for name, text in files.items():
        (home / name).write_text(f"{text.rstrip()}\n", encoding="utf-8")
        (home / name).chmod(0o600)
    tools = home / "bin"
    tools.mkdir(exist_ok=True)
    (tools / "lldpcli").write_text(f'#!/bin/sh\nexec /usr/sbin/lldpcli -u {home}/lldpd.socket "$@"\n', encoding="utf-8")
    (tools / "lldpcli").chmod(0o755)
    lines = (
        f"ListenAddress {host.in_band_v4}",
        *(f"{word} {home}/{name}" for word, name in (("HostKey", "key"), ("HostCertificate", "key-cert.pub"), ("TrustedUserCAKeys", "ca.pub"))),
        f"AuthorizedPrincipalsFile {home}/principals",
        "AuthorizedKeysFile none",
        "PasswordAuthentication no",
        "PermitRootLogin prohibit-password",
        "StrictModes no",
        "UsePAM no",
        "PidFile none",
        f"SetEnv PATH={tools}:/usr/local/bin:/usr/bin:/bin",
        f'ForceCommand exec nsenter --net=/run/netns/{floor.space(host.name)} sh -c "$SSH_ORIGINAL_COMMAND"',
        "",
    )
    (home / "sshd_config").write_text("\n".join(lines), encoding="utf-8")
    if f"{host.in_band_v4}/32" not in floor.inside("desk", "ip", "address", "show", "dev", "lo").stdout:
        ip(f"address add {host.in_band_v4}/32 dev lo", floor.space("desk"))
    mounts = "".join(f"mount --bind {floor.folder}/{name} /etc/{name} && " for name in ("passwd", "shadow"))
    serve = f"{mounts}exec /usr/sbin/sshd -D -e -f {home}/sshd_config"
    floor.start(host.name, "sshd", "nsenter", f"--net=/run/netns/{floor.space('desk')}", "unshare", "--mount", "sh", "-c", serve)
    until(lambda: floor.inside("desk", "bash", "-c", f"exec 3<>/dev/tcp/{host.in_band_v4}/22").returncode == 0, f"{host.name} answers")
