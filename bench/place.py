"""Where measurements run: a fresh clone with a fresh environment of its own, and the lab pod in it, each made when the first measurement wants it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bench.timing import Took, took

ROOT = Path(__file__).resolve().parent.parent
STRANGER = "nobody"
PATH_WITHOUT_GO = "/usr/local/bin:/usr/bin:/bin"
PASSED_ON = ("PIP_", "SSL_", "REQUESTS_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "LANG")
"""What a machine needs to reach its package index; nothing else of the environment reaches the clone of a stranger."""


@dataclass
class Place:
    """The clone of a run; `close` ends its lab and removes it."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="podwright-bench-")))
    setup: list[Took] = field(default_factory=list)

    @cached_property
    def clone(self) -> Path:
        """The clone, set up by an account that is not root and has no Go, its time kept."""
        self.folder.chmod(0o755)
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        (home / ".gitconfig").write_text("[safe]\n\tdirectory = *\n", encoding="utf-8")
        account = pwd.getpwnam(STRANGER)
        is_root = os.geteuid() == 0
        if is_root:
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            os.chown(home, account.pw_uid, account.pw_gid)
        become = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"] if is_root else []
        environment = {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)} | {"HOME": str(home), "PATH": PATH_WITHOUT_GO}
        script = f"rm -rf clone && git clone -q --no-hardlinks {ROOT} clone && cd clone && make --silent setup PYTHON=/usr/bin/python3 && .venv/bin/podwright plan stacks/superpod"
        self.setup.append(took([*become, "sh", "-ec", script], folder=self.folder, environment=environment))
        if is_root:
            subprocess.run(["chown", "-R", "0:0", str(self.folder)], check=True)
        return self.folder / "clone"

    @property
    def environment(self) -> dict[str, str]:
        """What commands in the clone are told: its own programs first."""
        bare = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
        return bare | {"PATH": f"{self.clone / '.venv' / 'bin'}:{os.environ['PATH']}"}

    def run(self, *command: str, ends: tuple[int, ...] = (0,)) -> Took:
        """Return what a command in the clone took."""
        return took(command, folder=self.clone, environment=self.environment, ends=ends)

    def inside(self, *command: str, pod: str = "lab", ends: tuple[int, ...] = (0,)) -> Took:
        """Return what a command in a pod's lab took, without the door's own time where the command says it itself."""
        return self.run("podwright", "lab", "exec", "--pod", f"stacks/{pod}", "--", *command, ends=ends)

    @cached_property
    def lab(self) -> Took:
        """The lab pod, made whole by the demo, its time kept."""
        self.down("lab")
        return self.run("./.ci/demo", "stacks/lab")

    def down(self, pod: str) -> None:
        """End a pod's lab and forget it, so that what comes next starts from nothing."""
        self.run("podwright", "lab", "down", f"stacks/{pod}", "--wipe", ends=(0, 3))

    def close(self) -> None:
        """End every lab of the clone and remove it."""
        if "clone" in self.__dict__:
            for folder in (self.clone / ".lab").glob("*/"):
                self.down(folder.name)
        shutil.rmtree(self.folder, ignore_errors=True)
