"""Digests by which a Playbook knows, without asking any host, that nothing has changed."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from pathlib import Path

SOURCES = ("site.yml", "roles", "lookup_plugins", "inventory/group_vars", "group_vars")
"""What a run of the playbook is made of, besides the plan and the secrets; paths in the program's folder."""

IGNORED_SUFFIXES = (".pyc", ".md")
"""Files that no run reads: caches and documents."""


def role_files(folder: Path) -> dict[str, bytes]:
    """Return the content of every file that a run of the playbook reads, by its path in the folder."""
    found = [path for source in SOURCES for path in [folder / source, *sorted((folder / source).rglob("*"))] if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.suffix not in IGNORED_SUFFIXES}


def roles_digest(files: Mapping[str, bytes], *, inventory: str) -> str:
    """Return the digest of roles, playbook and rendered inventory: the same bytes on every machine."""
    total = hashlib.sha256()
    for path, content in sorted({**files, "inventory.json": inventory.encode()}.items()):
        total.update(f"{path}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()


def secrets_digest(secrets: Mapping[str, str], *, salt: str) -> str:
    """Return the keyed digest of all secrets, its salt before it: it tells that one changed, and nothing else."""
    text = json.dumps(dict(sorted(secrets.items())), ensure_ascii=False)
    return f"{salt}:{hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()}"


def is_same_secrets(known: str, secrets: Mapping[str, str]) -> bool:
    """Return whether the kept digest is that of these secrets."""
    salt, _, _ = known.partition(":")
    return bool(salt) and hmac.compare_digest(known, secrets_digest(secrets, salt=salt))
