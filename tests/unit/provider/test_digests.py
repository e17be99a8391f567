"""A digest changes when, and only when, what a run reads changes."""

from pathlib import Path

from podwright.provider.digests import is_same_secrets, role_files, roles_digest, secrets_digest

FILES = {"site.yml": b"---\n", "roles/a/tasks/main.yml": b"[]\n"}


def test_every_byte_of_roles_and_inventory_counts() -> None:
    digests = {
        roles_digest(FILES, inventory="{}"),
        roles_digest({**FILES, "site.yml": b"--- \n"}, inventory="{}"),
        roles_digest({**FILES, "roles/b/tasks/main.yml": b""}, inventory="{}"),
        roles_digest({"site.yml": b"---\n", "roles/c/tasks/main.yml": b"[]\n"}, inventory="{}"),
        roles_digest(FILES, inventory="{ }"),
    }
    assert len(digests) == 5


def test_the_order_of_files_does_not_count() -> None:
    assert roles_digest(dict(reversed(FILES.items())), inventory="{}") == roles_digest(FILES, inventory="{}")


def test_the_digest_does_not_say_the_secret_and_knows_it_again() -> None:
    known = secrets_digest({"ssh-seed": "5eed"}, salt="salt")
    assert "5eed" not in known
    assert is_same_secrets(known, {"ssh-seed": "5eed"})
    assert not is_same_secrets(known, {"ssh-seed": "5eee"})
    assert not is_same_secrets(known, {"seed-ssh": "5eed"})


def test_another_salt_gives_another_digest() -> None:
    assert secrets_digest({"a": "b"}, salt="one") != secrets_digest({"a": "b"}, salt="two")


def test_nothing_known_is_never_the_same() -> None:
    assert not is_same_secrets("", {})


def test_documents_and_caches_are_not_read(tmp_path: Path) -> None:
    for name in ("site.yml", "roles/a/README.md", "roles/a/tasks/main.yml", "lookup_plugins/a.py", "lookup_plugins/__pycache__/a.pyc", "stacks/pod.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert sorted(role_files(tmp_path)) == ["lookup_plugins/a.py", "roles/a/tasks/main.yml", "site.yml"]
