"""NetBox or Nautobot for tests: PostgreSQL, Redis and the application in namespaces of their own, which end with them, and what a script asks of it."""

import os
import shutil
import subprocess
from pathlib import Path

PROGRAMS = ("redis-server", "unshare", "setpriv", "ip")
"""Of the packages redis-server, util-linux, iproute2; PostgreSQL's own lie in a folder of its release."""
SEARCH = "/usr/sbin:/usr/bin:/sbin:/bin"
LIMIT_S = 3_000

SCRIPT = """set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /dev/shm
ip link set lo up
mkdir /run/pg /run/data
chown postgres /run/pg /run/data
as_postgres() {{ setpriv --reuid postgres --regid postgres --clear-groups env LC_ALL=C.UTF-8 "$@"; }}
as_postgres {postgres}/initdb -D /run/data -U postgres -A trust -E UTF8 --no-sync > {folder}/initdb.log 2>&1
as_postgres {postgres}/pg_ctl -D /run/data -w -o "-k /run/pg -c fsync=off -c listen_addresses=127.0.0.1" -l /run/pg/log start > /dev/null
as_postgres {postgres}/createdb -h 127.0.0.1 -U postgres inventory
redis-server --save '' --bind 127.0.0.1 --port 6379 > {folder}/redis.log 2>&1 &
redis=$!
cd {folder}
{asked}
kill $redis
as_postgres {postgres}/pg_ctl -D /run/data -m immediate stop > /dev/null
"""


def postgres_folder() -> Path | None:
    """Return where the programs of the newest PostgreSQL are, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def lacking(variable: str, distribution: str) -> str:
    """Return what this machine lacks, in words; nothing if it has all. The variable names the Python that the application is installed for."""
    python = os.environ.get(variable)
    if python is None or not Path(python).is_file():
        return f"no {distribution}: name the Python that has it in {variable}"
    missing = [name for name in PROGRAMS if shutil.which(name, path=SEARCH) is None]
    if postgres_folder() is None:
        missing.append("postgresql")
    return f"no {', '.join(missing)}" if missing else ""


def ask(folder: Path, asked: str, environment: dict[str, str]) -> str:
    """Return what command lines beside a fresh database print, in a shell that stops at the first that fails.

    Laws: database, Redis and all that was mounted are gone afterwards, whatever happened.
    """
    script = SCRIPT.format(folder=folder, postgres=postgres_folder(), asked=asked)
    command = ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "bash", "-c", script]
    done = subprocess.run(command, env={"PATH": SEARCH} | environment, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-6000:]
    return done.stdout
