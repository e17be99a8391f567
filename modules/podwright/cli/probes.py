"""Questions to this machine, each with an answer that a person can check."""

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from podwright.engines.catalog import GROUPS, EngineGroup
from podwright.engines.choice import Choice, choose
from podwright.engines.golang import find_go, fit_go
from podwright.engines.machine import here
from podwright.refusal import Refused
from podwright.share import share_folder

LEAST_PYTHON = (3, 11)

# Go's modules and build cache after all groups were built cold (3.7 + 7.6 GiB), and the engines themselves (0.8 GiB).
COLD_BUILD_GIB = 12.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a need is met, None when that could not be asked, and what was seen."""

    is_met: bool | None
    seen: str


def python() -> Answer:
    """Return whether Python is new enough."""
    return Answer(sys.version_info[:2] >= LEAST_PYTHON, platform.python_version())


def python_packages() -> Answer:
    """Return whether every package that podwright names is installed, at the exact version where it names one."""
    wanted = required_packages()
    wrong = tuple(fault for fault in (package_fault(line) for line in wanted) if fault is not None)
    return Answer(not wrong, ", ".join(wrong) if wrong else f"{len(wanted)} packages")


def required_packages() -> tuple[str, ...]:
    """Return what podwright requires, as its wheel states it, or the clone it runs from when it is not installed."""
    try:
        stated = importlib.metadata.requires("podwright")
    except importlib.metadata.PackageNotFoundError:
        document = tomllib.loads((share_folder() / "pyproject.toml").read_text())
        return tuple(document["project"]["dependencies"])
    return tuple(line for line in (stated if stated is not None else ()) if "extra ==" not in line)


def package_fault(requirement: str) -> str | None:
    """Return what is wrong with one required package; None when nothing is."""
    name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
    pinned = re.search(r"==([^,;\s]+)", requirement)
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return f"{name} is missing"
    return f"{name} is {version}, not {pinned.group(1)}" if pinned is not None and version != pinned.group(1) else None


def program_files() -> Answer:
    """Return whether the files that travel with the package are there."""
    folder = share_folder()
    lacking = tuple(name for name in ("site.yml", "roles", "tools") if not (folder / name).exists())
    return Answer(not lacking, f"{folder} lacks {', '.join(lacking)}" if lacking else str(folder))


def program(name: str) -> Answer:
    """Return whether a program is on PATH."""
    path = shutil.which(name)
    return Answer(path is not None, path if path is not None else "not on PATH")


def blank_machines() -> Answer:
    """Return whether the programs and firmware of blank machines are here, else the packages that bring what is not."""
    from podwright.lab.machines.firmware import lacking

    packages = lacking()
    return Answer(not packages, f"packages {', '.join(packages)} are not" if packages else "programs and firmware")


def ansible() -> Answer:
    """Return whether Ansible's program is beside this Python or on PATH."""
    path = shutil.which("ansible-playbook", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))))
    if path is None:
        return Answer(False, "not on PATH")
    return Answer(True, f"ansible-core {importlib.metadata.version('ansible-core')}, {path}")


def engine(group: EngineGroup) -> Answer:
    """Return whether an engine group is here, or can be built here."""
    machine = here()
    choices = tuple(choose(entry.name, machine, go=find_go(machine)) for entry in group.programs)
    passed_over = tuple(f"{seen.path} is {seen.version}: passed over" for choice in choices for seen in choice.passed_over)
    origins = sorted({str(choice.engine.origin) for choice in choices if choice.engine is not None})
    if all(choice.engine is not None for choice in choices):
        return Answer(True, "; ".join((" and ".join(origins), *passed_over)))
    return buildable(group, passed_over)


def buildable(group: EngineGroup, passed_over: tuple[str, ...]) -> Answer:
    """Return whether a group that is not here can be built here."""
    try:
        go_found = fit_go(group, here())
    except Refused as refused:
        return Answer(False, "; ".join((refused.what, *passed_over)))
    return Answer(True, "; ".join((f"not built yet; Go {go_found.version} will build it at first use", *passed_over)))


