"""`lab exec`: the only door into a lab. What it says is pure but for the files that it lays out; the caller becomes the command."""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from podwright.engines import GROUPS, find
from podwright.lab import cgroups, credentials, namespace, record, settings, ssh
from podwright.lab.requirements import INSIDE, need_root
from podwright.lab.standins.install import install
from podwright.lab.state import LabState
from podwright.refusal import Refused
from podwright.secrets.login import CERTIFICATE_FILE
from podwright.secrets.ssh import pod_keys
from podwright.share import share_folder

GROUP = "exec"
ENTER = Path(__file__).with_name("enter.py")
PROXIES = frozenset({"http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy"})
DROPPED = frozenset({"PULUMI_CONFIG_PASSPHRASE", "PULUMI_ACCESS_TOKEN", "PULUMI_STACK"})
"""Words of the caller's environment that would lead a command past the lab's own back end; proxies lie outside the lab, so they go too."""


@dataclass(frozen=True, slots=True)
class Door:
    """What the caller becomes: a command line and a whole environment."""

    argv: tuple[str, ...]
    environment: dict[str, str]


def open_door(state: LabState, argv: Sequence[str]) -> Door:
    """Return how to become a command inside the lab. The caller is in the lab's control group from here on, so that `down` ends whatever the command leaves behind.

    Raises: Refused when not root, or when the lab is not up.
    """
    need_root("exec")
    remembered = record.read(state)
    if remembered is None or not namespace.stands(state):
        raise Refused(f"lab {state.pod}", "it is not up", "Start it with podwright lab up DIR")
    renew_login(state, remembered)
    lay_out(state)
    for group in cgroups.make(state.id, GROUP):
        (group / "cgroup.procs").write_text(str(os.getpid()))
    copies = [str(path) for pair in settings.lay_out(state) for path in pair]
    enter = (
        "nsenter",
        f"--net={state.namespace}",
        "--",
        "unshare",
        "--mount",
        "--",
        sys.executable,
        "-I",
        "-S",
        str(ENTER),
        str(state.ssh),
        *copies,
        "--",
        *argv,
    )
    return Door(enter, exec_environment(state, base=os.environ))


def renew_login(state: LabState, remembered: record.LabRecord) -> None:
    """Return nothing; the lab's certificate is good for at least half of its life."""
    certificate = state.ssh / CERTIFICATE_FILE
    if certificate.is_file() and time.time() - certificate.stat().st_mtime < ssh.VALID_S / 2:
        return
    ssh.write_client(state, remembered, keys=pod_keys(credentials.ssh_seed(state), pod=remembered.pod, generation=remembered.ssh_generation))


def lay_out(state: LabState) -> None:
    """Return nothing; the folders that the environment names are there."""
    install(programs(state), Path(sys.executable))
    state.control_path.mkdir(mode=0o700, exist_ok=True)
    state.pulumi_backend.mkdir(parents=True, exist_ok=True)
    state.pulumi_home.mkdir(parents=True, exist_ok=True)


def programs(state: LabState) -> Path:
    """Return the folder of the lab's stand-ins."""
    return state.folder / "bin"


def search_path(state: LabState, *, base: str) -> str:
    """Return PATH inside the lab: stand-ins, the Python that runs podwright, engines that were built, then the caller's own."""
    found = (find(program.name) for group in GROUPS for program in group.programs)
    engines = [str(engine.path.parent) for engine in found if engine is not None]
    return os.pathsep.join(dict.fromkeys((str(programs(state)), str(Path(sys.executable).parent), *engines, base)))


def exec_environment(state: LabState, *, base: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a command inside the lab: the caller's, HOME included, with all that leads to the lab put in place."""
    kept = {name: word for name, word in base.items() if name.lower() not in PROXIES and name not in DROPPED}
    ansible = next((folder / "ansible.cfg" for folder in (state.root, share_folder()) if (folder / "ansible.cfg").is_file()), None)
    own = {
        INSIDE: state.id,
        "PATH": search_path(state, base=base.get("PATH", os.defpath)),
        "CREDENTIALS_DIRECTORY": str(state.credentials),
        "KUBECONFIG": str(state.credentials / "kubeconfig"),
        "PULUMI_BACKEND_URL": f"file://{state.pulumi_backend}",
        "PULUMI_HOME": str(state.pulumi_home),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(state.passphrase),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "ANSIBLE_SSH_CONTROL_PATH_DIR": str(state.control_path),
        "PODWRIGHT_SSH_CONFIG": str(state.ssh / ssh.CONFIG),
    }
    pod = state.root / "stacks" / state.pod
    own |= {"PODWRIGHT_POD": str(pod)} if pod.is_dir() else {}
    return kept | own | ({"ANSIBLE_CONFIG": str(ansible)} if ansible else {})
