"""`stacks/<pod>/hardware.csv`: which MAC, GUID and serial number the hardware that was delivered has. It never changes a plan."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from podwright.spec.errors import SpecError, SpecErrors, shown

FILE = "hardware.csv"
COLUMNS = ("device", "port", "mac", "guid", "serial")
HEADER = ",".join(COLUMNS)
SIZE_LIMIT_BYTES = 64 * 1024 * 1024
"""A pod of 12,500 nodes with 14 ports each has about 12 MiB; five times that is some other file."""

MAC_FORMS = re.compile(
    r"[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}|[0-9a-fA-F]{2}(-[0-9a-fA-F]{2}){5}|[0-9a-fA-F]{4}(\.[0-9a-fA-F]{4}){2}|(0[xX])?[0-9a-fA-F]{12}", re.ASCII
)
GUID_FORMS = re.compile(
    r"(0[xX])?[0-9a-fA-F]{16}|[0-9a-fA-F]{4}(:[0-9a-fA-F]{4}){3}|[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){7}|[0-9a-fA-F]{2}(-[0-9a-fA-F]{2}){7}", re.ASCII
)
SERIAL = re.compile(r"[!-~]+( [!-~]+)*")
SPREADSHEET = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK": "a workbook"}
"""What a file begins with that a spreadsheet program saved in a form of its own."""


class HardwareRow(NamedTuple):
    """What one port is known by, or the device itself where `port` is empty; what is not known is None.

    A MAC reads `b8:ce:f6:00:00:01`, a GUID `0xb8cef60300000001`.
    """

    device: str
    port: str
    mac: str | None
    guid: str | None
    serial: str | None


class _Field(NamedTuple):
    text: str
    column: int


def load_hardware(folder: Path) -> tuple[HardwareRow, ...]:
    """Return the rows of a stack folder's hardware.csv, none where there is no such file. Raises: SpecErrors."""
    path = folder / FILE
    try:
        with path.open("rb") as stream:
            content = stream.read(SIZE_LIMIT_BYTES + 1)
    except FileNotFoundError:
        return ()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise SpecErrors([SpecError(str(path), 0, 0, "", f"cannot be read ({reason})", "Make it a file that you may read")]) from None
    if len(content) > SIZE_LIMIT_BYTES:
        what = f"{path.stat().st_size:,} bytes is above the limit of {SIZE_LIMIT_BYTES:,}"
        raise SpecErrors([SpecError(str(path), 0, 0, "", what, "Keep one line a port in it")])
    return parse_hardware(content, name=str(path))


def parse_hardware(content: bytes, *, name: str) -> tuple[HardwareRow, ...]:
    """Return the rows that the content of a file declares, in its order, which is that of device and port; `name` is what messages call the file.

    Laws: no port twice; no MAC or GUID at two ports; no serial number at two devices.
    Raises: SpecErrors, with every error of the first phase that finds one: the encoding, the first line, the rows.
    """
    lines = _decoded(content, name).splitlines()
    _judge_header(lines, name)
    errors: list[SpecError] = []
    rows = list(_rows(lines, name, errors))
    errors += _duplicates(rows, name)
    if not errors:
        errors += _disorder(rows, name)
    if errors:
        raise SpecErrors(errors)
    return tuple(row for _, row in rows)


