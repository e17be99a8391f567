"""The lab's copies of the stacks' settings: what belongs to the user's passphrase stays out, and the user's file is never written."""

from pathlib import Path

from podwright.lab.settings import lay_out, without_secrets
from podwright.lab.state import LabState

OWN = """\
config:
  podwright:pod: stacks/alpha
  podwright:ssh-seed:
    secure: v1:abc
secretsprovider: passphrase
encryptionsalt: v1:salt
"""


def repository(tmp_path: Path) -> LabState:
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "Pulumi.alpha.yaml").write_text(OWN)
    return LabState(root=tmp_path, pod="alpha")


def test_only_what_any_passphrase_opens_is_copied() -> None:
    assert without_secrets(OWN) == "config:\n  podwright:pod: stacks/alpha\n"


def test_the_copy_keeps_what_pulumi_wrote_until_the_users_file_changes(tmp_path: Path) -> None:
    state = repository(tmp_path)
    ((copy, file),) = lay_out(state)
    copy.write_text(copy.read_text() + "encryptionsalt: v1:of-the-lab\n")
    lay_out(state)
    assert "of-the-lab" in copy.read_text()
    file.write_text(OWN + "# a line\n")
    lay_out(state)
    assert "of-the-lab" not in copy.read_text()
    assert file.read_text() == OWN + "# a line\n"
