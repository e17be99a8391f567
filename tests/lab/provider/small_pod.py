"""A pod small enough for a test: an sshd for each host of a real plan, in a network namespace of its own, and the real engine beside it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from podwright import engines
from podwright.catalog.load import load_catalog
from podwright.lab.standins.install import install
from podwright.plan.compile import compile_pod
from podwright.plan.types import Host, Plan
from podwright.secrets.ssh import host_key, pod_keys
from podwright.spec.load import load

REPOSITORY = Path(__file__).resolve().parents[3]
PROGRAM = Path(__file__).parent / "program"
SEED = "5eed" * 16
ANSWER_LIMIT_S = 30.0
LIMIT_S = 300.0
"""How long one command may take on a machine that does other things too."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a command of the engine ended with."""

    rc: int
    text: str


@dataclass(slots=True)
class SmallPod:
    """The pod: its plan, its program folder, the place of its hosts' files, and the sshd processes by host."""

    folder: Path
    namespace: str
    plan: Plan
    servers: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def program(self) -> Path:
        """The folder with Pulumi.yaml, site.yml and the stack."""
        return self.folder / "program"

    def file(self, host: str, name: str) -> Path:
        """A file of one host."""
        return self.folder / "hosts" / host / name

    def reset(self) -> None:
        """Make program, state and hosts' files new, and start every sshd that is not running."""
        for name in ("program", "hosts", "state", "credentials", "pulumi"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        write_program(self.folder)
        for host in self.plan.hosts.hosts:
            (self.folder / "hosts" / host.name).mkdir()
        self.restart()
        said = self.pulumi("stack", "init", "lab")
        assert said.rc == 0, said.text

    def write_role(self, text: str) -> None:
        """Change what the marks role writes."""
        (self.program / "roles/marks/defaults/main.yml").write_text(f"---\nmarks_text: {text}\n")

    def marks(self) -> set[str]:
        """What stands in the marks of all hosts; `-` where there is none."""
        files = [self.file(host.name, "mark") for host in self.plan.hosts.hosts]
        return {file.read_text() if file.exists() else "-" for file in files}

    def environment(self) -> Mapping[str, str]:
        """What the engine is told."""
        engine = engines.find("pulumi")
        assert engine is not None, "pulumi is there"
        paths = [str(self.folder / "standins"), str(engine.path.parent), str(Path(sys.executable).parent), os.environ["PATH"]]
        return {
            **os.environ,
            "PATH": os.pathsep.join(paths),
            "PYTHONPATH": os.pathsep.join([str(REPOSITORY / "modules"), os.environ.get("PYTHONPATH", "")]),
            "VIRTUAL_ENV": sys.prefix,
            "PULUMI_HOME": str(self.folder / "pulumi"),
            "PULUMI_BACKEND_URL": f"file://{self.folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "a passphrase for tests",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "CREDENTIALS_DIRECTORY": str(self.folder / "credentials"),
            "PODWRIGHT_TEST_HOSTS": str(self.folder / "hosts"),
        }

    def inside(self, *command: str) -> list[str]:
        """The command line that runs a command in the pod's network."""
        return ["nsenter", f"--net=/run/netns/{self.namespace}", *command]

    def pulumi(self, *arguments: str) -> Said:
        """Run the engine on the pod's stack and return what it said."""
        return self.run("pulumi", "--non-interactive", "--color=never", *arguments)

    def podwright(self, *arguments: str, **environment: str | None) -> Said:
        """Run podwright on the pod and return what it said; a variable that is None is taken away."""
        return self.run("podwright", *arguments, **environment)

    def run(self, *command: str, **changes: str | None) -> Said:
        """Run a command in the pod's network and program folder and return what it said."""
        told = {name: value for name, value in {**self.environment(), **changes}.items() if value is not None}
        done = subprocess.run(self.inside(*command), cwd=self.program, env=told, capture_output=True, text=True, timeout=LIMIT_S, check=False)
        return Said(done.returncode, done.stdout + done.stderr)

    def begin(self, *command: str) -> "subprocess.Popen[str]":
        """Begin a command in the pod's network, in a session of its own as a terminal gives it, and return its process."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            self.inside(*command), cwd=self.program, env=self.environment(), stdout=pipe, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )

    def state(self) -> dict[str, object]:
        """The Playbook as the engine remembers it; empty when it does not."""
        exported = json.loads(self.pulumi("stack", "export").text)
        found = [entry for entry in exported["deployment"].get("resources", []) if entry["type"] == "podwright:host:Playbook"]
        return found[0] if found else {}

    def start(self, host: Host) -> None:
        """Start the sshd of one host, with the key and certificate that the plan gives it."""
        place = self.folder / "sshd" / host.name
        place.mkdir(parents=True, exist_ok=True)
        profile = self.plan.hosts.profiles[0]
        keys = pod_keys(SEED, pod=self.plan.header.pod, generation=profile.ssh_generation)
        key = host_key(keys, host.name, names=(host.full_name, host.name))
        files = {"key": key.private_openssh, "key-cert.pub": key.certificate, "ca.pub": keys.user_ca_public, "principals": profile.automation_user}
        for name, text in files.items():
            (place / name).write_text(text.rstrip() + "\n")
            (place / name).chmod(0o600)
        (place / "sshd_config").write_text(server_config(host, place))
        mounts = "".join(f"mount --bind {self.folder}/etc/{name} /etc/{name} && " for name in ("passwd", "shadow"))
        line = self.inside("unshare", "--mount", "sh", "-c", f"{mounts}exec /usr/sbin/sshd -D -e -f {place}/sshd_config")
        with (place / "log").open("wb") as log:
            self.servers[host.name] = subprocess.Popen(line, stdout=log, stderr=log)
        self._wait_for(host)

    def stop(self, host: str) -> None:
        """End the sshd of one host, so that the host no longer answers."""
        server = self.servers.pop(host)
        server.terminate()
        server.wait(10)

    def restart(self) -> None:
        """Start every sshd that is not running."""
        for host in self.plan.hosts.hosts:
            if host.name not in self.servers:
                self.start(host)

    def sessions(self, host: str) -> tuple[int, ...]:
        """Return the processes that run on one host for those who came in."""
        parents = {int(stat.parent.name): _parent(stat) for stat in Path("/proc").glob("[0-9]*/stat")}
        found, front = [], {self.servers[host].pid}
        while front:
            front = {pid for pid, parent in parents.items() if parent in front}
            found += sorted(front)
        return tuple(found)

    def die(self, host: str) -> None:
        """Kill one host with all that runs on it, as when its power fails."""
        for pid in (*self.sessions(host), self.servers[host].pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.servers.pop(host).wait(10)

    def fill(self, host: str) -> None:
        """Leave no space where one host's files are; what is seen of them from outside stays as it was."""
        place = self.folder / "hosts" / host
        fill = f"mount -t tmpfs -o size=16k none {place} && cat /dev/zero > {place}/everything 2>/dev/null; test -s {place}/everything"
        subprocess.run(["nsenter", "--mount", f"--target={self.servers[host].pid}", "sh", "-c", fill], check=True)

    def empty(self, host: str) -> None:
        """Give one host its space and its files again."""
        place = self.folder / "hosts" / host
        subprocess.run(["nsenter", "--mount", f"--target={self.servers[host].pid}", "umount", str(place)], check=True)

    def _wait_for(self, host: Host) -> None:
        limit_s = time.monotonic() + ANSWER_LIMIT_S
        probe = self.inside("sh", "-c", f"exec 3<>/dev/tcp/{host.in_band_v4}/22")
        probe[-3] = "bash"
        while subprocess.run(probe, capture_output=True, check=False).returncode:
            assert time.monotonic() < limit_s, (self.folder / "sshd" / host.name / "log").read_text()
            time.sleep(0.05)


@contextmanager
def full_memory(folder: Path) -> Iterator[Path]:
    """Yield a folder in memory that may be written, with room for next to nothing."""
    place = folder / "runtime"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)
        place.rmdir()


