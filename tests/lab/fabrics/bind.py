"""A BIND server for tests: in namespaces of its own, which end with it, asked by dig."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

PROGRAMS = ("named", "named-checkzone", "named-checkconf", "dig", "setpriv", "unshare", "ip")
"""Of the packages bind9, bind9-utils, bind9-dnsutils, util-linux, iproute2."""
SEARCH = "/usr/sbin:/usr/bin:/sbin:/bin"
ANSWERS_S = 120

OPTIONS = """options {{ directory "{folder}"; pid-file none; session-keyfile none; listen-on {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; recursion no;
 allow-transfer {{ any; }}; notify no; managed-keys-directory "{folder}"; }};
controls {{ }};
include "{folder}/named.conf";
"""

SCRIPT = """set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs /run
ip link set lo up
named -g -c {folder}/all.conf > {folder}/log 2>&1 < /dev/null &
server=$!
for try in $(seq 200); do
  dig +time=1 +tries=1 @127.0.0.1 {zone} SOA 2>/dev/null | grep -q 'status: NOERROR' && break
  kill -0 $server 2>/dev/null || break
  read -t 0.1 <> {folder}/never || true
done
dig @127.0.0.1 +noall +answer -f {folder}/questions > {folder}/answers
kill $server
wait $server || true
"""


def lacking() -> tuple[str, ...]:
    """Return what this machine lacks of what a name server and its questions need."""
    return tuple(name for name in PROGRAMS if shutil.which(name, path=SEARCH) is None)


def lay(folder: Path, files: Mapping[str, str]) -> None:
    """Write zones and their configuration, and a configuration around it that answers this machine alone."""
    for name, text in {**files, "all.conf": OPTIONS.format(folder=folder)}.items():
        (folder / name).write_text(text, encoding="utf-8")


def ask(folder: Path, zone: str, questions: list[str]) -> list[list[str]]:
    """Return the answer section of all questions: name, TTL, class, type, data of each record.

    Laws: the server and what was mounted are gone afterwards, whatever happened.
    """
    (folder / "questions").write_text("\n".join(questions) + "\n", encoding="utf-8")
    subprocess.run(["mkfifo", folder / "never"], check=True)
    script = SCRIPT.format(folder=folder, zone=zone)
    command = ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "bash", "-c", script]
    done = subprocess.run(command, env={"PATH": SEARCH}, capture_output=True, text=True, timeout=ANSWERS_S, check=False)
    assert done.returncode == 0, done.stderr + (folder / "log").read_text(encoding="utf-8")[-2000:]
    lines = (folder / "answers").read_text(encoding="utf-8").splitlines()
    return [line.split(None, 4) for line in lines if line and not line.startswith(";")]


def complaints(folder: Path, zones: list[str]) -> list[str]:
    """Return what BIND's own checkers say against the zones and the configuration that names them."""
    said = []
    for zone in zones:
        done = subprocess.run(["named-checkzone", "-q", zone, f"{zone}.zone"], cwd=folder, env={"PATH": SEARCH}, capture_output=True, text=True, check=False)
        said += [f"{zone}: {done.stdout}{done.stderr}"] if done.returncode else []
    for file in ("all.conf", *(name for name in ("named.secondary.conf",) if (folder / name).exists())):
        done = subprocess.run(["named-checkconf", "-z", folder / file], cwd=folder, env={"PATH": SEARCH}, capture_output=True, text=True, check=False)
        said += [done.stdout + done.stderr] if done.returncode else []
    return said
