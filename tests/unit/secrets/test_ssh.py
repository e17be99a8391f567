"""Keys come from the seed alone, and OpenSSH's own programs say what they are."""

import subprocess
from pathlib import Path

import pytest

from podwright.secrets.login import FolderNotOurs, current_login, write_login
from podwright.secrets.ssh import PodKeys, SeedTooShort, host_key, issue_user_certificate, known_hosts_line, pod_keys

SEED = "0123456789abcdef" * 4
NOW_S = 1_800_000_000
NAME = "lab-u001-r01-n01"
NAMES = (f"{NAME}.lab.example", NAME)


@pytest.fixture
def keys() -> PodKeys:
    return pod_keys(SEED, pod="lab", generation=1)


def told(*words: str | Path) -> str:
    return subprocess.run(list(words), capture_output=True, text=True, check=True).stdout


def test_the_same_words_give_the_same_bytes(keys: PodKeys) -> None:
    assert host_key(keys, NAME, names=NAMES) == host_key(pod_keys(SEED, pod="lab", generation=1), NAME, names=NAMES)


@pytest.mark.parametrize(
    "other", [pod_keys(SEED, pod="lab2", generation=1), pod_keys(SEED, pod="lab", generation=2), pod_keys(SEED[::-1], pod="lab", generation=1)]
)
def test_another_pod_generation_or_seed_shares_no_key(keys: PodKeys, other: PodKeys) -> None:
    mine, theirs = host_key(keys, NAME, names=NAMES), host_key(other, NAME, names=NAMES)
    assert {keys.user_ca_public, keys.host_ca_public, mine.public_openssh}.isdisjoint({other.user_ca_public, other.host_ca_public, theirs.public_openssh})


def test_no_key_of_a_pod_is_used_twice(keys: PodKeys) -> None:
    publics = [keys.user_ca_public, keys.host_ca_public, *(host_key(keys, name, names=NAMES).public_openssh for name in ("user-ca", "host-ca", NAME))]
    assert len(set(publics)) == len(publics)


def test_openssh_reads_the_host_key_and_finds_its_public_half(keys: PodKeys, tmp_path: Path) -> None:
    host = host_key(keys, NAME, names=NAMES)
    file = tmp_path / "key"
    file.write_text(host.private_openssh)
    file.chmod(0o600)
    assert told("ssh-keygen", "-y", "-P", "", "-f", file).split()[:2] == host.public_openssh.split()


def test_openssh_reads_the_host_certificate_as_meant(keys: PodKeys, tmp_path: Path) -> None:
    (tmp_path / "cert.pub").write_text(host_key(keys, NAME, names=NAMES).certificate)
    (tmp_path / "ca.pub").write_text(keys.host_ca_public)
    text = told("ssh-keygen", "-L", "-f", tmp_path / "cert.pub")
    authority = told("ssh-keygen", "-l", "-f", tmp_path / "ca.pub").split()[1]
    assert "ssh-ed25519-cert-v01@openssh.com host certificate" in text
    assert f"Signing CA: ED25519 {authority}" in text
    assert "Valid: forever" in text
    assert [line.strip() for line in text.splitlines() if line.startswith(" " * 16)] == list(NAMES)


def test_openssh_reads_the_user_certificate_as_meant(keys: PodKeys, tmp_path: Path) -> None:
    public = host_key(keys, NAME, names=NAMES).public_openssh
    (tmp_path / "cert.pub").write_text(issue_user_certificate(keys, principal="ada", public_key=public, valid_s=600, now_s=1_800_000_000))
    text = subprocess.run(["ssh-keygen", "-L", "-f", tmp_path / "cert.pub"], capture_output=True, text=True, check=True, env={"TZ": "UTC"}).stdout
    assert "user certificate" in text
    assert "Valid: from 2027-01-15T07:55:00 to 2027-01-15T08:10:00" in text
    assert [line.strip() for line in text.splitlines() if line.startswith(" " * 16)] == ["ada", "permit-port-forwarding", "permit-pty"]


@pytest.mark.parametrize("line", ["", "ssh-rsa AAAA", "ssh-ed25519 AAAA", "ssh-ed25519 not-base64!"])
def test_what_is_no_ed25519_key_gets_no_certificate(keys: PodKeys, line: str) -> None:
    with pytest.raises(ValueError, match=r"ed25519|base64|Only"):
        issue_user_certificate(keys, principal="ada", public_key=line, valid_s=600, now_s=NOW_S)


def test_a_short_seed_is_refused_with_both_lengths_and_not_shown() -> None:
    with pytest.raises(SeedTooShort, match="has 6 characters, fewer than 32") as caught:
        pod_keys("secret", pod="lab", generation=1)
    assert "secret" not in str(caught.value)


def test_private_halves_do_not_show_when_printed(keys: PodKeys) -> None:
    assert SEED not in repr(keys)
    assert "PRIVATE" not in repr(host_key(keys, NAME, names=NAMES))


def test_openssh_finds_every_host_of_the_domain_in_the_known_hosts_line(keys: PodKeys, tmp_path: Path) -> None:
    (tmp_path / "known").write_text(known_hosts_line(keys, "lab.example") + "\n")
    assert "CA" in told("ssh-keygen", "-F", NAMES[0], "-f", tmp_path / "known")


def login_settings() -> dict[str, str | int]:
    return {"pod": "lab", "generation": 1, "principal": "podwright", "domain": "lab.example", "valid_s": 600}


def test_a_login_is_private_and_complete(keys: PodKeys, tmp_path: Path) -> None:
    login = write_login(keys, tmp_path / "login", principal="podwright", domain="lab.example", valid_s=600, now_s=1_800_000_000)
    assert {path.stat().st_mode & 0o777 for path in (login.identity, login.certificate, login.known_hosts)} == {0o600}
    assert login.identity.parent.stat().st_mode & 0o777 == 0o700
    assert told("ssh-keygen", "-y", "-P", "", "-f", login.identity).startswith("ssh-ed25519 ")


def test_a_login_serves_until_half_its_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    first = current_login(SEED, **login_settings(), now_s=NOW_S)  # type: ignore[arg-type]  # settings of several types
    issued, made_s = first.certificate.read_text(), int(first.certificate.stat().st_mtime)
    assert current_login(SEED, **login_settings(), now_s=made_s + 299).certificate.read_text() == issued  # type: ignore[arg-type]
    assert current_login(SEED, **login_settings(), now_s=made_s + 301).certificate.read_text() != issued  # type: ignore[arg-type]


def test_a_login_of_another_generation_lies_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    first = current_login(SEED, **login_settings(), now_s=NOW_S)  # type: ignore[arg-type]
    second = current_login(SEED, **{**login_settings(), "generation": 2}, now_s=NOW_S)  # type: ignore[arg-type]
    assert first.identity.parent != second.identity.parent


def test_a_folder_that_somebody_else_laid_out_is_refused(keys: PodKeys, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "login").symlink_to(tmp_path / "theirs")
    with pytest.raises(FolderNotOurs):
        write_login(keys, tmp_path / "login", principal="podwright", domain="lab.example", valid_s=600, now_s=NOW_S)
