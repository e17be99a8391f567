"""A Slurm controller for tests: munged and slurmctld in namespaces of their own, which end with them; asked by scontrol, and stopped."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

PROGRAMS = ("slurmctld", "scontrol", "munged", "setpriv", "unshare", "ip")
"""Of the packages slurmctld, slurm-client, munge, util-linux, iproute2."""
SEARCH = "/usr/sbin:/usr/bin:/sbin:/bin"
ANSWERS_S = 60

CONFIGURATION = """ClusterName=lab
SlurmctldHost=ctl(10.77.0.1)
AuthType=auth/munge
SlurmUser=root
StateSaveLocation=/run/lab/state
SlurmdSpoolDir=/run/lab/spool
SlurmctldPidFile=/run/lab/slurmctld.pid
ProctrackType=proctrack/linuxproc
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
GresTypes=gpu
ReturnToService=2
MailProg=/bin/true
include /etc/slurm/nodes.conf
PartitionName=batch Nodes=ALL Default=YES State=UP
"""

SCRIPT = """set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs {root}/run
mkdir -p {root}/run/lab/state {root}/run/lab/spool {root}/run/munge {root}/etc/slurm {root}/tmp
[ {root} = / ] || mount -t proc proc {root}/proc
[ {root} = / ] || mount --rbind /dev {root}/dev
mount -t tmpfs tmpfs {root}/etc/slurm
mount -t tmpfs tmpfs {root}/var/log
mount -t tmpfs tmpfs {root}/etc/munge
cp -r {folder}/slurm/. {root}/etc/slurm/
: >> {root}/etc/hosts
mount --bind {folder}/hosts {root}/etc/hosts
mkdir -p {root}/var/log/munge
head -c 1024 /dev/urandom > {root}/etc/munge/munge.key
chroot {root} sh -c 'chown -R munge: /etc/munge /run/munge /var/log/munge /var/lib/munge; chmod 400 /etc/munge/munge.key; chmod 700 /etc/munge; chmod 755 /run/munge'
hostname ctl
ip link set lo up
ip link add lab0 type veth peer name lab1
ip address add 10.77.0.1/24 dev lab0
ip link set lab0 up
ip link set lab1 up
chroot {root} setpriv --reuid munge --regid munge --clear-groups munged
chroot {root} slurmctld -D -c > {folder}/slurmctld.log 2>&1 < /dev/null &
controller=$!
for try in $(seq 600); do
  chroot {root} scontrol ping 2>/dev/null | grep -q 'is UP' && break
  kill -0 $controller 2>/dev/null || break
  read -t 0.1 < {folder}/never || true
done
{asked}
kill $controller
wait $controller || true
"""


def lacking(*, root: Path | None = None) -> tuple[str, ...]:
    """Return what this machine, or a root folder, lacks of what a controller needs."""
    search = SEARCH if root is None else ":".join(f"{root}{folder}" for folder in SEARCH.split(":"))
    return tuple(name for name in PROGRAMS if shutil.which(name, path=SEARCH if name in ("setpriv", "unshare", "ip") else search) is None)


def ask(folder: Path, files: Mapping[str, str], questions: Mapping[str, str], *, plugin: str | None, hosts: str, root: Path = Path("/")) -> dict[str, str]:
    """Return what a controller answers to each command line, which ran from these files; its own words under `log`.

    Shape: `files` are those beside slurm.conf, by name. `root` is the root folder whose Slurm is to be asked.
    Laws: the controller, munged and all that was mounted are gone afterwards, whatever happened.
    """
    below = folder / "slurm"
    below.mkdir(parents=True)
    configuration = CONFIGURATION if plugin is None else f"{CONFIGURATION}TopologyPlugin={plugin}\n"
    for name, text in {**files, "slurm.conf": configuration}.items():
        (below / name).write_text(text, encoding="utf-8")
    (folder / "hosts").write_text(f"127.0.0.1 localhost\n10.77.0.1 ctl\n{hosts}", encoding="utf-8")
    (folder / "never").touch()
    asked = "\n".join(f"chroot {root} {question} > {folder}/{name}.answer 2>&1 || true" for name, question in questions.items())
    words = ("setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--net", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", "-c")
    done = subprocess.run(
        (*words, SCRIPT.format(root=root, folder=folder, asked=asked)),
        env={"PATH": SEARCH, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=ANSWERS_S * 3,
        check=False,
    )
    assert done.returncode == 0, f"the controller's namespace ended with {done.returncode}: {done.stderr[-2000:]}"
    answers = {name: (folder / f"{name}.answer").read_text(encoding="utf-8") for name in questions}
    return {**answers, "log": (folder / "slurmctld.log").read_text(encoding="utf-8")}
