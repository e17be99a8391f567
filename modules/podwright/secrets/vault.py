"""The pod's own vault: a YAML mapping of names to values, encrypted whole by ansible-vault."""

import os
from pathlib import Path

from podwright.refusal import Refused

PASSWORD_VARIABLE = "ANSIBLE_VAULT_PASSWORD_FILE"  # noqa: S105 - the name of a variable that names a file


class VaultUnreadable(Refused):
    """The vault is there and cannot be used: which file, why, what to do."""


def read_vault(path: Path) -> dict[str, str]:
    """Return every secret of the vault by name.

    Raises: VaultUnreadable when no password is named, when it is the wrong one, or when the text inside is not a mapping of names to text.
    """
    text = _decrypt(path)
    from ruamel.yaml import YAML  # here, not above: a pod that uses systemd credentials has no use for it
    from ruamel.yaml.error import YAMLError

    try:
        document = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1} of the clear text" if mark is not None else str(path)
        raise VaultUnreadable(where, "is no YAML", f"Mend it with `ansible-vault edit {path}`") from None
    if not isinstance(document, dict) or not all(isinstance(name, str) and isinstance(value, str) for name, value in document.items()):
        remedy = f"Mend it with `ansible-vault edit {path}`; numbers stand in quotes"
        raise VaultUnreadable(str(path), "holds something else than names with text behind them", remedy)
    return dict(document)


def _decrypt(path: Path) -> bytes:
    """Return the clear text of the vault; the password file may be a program, as Ansible allows."""
    password_file = os.environ.get(PASSWORD_VARIABLE)
    if not password_file:
        raise VaultUnreadable(str(path), f"is encrypted and {PASSWORD_VARIABLE} is not set", "Point it at the file that holds the vault's password")
    from ansible.errors import AnsibleError  # here, not above: it takes a third of a second
    from ansible.parsing.dataloader import DataLoader
    from ansible.parsing.vault import VaultLib, get_file_vault_secret

    try:
        secret = get_file_vault_secret(filename=password_file, loader=DataLoader())
        secret.load()
        return bytes(VaultLib([("default", secret)]).decrypt(path.read_bytes()))
    except AnsibleError as error:
        first_line = str(error).splitlines()[0].rstrip(".")
        raise VaultUnreadable(str(path), f"cannot be decrypted: {first_line}", f"Check the password in {password_file}") from None
