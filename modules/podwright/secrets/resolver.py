"""The one place where the name of a secret becomes its value; Pulumi, Ansible and the proof all come here."""

import os
import re
from pathlib import Path

from podwright.refusal import Refused
from podwright.secrets.vault import read_vault

NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")
VAULT_FILE = "secrets.vault.yml"


class SecretMissing(Refused):
    """No value for a secret: which one, where it was looked for, how to give it."""


def resolve(name: str, *, pod_folder: Path | None = None) -> str:
    """Return the value of one secret, without the line ends behind it.

    The systemd credential of that name wins; then the pod's vault file, which ansible-vault wrote.
    Raises: SecretMissing when neither has it, or when what is there is empty.
    """
    if not NAME.fullmatch(name):
        raise SecretMissing(f"secret {name!r}", "is no name of a secret", "Use a lower-case letter, then letters, digits and dashes, 63 at most")
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    credential = Path(folder) / name if folder else None
    if credential is not None and credential.is_file():
        return _filled(credential.read_text(encoding="utf-8"), name=name, place=str(credential))
    vault = pod_folder / VAULT_FILE if pod_folder is not None else None
    values = read_vault(vault) if vault is not None and vault.is_file() else {}
    if name in values:
        return _filled(values[name], name=name, place=str(vault))
    looked = (
        f"{credential} is not there" if credential else "CREDENTIALS_DIRECTORY is not set",
        (f"{vault} does not hold it" if values else f"{vault} is not there") if vault else "no pod folder was named",
    )
    edit = f"ansible-vault {'edit' if values else 'create'} {vault or f'<pod folder>/{VAULT_FILE}'}"
    remedy = f"Put `{name}: <value>` into the vault with `{edit}`, or hand it over as a systemd credential"
    raise SecretMissing(f"secret {name}", f"has no value: {'; '.join(looked)}", remedy)


def _filled(text: str, *, name: str, place: str) -> str:
    """Return the text without the line ends behind it.

    Raises: SecretMissing when nothing is left of it.
    """
    value = text.rstrip("\r\n")
    if not value.strip():
        raise SecretMissing(f"secret {name}", f"is empty in {place}", "Put its value there")
    return value