def _parent(stat: Path) -> int:
    """Return the parent of a process; 0 when it has just ended."""
    try:
        return int(stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
    except OSError:
        return 0


def server_config(host: Host, place: Path) -> str:
    """Return what one sshd is told: its own key and certificate, and certificates alone to come in with."""
    return "\n".join(
        (
            f"ListenAddress {host.in_band_v4}",
            f"HostKey {place}/key",
            f"HostCertificate {place}/key-cert.pub",
            f"TrustedUserCAKeys {place}/ca.pub",
            f"AuthorizedPrincipalsFile {place}/principals",
            "AuthorizedKeysFile none",
            "PasswordAuthentication no",
            "PermitRootLogin prohibit-password",
            "StrictModes no",
            "UsePAM no",
            "PidFile none",
            "Subsystem sftp internal-sftp",
            "",
        )
    )


def write_program(folder: Path) -> None:
    """Write program, stack and credentials as a user has them."""
    shutil.copytree(PROGRAM, folder / "program")
    for name in ("hosts", "state", "credentials", "pulumi"):
        (folder / name).mkdir()
    shutil.copy(REPOSITORY / "__main__.py", folder / "program")
    text = (REPOSITORY / "Pulumi.yaml").read_text().replace("./modules/podwright/provider", str(REPOSITORY / "modules/podwright/provider"))
    (folder / "program" / "Pulumi.yaml").write_text(text)
    (folder / "credentials" / "ssh-seed").write_text(SEED)


def build(folder: Path, namespace: str) -> SmallPod:
    """Return the pod with its network; `reset` starts its hosts."""
    (folder / "etc").mkdir()
    install(folder / "standins", Path(sys.executable))
    for name, line in (("passwd", "podwright:x:0:0::/root:/bin/sh"), ("shadow", "podwright:*:19000:0:99999:7:::")):
        (folder / "etc" / name).write_text(Path(f"/etc/{name}").read_text().rstrip("\n") + f"\n{line}\n")
        (folder / "etc" / name).chmod(0o644)
    spec = load(PROGRAM / "stacks" / "lab")
    pod = SmallPod(folder, namespace, compile_pod(spec, load_catalog(spec.architecture)))
    Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    subprocess.run(["ip", "netns", "add", namespace], check=True)
    subprocess.run(["ip", "-n", namespace, "link", "set", "lo", "up"], check=True)
    for host in pod.plan.hosts.hosts:
        subprocess.run(["ip", "-n", namespace, "address", "add", f"{host.in_band_v4}/32", "dev", "lo"], check=True)
    return pod


def take_down(pod: SmallPod) -> None:
    """End every sshd and remove the namespace."""
    for host in tuple(pod.servers):
        pod.stop(host)
    subprocess.run(["ip", "netns", "delete", pod.namespace], check=True)
