"""A folder of Debian packages as an apt repository, so that hosts install from it without any network."""

import hashlib
import subprocess
from pathlib import Path

from podwright.refusal import Refused

INDEX = "Packages"


def index(folder: Path) -> str:
    """Return the index of all packages in a folder, one paragraph a package in file order.

    Raises: Refused when a file is no Debian package.
    """
    return "\n".join(
        paragraph(control(file), name=file.name, size_bytes=file.stat().st_size, sha256=hashlib.sha256(file.read_bytes()).hexdigest())
        for file in sorted(folder.glob("*.deb"))
    )


def control(file: Path) -> str:
    """Return the control fields of a package."""
    told = subprocess.run(["dpkg-deb", "--field", str(file)], capture_output=True, text=True, check=False)
    if told.returncode:
        raise Refused(str(file), f"dpkg-deb cannot read it ({told.stderr.strip()})", "Remove the file and run again")
    return told.stdout


def paragraph(fields: str, *, name: str, size_bytes: int, sha256: str) -> str:
    """Return one paragraph of an index: the package's own fields, then where its file is and how to know it again."""
    return f"{fields.rstrip()}\nFilename: ./{name}\nSize: {size_bytes}\nSHA256: {sha256}\n"


def mirror_of(targets: str, *, is_debian: bool) -> str | None:
    """Return the archive that a machine's apt already uses; None if it uses none that has Debian's own suites.

    Shape: `targets` has a line a package index: origin, label, component, address, tab-separated; the first two are empty while no index was fetched.
    """
    rows = [line.split("\t") for line in targets.splitlines()]
    known = [address for origin, label, component, address in rows if (origin, label, component) == ("Debian", "Debian", "main")]
    unknown = [address for origin, _, component, address in rows if is_debian and not origin and component == "main"]
    return next(iter(known + unknown), None)
