"""`podwright image` before anything is built: what is listed, what is refused, and with which exit code."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from podwright.cli import run
from podwright.cli.exits import Exit
from podwright.install.image.ready import DISK, RECORD, Digest, Record, images_folder, record_text
from podwright.install.image.recipe import key, load_recipe


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def laid(*, name: str = "debian-12", length: int = 3) -> Path:
    """Return the folder of an image that was laid into the cache; its disk has three bytes."""
    folder = images_folder() / key(load_recipe(name))
    folder.mkdir(parents=True)
    (folder / DISK).write_bytes(b"abc")
    digest = Digest("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", length)
    (folder / RECORD).write_text(record_text(Record(name, folder.name, "6.1.0-1-amd64", 2, 4 << 20, {DISK: digest})))
    return folder


def test_an_empty_cache_says_how_to_fill_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["image", "list"]) == Exit.FINE
    assert capsys.readouterr().out == f"No image in {images_folder()}. Build one: podwright image build\n"


def test_an_image_is_listed_with_what_it_is_known_by(capsys: pytest.CaptureFixture[str]) -> None:
    folder = laid()
    assert run(["image", "list", "--json"]) == Exit.FINE
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["key"], told["image_bytes"], told["disk_bytes"], told["folder"]) == (folder.name, 3, 4 << 20, str(folder))


def test_a_folder_without_all_its_files_is_no_image(capsys: pytest.CaptureFixture[str]) -> None:
    (laid() / DISK).unlink()
    assert run(["image", "list"]) == Exit.FINE
    assert "No image in" in capsys.readouterr().out


def test_an_image_that_is_not_there_cannot_be_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["image", "check"]) == Exit.REFUSED
    assert "it is not in the cache. Build it with podwright image build --recipe debian-12." in capsys.readouterr().err


def test_a_file_that_was_cut_is_a_finding(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("podwright.install.image.check.need_programs", lambda _: None)
    laid(length=4)
    assert run(["image", "check"]) == Exit.FINDINGS
    assert f"{DISK}: 3 bytes, and the record says 4. Build it again with podwright image build --recipe debian-12 --fresh." in capsys.readouterr().out


def test_only_the_public_half_of_a_key_goes_into_an_installer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    laid()
    key, file, out = Ed25519PrivateKey.generate(), tmp_path / "key.pem", tmp_path / "out"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert run(["image", "build", "--key", str(file), "--out", str(out)]) == Exit.REFUSED
    assert "it is no public key of Ed25519 in PEM" in capsys.readouterr().err
    assert not out.exists()
    file.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert run(["image", "build", "--key", str(file)]) == Exit.WRONG_INPUT


def test_a_recipe_that_is_wrong_is_refused_before_anything_is_fetched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.yaml").write_text("name: mine\nlike: debian-12\nsuit: trixie\n")
    assert run(["image", "build", "--recipe", str(tmp_path / "mine.yaml")]) == Exit.WRONG_INPUT
    assert "mine.yaml:3:1 suit: no such field. Did you mean suite?" in capsys.readouterr().err
