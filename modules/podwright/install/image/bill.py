"""The bill of materials of an image: every package in it, as SPDX 2.3; pure.

Source: SPDX Specification 2.3, clauses 6, 7 and 11; package URL specification, type deb; read 2026-11-21.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote, unquote

from podwright.install.image.recipe import Recipe

NONE = "NOASSERTION"
DOCUMENT, IMAGE = "SPDXRef-DOCUMENT", "SPDXRef-image"


class Package(NamedTuple):
    """One package of an image; `sha256` is of the file that it came in."""

    name: str
    version: str
    architecture: str
    source: str
    source_version: str
    sha256: str


def installed(status: str) -> tuple[tuple[str, str, str, str, str], ...]:
    """Return name, version, architecture, source and its version of every package that dpkg's status file says is installed, sorted."""
    found = []
    for paragraph in status.strip().split("\n\n"):
        fields = dict(re.findall(r"^([A-Z][A-Za-z-]*): (.*)$", paragraph, re.MULTILINE))
        if fields.get("Status") == "install ok installed":
            source, _, version = str(fields.get("Source", fields["Package"])).partition(" ")
            found.append((fields["Package"], fields["Version"], fields["Architecture"], source, version.strip("()") or fields["Version"]))
    return tuple(sorted(found))


def file_name(name: str, version: str, architecture: str) -> str:
    """Return what apt calls the file of a package in its cache."""
    return f"{name}_{version.replace(':', '%3a')}_{architecture}.deb"


def spdx(recipe: Recipe, packages: Iterable[Package]) -> str:
    """Return the bill as SPDX JSON; the same packages give the same text."""
    rows = tuple(sorted(packages))
    digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    image = {"SPDXID": IMAGE, "name": recipe.name, "versionInfo": digest[:12], "primaryPackagePurpose": "OPERATING-SYSTEM", **_unsaid()}
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": DOCUMENT,
        "name": f"{recipe.name}-{digest[:12]}",
        "documentNamespace": f"urn:podwright:image:{recipe.name}:{digest}",
        "creationInfo": {"created": f"{recipe.date}T00:00:00Z", "creators": ["Tool: podwright"]},
        "packages": [image, *(_package(recipe, row) for row in rows)],
        "relationships": [_relation(DOCUMENT, "DESCRIBES", IMAGE), *(_relation(IMAGE, "CONTAINS", _id(row)) for row in rows)],
    }
    return json.dumps(document, indent=1) + "\n"


def listed(text: str) -> tuple[tuple[str, str, str], ...]:
    """Return name, version and architecture of every package that a bill of ours names, sorted."""
    rows = (_purl(package["externalRefs"][0]["referenceLocator"]) for package in json.loads(text)["packages"] if "externalRefs" in package)
    return tuple(sorted(rows))


def _package(recipe: Recipe, row: Package) -> dict[str, object]:
    purl = f"pkg:deb/{recipe.distribution}/{quote(row.name, safe='')}@{quote(row.version, safe='')}?arch={row.architecture}"
    return {
        "SPDXID": _id(row),
        "name": row.name,
        "versionInfo": row.version,
        "sourceInfo": f"{row.architecture}; built from {row.source} {row.source_version}",
        "checksums": [{"algorithm": "SHA256", "checksumValue": row.sha256}],
        "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}],
        **_unsaid(),
    }


def _unsaid() -> dict[str, object]:
    """Return what SPDX wants said and what a package's control file does not say: licences stand in `/usr/share/doc/*/copyright` of the image."""
    said = dict.fromkeys(("downloadLocation", "licenseConcluded", "licenseDeclared", "copyrightText", "supplier"), NONE)
    return {**said, "filesAnalyzed": False}


def _relation(one: str, kind: str, other: str) -> dict[str, str]:
    return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}


def _id(row: Package) -> str:
    """Return the package's identifier; SPDX allows letters, digits, dots and dashes."""
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", f"{row.name.replace('+', '-plus')}-{row.architecture}")


def _purl(text: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"pkg:deb/[a-z]+/([^@]+)@([^?]+)\?arch=(.+)", text)
    assert found, f"{text} is no package URL of a bill of ours"
    return unquote(found[1]), unquote(found[2]), found[3]
