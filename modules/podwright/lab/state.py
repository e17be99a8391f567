"""Where a lab keeps what it knows: `<root>/.lab/<pod>/`, and the names that all its parts carry."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from podwright.refusal import Refused

FOLDER = ".lab"
ROOT_MARKS = ("Pulumi.yaml", ".git")


@dataclass(frozen=True, slots=True)
class LabState:
    """One lab's place on this machine: the repository it belongs to and the pod it shows."""

    root: Path
    pod: str

    @property
    def folder(self) -> Path:
        """Return the lab's own folder, an absolute path."""
        return self.root / FOLDER / self.pod

    @property
    def id(self) -> str:
        """Return the name that the lab's namespace and control groups carry; two folders never share one."""
        return f"podwright-{self.pod}-{hashlib.sha256(str(self.folder).encode()).hexdigest()[:8]}"

    @property
    def namespace(self) -> Path:
        """Return the file of the lab's network namespace."""
        return Path("/run/netns") / self.id

    @property
    def enter(self) -> tuple[str, ...]:
        """Return the words before a command that put it into the lab's network namespace."""
        return ("nsenter", f"--net={self.namespace}", "--")

    @property
    def control_path(self) -> Path:
        """Return the folder of ssh's shared connections: short, since a socket's path may have 104 characters, and never another lab's."""
        return Path("/run") / self.id

    @property
    def credentials(self) -> Path:
        """Return the folder of the lab's secrets, one file a secret (`ssh-seed`, `kubeconfig`)."""
        return self.folder / "credentials"

    @property
    def ssh(self) -> Path:
        """Return the folder of the lab's ssh client: `config`, `known_hosts`, `id`, `id-cert.pub`."""
        return self.folder / "ssh"

    @property
    def hosts(self) -> Path:
        """Return the folder of the hosts' own disks, one folder a host."""
        return self.folder / "hosts"

    @property
    def control_plane(self) -> Path:
        """Return the home of the control plane."""
        return self.folder / "control-plane"

    @property
    def processes(self) -> Path:
        """Return the folder of process records, one JSON file a process."""
        return self.folder / "processes"

    @property
    def logs(self) -> Path:
        """Return the folder of logs, one file a process."""
        return self.folder / "logs"

    @property
    def pulumi_backend(self) -> Path:
        """Return the folder of Pulumi's state."""
        return self.folder / "state" / "pulumi"

    @property
    def pulumi_home(self) -> Path:
        """Return the folder that Pulumi takes for its home."""
        return self.folder / "state" / "pulumi-home"

    @property
    def passphrase(self) -> Path:
        """Return the file with the passphrase of Pulumi's secrets."""
        return self.folder / "state" / "passphrase"


def lab_state(pod: str, *, near: Path) -> LabState:
    """Return the lab of a pod; its root is the closest folder at or above `near` that is a repository or a Pulumi program, else `near` itself."""
    start = near.resolve()
    homes = (folder for folder in (start, *start.parents) if any((folder / mark).exists() for mark in ROOT_MARKS))
    return LabState(root=next(homes, start), pod=pod)


def the_only_lab(*, near: Path) -> LabState:
    """Return the one lab that is up, or else the one that has a folder, under the root at or above `near`.

    Raises: Refused when there is none, or more than one.
    """
    root = lab_state("any", near=near).root
    pods = sorted(folder.name for folder in (root / FOLDER).glob("*") if folder.is_dir())
    up = [pod for pod in pods if LabState(root, pod).namespace.exists()]
    for those in (up, pods):
        if len(those) == 1:
            return LabState(root=root, pod=those[0])
    if not pods:
        raise Refused(f"{root / FOLDER}", "no lab has been started here", "Start one with podwright lab up DIR")
    raise Refused(f"{root / FOLDER}", f"{len(pods)} labs are here ({', '.join(pods)}), and none was named", "Name its stack folder with --pod DIR")