def kubernetes_plugin() -> Answer:
    """Return whether Pulumi's Kubernetes plugin is installed, in the version of the Python package, or on PATH."""
    on_path = shutil.which("pulumi-resource-kubernetes")
    if on_path is not None:
        return Answer(True, on_path)
    home = Path(os.environ.get("PULUMI_HOME", str(Path.home() / ".pulumi")))
    wanted = f"resource-kubernetes-v{importlib.metadata.version('pulumi-kubernetes')}"
    return Answer((home / "plugins" / wanted).is_dir(), f"{home / 'plugins' / wanted}{'' if (home / 'plugins' / wanted).is_dir() else ' is not there'}")


def go() -> Answer:
    """Return whether Go is here and new enough for every group."""
    machine = here()
    try:
        found = tuple(fit_go(group, machine) for group in GROUPS)
    except Refused as refused:
        return Answer(False, refused.what)
    return Answer(True, f"{found[0].version}, {found[0].path}")


def linux() -> Answer:
    """Return whether this is Linux."""
    return Answer(sys.platform == "linux", f"{platform.system()} {platform.release()}")


def root() -> Answer:
    """Return whether we are root."""
    return Answer(os.geteuid() == 0, f"user {os.geteuid()}")


def links() -> Answer:
    """Return whether a bridge and a veth pair can be made in a network namespace, by making them in one that ends at once."""
    return tried("--net", "ip link add name pw0 type bridge && ip link add name pw1 type veth peer name pw2 && ip link set pw1 master pw0")


def overlay() -> Answer:
    """Return whether an overlay can be mounted, by mounting one that ends at once."""
    script = "mount -t tmpfs none /tmp && cd /tmp && mkdir l u w o && mount -t overlay none -o lowerdir=l,upperdir=u,workdir=w o"
    return tried("--mount", script)


def tried(namespace: str, script: str) -> Answer:
    """Return whether a script succeeds in a namespace of its own, of which nothing stays."""
    if os.geteuid() != 0:
        return Answer(None, "only root can ask")
    try:
        done = subprocess.run(("unshare", namespace, "sh", "-c", script), capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Answer(False, str(error))
    said = done.stderr.strip().splitlines()
    return Answer(done.returncode == 0, "made and gone again" if done.returncode == 0 else (said[-1] if said else f"exit {done.returncode}"))


def control_groups() -> Answer:
    """Return whether a control group hierarchy that tracks processes is mounted: version 2, or systemd's own of version 1."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text().splitlines()
    except OSError as error:
        return Answer(False, str(error))
    kinds = sorted({"version 2" if " - cgroup2 " in line else "version 1 (systemd)" for line in mounts if " - cgroup2 " in line or "name=systemd" in line})
    return Answer(bool(kinds), " and ".join(kinds) if kinds else "none is mounted")


def memory(least_gib: float) -> Answer:
    """Return whether so much memory is available."""
    try:
        stated = re.search(r"^MemAvailable:\s+(\d+) kB$", Path("/proc/meminfo").read_text(), re.MULTILINE)
    except OSError:
        stated = None
    if stated is None:
        return Answer(None, "this system does not say")
    available_gib = int(stated.group(1)) / (1 << 20)
    return Answer(available_gib >= least_gib, f"{available_gib:.1f} GiB available, {least_gib:.0f} needed")


def disk(least_gib: float) -> Answer:
    """Return whether the cache's disk has room: for the lab, and for building whatever engine is not here."""
    machine = here()
    choices: tuple[Choice, ...] = tuple(choose(entry.name, machine, go=find_go(machine)) for group in GROUPS for entry in group.programs)
    needed_gib = least_gib + (0.0 if all(choice.engine is not None for choice in choices) else COLD_BUILD_GIB)
    standing = next(folder for folder in (machine.cache, *machine.cache.parents) if folder.exists())
    free_gib = shutil.disk_usage(standing).free / (1 << 30)
    return Answer(free_gib >= needed_gib, f"{free_gib:.1f} GiB free at {standing}, {needed_gib:.0f} needed")