def _decoded(content: bytes, name: str) -> str:
    for start, what in SPREADSHEET.items():
        if content.startswith(start):
            raise SpecErrors([SpecError(name, 1, 1, "", f"the file is {what}, not UTF-8 text", "Save it as CSV in UTF-8")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        lines = content[: error.start].split(b"\n")
        column = len(lines[-1].decode("utf-8", "replace")) + 1
        raise SpecErrors([SpecError(name, len(lines), column, "", f"byte 0x{content[error.start]:02X} is not UTF-8", "Save the file as UTF-8")]) from None


def _judge_header(lines: list[str], name: str) -> None:
    first = lines[0] if lines else ""
    if first == HEADER:
        return
    for other, word in ((";", "semicolons"), ("\t", "tabs")):
        if first.replace(other, ",") == HEADER:
            raise SpecErrors([SpecError(name, 1, len("device") + 1, "", f"{word} stand between the columns", "Save it with commas")])
    what = f"{shown(first)} is not the line of column names" if first else "the file declares nothing"
    raise SpecErrors([SpecError(name, 1, 1, "", what, f"Write {HEADER} as the first line")])


def _rows(lines: list[str], name: str, errors: list[SpecError]) -> Iterator[tuple[int, HardwareRow]]:
    """Yield each row that can be read with its line; what cannot goes to the errors."""
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        fields = _fields(line)
        if len(fields) != len(COLUMNS):
            what = f"{len(fields)} column{'s' * (len(fields) != 1)} where {len(COLUMNS)} go"
            errors.append(SpecError(name, number, 1, "", what, f"Write {HEADER}, with nothing between the commas where something is not known"))
            continue
        device, port, mac, guid, serial = fields
        found: list[SpecError] = []
        if not device.text:
            found.append(SpecError(name, number, device.column, "device", "nothing stands here", "Name the device"))
        row = HardwareRow(device.text, port.text, *_identities(number, mac, guid, serial, name, found))
        if not (mac.text or guid.text or serial.text):
            found.append(SpecError(name, number, mac.column, "mac", "neither MAC nor GUID nor serial number stands here", "Give one of them, or drop the line"))
        if not port.text and (mac.text or guid.text):
            held = "mac" if mac.text else "guid"
            what = f"a {held.upper()} is a port's, and no port is named"
            found.append(SpecError(name, number, port.column, "port", what, "Name the port; a line without one is for the device's serial number"))
        errors += found
        if not found:
            yield number, row


def _fields(line: str) -> list[_Field]:
    """Return the fields of one line, less spaces around them, each with the column where it begins, from 1."""
    if '"' not in line:
        texts, columns, at = line.split(","), [], 1
        for text in texts:
            columns.append(at)
            at += len(text) + 1
    else:
        texts = next(csv.reader(io.StringIO(line)))
        columns = [1]
        quoted = False
        for index, letter in enumerate(line, start=1):
            quoted ^= letter == '"'
            if letter == "," and not quoted:
                columns.append(index + 1)
    return [_Field(text.strip(), column) for text, column in zip(texts, columns, strict=False)]


def _identities(number: int, mac: _Field, guid: _Field, serial: _Field, name: str, errors: list[SpecError]) -> tuple[str | None, str | None, str | None]:
    hardware_mac, hardware_guid = _digits(mac.text, MAC_FORMS), _digits(guid.text, GUID_FORMS)
    if mac.text and hardware_mac is None:
        swapped = GUID_FORMS.fullmatch(mac.text) is not None
        what = f"{shown(mac.text)} is {'a GUID' if swapped else 'no MAC address'}"
        errors.append(SpecError(name, number, mac.column, "mac", what, "It goes into the column guid" if swapped else "Write it such as b8:ce:f6:00:00:01"))
    elif hardware_mac is not None and (int(hardware_mac[:2], 16) & 1 or not int(hardware_mac, 16)):
        what = f"{shown(mac.text)} is no address of a port: {'it is that of a group' if int(hardware_mac, 16) else 'it is empty'}"
        errors.append(SpecError(name, number, mac.column, "mac", what, "Read it from the port again"))
    if guid.text and hardware_guid is None:
        swapped = MAC_FORMS.fullmatch(guid.text) is not None
        what = f"{shown(guid.text)} is {'a MAC address' if swapped else 'no GUID'}"
        remedy = "It goes into the column mac" if swapped else "Write it such as 0xb8cef60300000001"
        errors.append(SpecError(name, number, guid.column, "guid", what, remedy))
    elif hardware_guid is not None and int(hardware_guid, 16) in (0, (1 << 64) - 1):
        errors.append(SpecError(name, number, guid.column, "guid", f"{shown(guid.text)} is no GUID of a port", "Read it from the port again"))
    if serial.text and not SERIAL.fullmatch(serial.text):
        errors.append(SpecError(name, number, serial.column, "serial", f"{shown(serial.text)} is no serial number", "Write the letters that are printed on it"))
    return (
        ":".join(hardware_mac[at : at + 2] for at in range(0, 12, 2)) if hardware_mac else None,
        f"0x{hardware_guid}" if hardware_guid else None,
        serial.text or None,
    )


def _digits(text: str, forms: re.Pattern[str]) -> str | None:
    """Return the hexadecimal digits of an address in one of the forms, None if it has none of them."""
    if not text or not forms.fullmatch(text):
        return None
    return text.lower().removeprefix("0x").translate({ord(mark): None for mark in ":-."})


def _duplicates(rows: list[tuple[int, HardwareRow]], name: str) -> Iterator[SpecError]:
    held: dict[tuple[str, str, str], tuple[int, HardwareRow]] = {}
    for number, row in rows:
        here = f"{row.device}/{row.port}" if row.port else row.device
        for word, key in (("port", (row.device, row.port)), ("mac", (row.mac or "", "")), ("guid", (row.guid or "", "")), ("serial", (row.serial or "", ""))):
            if not key[0]:
                continue
            line, first = held.setdefault((word, *key), (number, row))
            # Ports of one card, and a device and its ports, may well bear one serial number.
            if line == number or (word == "serial" and first.device == row.device):
                continue
            there = f"{first.device}/{first.port}" if first.port else first.device
            what = f"{here} already stands in line {line}" if word == "port" else f"{key[0]} already stands at {there} in line {line}"
            yield SpecError(name, number, 1, word, what, "Drop one of them")


def _disorder(rows: list[tuple[int, HardwareRow]], name: str) -> Iterator[SpecError]:
    """Yield the first row that stands out of order: sorted files of two people merge."""
    for (_, first), (number, row) in pairwise(rows):
        if (row.device, row.port) < (first.device, first.port):
            what = f"{row.device}{f'/{row.port}' if row.port else ''} stands behind {first.device}{f'/{first.port}' if first.port else ''}"
            yield SpecError(name, number, 1, "", what, f"Sort the lines by device and port (keep the first line), such as with LC_ALL=C sort -t, -k1,2 {FILE}")
            return
