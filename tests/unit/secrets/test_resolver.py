"""A secret has one name, two places and a message that says what to do."""

from pathlib import Path

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from podwright.secrets.resolver import SecretMissing, resolve
from podwright.secrets.vault import VaultUnreadable

PASSWORD = "correct horse"  # noqa: S105 - of a vault made here


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder


@pytest.fixture
def pod(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "password").write_text(PASSWORD)
    monkeypatch.setenv("ANSIBLE_VAULT_PASSWORD_FILE", str(tmp_path / "password"))
    return tmp_path


def encrypt(pod: Path, text: str) -> None:
    (pod / "secrets.vault.yml").write_bytes(VaultLib([("default", VaultSecret(PASSWORD.encode()))]).encrypt(text))


def test_a_credential_is_its_file_without_the_line_end(credentials: Path) -> None:
    (credentials / "ssh-seed").write_text("value\n")
    assert resolve("ssh-seed") == "value"


def test_a_credential_wins_over_the_vault(credentials: Path, pod: Path) -> None:
    encrypt(pod, "ssh-seed: from the vault\n")
    (credentials / "ssh-seed").write_text("from systemd")
    assert resolve("ssh-seed", pod_folder=pod) == "from systemd"


def test_the_vault_answers_where_no_credential_does(credentials: Path, pod: Path) -> None:
    encrypt(pod, "kubeconfig: |\n  a\n  b\n")
    assert resolve("kubeconfig", pod_folder=pod) == "a\nb"


def test_a_missing_secret_says_where_it_was_looked_for_and_what_to_do(credentials: Path, pod: Path) -> None:
    with pytest.raises(SecretMissing) as caught:
        resolve("ssh-seed", pod_folder=pod)
    assert str(credentials / "ssh-seed") in str(caught.value)
    assert f"ansible-vault create {pod / 'secrets.vault.yml'}" in str(caught.value)


def test_a_vault_without_the_secret_is_to_be_edited(pod: Path) -> None:
    encrypt(pod, "other: value\n")
    with pytest.raises(SecretMissing, match="ansible-vault edit"):
        resolve("ssh-seed", pod_folder=pod)


@pytest.mark.parametrize("name", ["../passwd", "", "Upper", "a/b", "a" * 64])
def test_what_is_no_name_never_becomes_a_path(credentials: Path, name: str) -> None:
    with pytest.raises(SecretMissing, match="no name of a secret"):
        resolve(name)


def test_an_empty_secret_is_missing(credentials: Path) -> None:
    (credentials / "ssh-seed").write_text("\n")
    with pytest.raises(SecretMissing, match="is empty"):
        resolve("ssh-seed")


def test_the_wrong_password_is_told_from_a_missing_vault(pod: Path) -> None:
    encrypt(pod, "ssh-seed: value\n")
    (pod / "password").write_text("wrong")
    with pytest.raises(VaultUnreadable, match="cannot be decrypted"):
        resolve("ssh-seed", pod_folder=pod)


def test_a_vault_without_a_password_says_which_variable_to_set(pod: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encrypt(pod, "ssh-seed: value\n")
    monkeypatch.delenv("ANSIBLE_VAULT_PASSWORD_FILE")
    with pytest.raises(VaultUnreadable, match="ANSIBLE_VAULT_PASSWORD_FILE"):
        resolve("ssh-seed", pod_folder=pod)


@pytest.mark.parametrize("text", ["- a list\n", "ssh-seed: 12\n", "ssh-seed: [\n", "just words\n"])
def test_a_vault_of_another_shape_is_refused_and_its_text_is_not_shown(pod: Path, text: str) -> None:
    encrypt(pod, text)
    with pytest.raises(VaultUnreadable) as caught:
        resolve("ssh-seed", pod_folder=pod)
    assert text.strip() not in str(caught.value)
