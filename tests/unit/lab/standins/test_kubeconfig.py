"""A kubeconfig as text or as a path; what it holds is never quoted in an error."""

import json
from pathlib import Path

import pytest

from podwright.lab.standins.kubernetes_provider.kubeconfig import read_access
from podwright.refusal import Refused


def document(user: dict[str, object]) -> str:
    """Return a kubeconfig with one user."""
    cluster = {"name": "one", "cluster": {"server": "https://192.0.2.1:6443/", "insecure-skip-tls-verify": True}}
    context = {"name": "main", "context": {"cluster": "one", "user": "me", "namespace": "work"}}
    return json.dumps({"current-context": "main", "contexts": [context], "clusters": [cluster], "users": [{"name": "me", "user": user}]})


def test_text_and_path_mean_the_same(tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text(document({"token": "t"}))
    for given in (file.read_text(), str(file)):
        access = read_access(given, context=None)
        assert (access.server, access.token, access.namespace) == ("https://192.0.2.1:6443", "t", "work")


@pytest.mark.parametrize(
    ("text", "context", "message"),
    [
        ("a: [\nhidden-word", None, "kubeconfig: this is no kubeconfig. Give the text or the path of a kubeconfig in YAML or JSON."),
        (document({"token": "hidden-word"}), "other", "kubeconfig: contexts has no 'other', only main. Choose one of these with the provider's context."),
        (document({"exec": {"command": "hidden-word"}}), None, "kubeconfig: its user logs in by a program, which the stand-in does not run"),
        ("/no/such/file", None, "/no/such/file: the kubeconfig cannot be read (No such file or directory)"),
    ],
)
def test_what_is_of_no_use_is_said_and_nothing_of_it_is_shown(text: str, context: str | None, message: str) -> None:
    with pytest.raises(Refused) as refused:
        read_access(text, context=context)
    assert str(refused.value).startswith(message)
    assert "hidden-word" not in str(refused.value)
