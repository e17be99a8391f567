"""Answers from a folder of files, and answers kept in one."""

import os
import re
import tempfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from podwright.observe.hosts.reading import HOST_KINDS, HostKind
from podwright.observe.reading import KINDS, Kind, Reading
from podwright.observe.unreadable import Unreadable
from podwright.refusal import Refused

SIZE_LIMIT_BYTES = 256 * 1024 * 1024
"""A scan of 25,000 cables has 6 MB; forty times that is some other file."""
KNOWN: Mapping[str, Kind | HostKind] = {**HOST_KINDS, **KINDS}
"""Every kind of answer that a file may hold, of hosts and of cables; `link` is one of both."""
OF_SUBNETS = ("ibnetdiscover", "db_csv", "iblinkinfo", "ibqueryerrors")
"""Kinds that tell of more than one device, so that a file of theirs may have any name before the kind."""
BESIDE = re.compile(r"ibdiagnet2\.(?!db_csv).*")
"""What ibdiagnet writes beside its database, which has all of it that is read."""


def from_folder(folder: Path, devices: Collection[str]) -> tuple[tuple[Reading, ...], tuple[Unreadable, ...]]:
    """Return the answers in a folder, in the order of file names, and the refusals of files that are none; a single file is read as if it were alone in one.

    Raises: Refused when the folder is not there, may not be read, or has no answer in it.
    """
    try:
        paths = [folder] if folder.is_file() else sorted(path for path in folder.iterdir() if _is_said(path))
    except OSError as error:
        raise Refused(str(folder), f"cannot be read ({(error.strerror or 'unknown reason').lower()})", "Name the folder that holds the answers") from None
    if not paths:
        raise Refused(str(folder), "no answer is in it", "Put files in it such as <device>.lldp.json; --help lists the kinds")
    readings, refused = list[Reading](), list[Unreadable]()
    for path in paths:
        try:
            readings.append(_reading(path, devices))
        except Unreadable as wrong:
            refused.append(wrong)
    return tuple(readings), tuple(refused)


def keep(readings: Iterable[Reading], folder: Path) -> int:
    """Return how many answers were written into a folder, one file each, under the names by which `from_folder` reads them again.

    Raises: Refused when that is not possible.
    """
    count = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for reading in readings:
            handle, name = tempfile.mkstemp(dir=folder, prefix=".answer.")
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(reading.text)
            Path(name).replace(folder / _file_name(reading).replace("/", "_"))
            count += 1
    except OSError as error:
        raise Refused(str(folder), f"cannot be written ({(error.strerror or 'unknown reason').lower()})", "Name another folder for --keep") from None
    return count


def _file_name(reading: Reading) -> str:
    """Return the name of the file in which an answer is kept: `<device>.<kind>.<json or txt>`, with the port behind the kind where it is about one."""
    kind = KNOWN[reading.kind]
    return f"{reading.device}.{reading.kind}{f'.{reading.port}' if kind.is_of_port else ''}.{kind.ending}"


def _is_said(path: Path) -> bool:
    return not path.name.startswith(".") and not BESIDE.fullmatch(path.name) and not path.is_dir()


def _reading(path: Path, devices: Collection[str]) -> Reading:
    """Return the answer in a file. Raises: Unreadable when its name says no kind, or no device of the plan, or when it is no text."""
    parts = path.name.split(".")
    at = next((index for index in range(1, len(parts)) if parts[index] in KNOWN), None)
    if at is None:
        raise Unreadable(
            str(path), 0, "its name says no kind", f"<device>.<kind>.json or .txt, with a kind of {', '.join(KNOWN)}", "Rename it, or take it away"
        )
    device, kind, port = ".".join(parts[:at]), parts[at], ".".join(parts[at + 1 : -1])
    if KNOWN[kind].is_of_port and not port:
        raise Unreadable(str(path), 0, f"its name says no port, and {kind} is about one", f"<device>.{kind}.<port>.{KNOWN[kind].ending}", "Rename it")
    if kind not in OF_SUBNETS and device not in devices:
        raise Unreadable(str(path), 0, f"{device} is no device of the plan", "the plan's name of who was asked", "Rename it, or take it away")
    try:
        if path.stat().st_size > SIZE_LIMIT_BYTES:
            raise Unreadable(str(path), 0, f"{path.stat().st_size:,} bytes", f"at most {SIZE_LIMIT_BYTES:,}", "Look what it is")
        return Reading(kind, device, port, path.read_text(encoding="utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise Unreadable(str(path), line, f"byte 0x{path.read_bytes()[error.start]:02X}", "UTF-8 text", "Save it as UTF-8") from None
    except OSError as error:
        raise Unreadable(str(path), 0, f"it cannot be read ({(error.strerror or 'unknown reason').lower()})", "a file that you may read", "Mend that") from None
