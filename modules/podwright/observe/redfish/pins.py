"""`stacks/<pod>/bmc-certificates.csv`: the certificate that the BMC at each host's place shows, by its SHA-256. A person may drop a line, podwright adds them."""

import csv
import io
import re
from collections.abc import Mapping

from podwright.observe.unreadable import Unreadable, shown

PINS_FILE = "bmc-certificates.csv"
COLUMNS = ("device", "sha256")
FINGERPRINT = re.compile(r"[0-9a-f]{64}")


def read_pins(text: str, *, source: str) -> dict[str, str]:
    """Return the fingerprint of each host's BMC; colons and capital letters in one are taken. Raises: Unreadable, with the line."""
    try:
        rows = list(csv.reader(text.splitlines()))
    except csv.Error as error:
        raise Unreadable(source, 0, f"it is no CSV ({error})", "a host and 64 hexadecimal digits a line", "Mend it, or learn the certificates again") from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise Unreadable(source, 1, shown(",".join(rows[0])) if rows else "nothing stands there", ",".join(COLUMNS), "Write the line of column names")
    found: dict[str, str] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        fingerprint = row[1].strip().replace(":", "").lower() if len(row) == len(COLUMNS) else ""
        if not FINGERPRINT.fullmatch(fingerprint) or not row[0]:
            raise Unreadable(source, number, shown(",".join(row)), "a host and 64 hexadecimal digits", "Mend the line, or drop it and learn it again")
        if row[0] in found:
            raise Unreadable(source, number, f"{row[0]} stands twice", "one certificate a host", "Drop one of them")
        found[row[0]] = fingerprint
    return found


def pins_text(pins: Mapping[str, str]) -> str:
    """Return the file that holds these fingerprints, sorted by host, so that two people's changes merge."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(sorted(pins.items()))
    return out.getvalue()
