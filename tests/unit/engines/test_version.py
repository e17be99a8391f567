from pathlib import Path

import pytest

from podwright.engines.catalog import program_named
from podwright.engines.version import printed_version, version_in
from unit.engines.fakes import put

OLD_KUBECTL = 'Client Version: version.Info{Major:"1", Minor:"27", GitVersion:"v1.27.4", GitCommit:"fa3d799", Platform:"linux/amd64"}'
ETCD = "etcd Version: 3.6.14\nGit SHA: Not provided (use ./build instead of go build)\nGo Version: go1.26.8\nGo OS/Arch: linux/amd64"
KUEUE = '{"level":"info","logger":"setup","msg":"Initializing","gitVersion":"v0.19.2","gitCommit":"abcd01234","buildDate":"2025-01-01"}'

# What the programs print, as recorded from them on 2026-11-21; the old kubectl from the form that releases before 1.28 print.
ANSWERS = (
    ("pulumi", "v3.259.0", "3.259.0"),
    ("pulumi", "v3.260.0-alpha.1", "3.260.0-alpha.1"),
    ("pulumi", "warning: A new version of Pulumi is available\nv3.100.0", "3.100.0"),
    ("etcd", ETCD, "3.6.14"),
    ("kube-apiserver", "Kubernetes v1.36.3", "1.36.3"),
    ("kube-controller-manager", "Kubernetes v1.36.3", "1.36.3"),
    ("kube-scheduler", "Kubernetes v1.35.0+k3s1", "1.35.0+k3s1"),
    ("kubectl", "Client Version: v1.36.3\nKustomize Version: v5.8.1", "1.36.3"),
    ("kubectl", "Client Version: v1.32.4-dispatcher\nKustomize Version: v5.5.0", "1.32.4-dispatcher"),
    ("kubectl", OLD_KUBECTL, "1.27.4"),
    ("kwok", "kwok version v0.8.0 go1.26.8 (linux/amd64)", "0.8.0"),
    ("kueue", KUEUE, "0.19.2"),
    ("pulumi", "no such command", None),
    ("etcd", "", None),
)


@pytest.mark.parametrize(("name", "answer", "version"), ANSWERS)
def test_the_version_is_read_from_what_a_program_prints(name: str, answer: str, version: str | None) -> None:
    assert version_in(answer, program_named(name)) == version


def test_a_version_printed_to_stderr_counts(tmp_path: Path) -> None:
    assert printed_version(put(tmp_path / "kwok", "echo kwok version v0.8.0 >&2"), program_named("kwok")) == "0.8.0"


def test_a_program_that_fails_after_it_said_its_version_has_one(tmp_path: Path) -> None:
    assert printed_version(put(tmp_path / "etcd", "echo etcd Version: 3.6.14; exit 1"), program_named("etcd")) == "3.6.14"


def test_a_program_that_does_not_run_has_no_version(tmp_path: Path) -> None:
    broken = tmp_path / "etcd"
    broken.write_bytes(b"\x7fELF broken")
    broken.chmod(0o755)
    assert printed_version(broken, program_named("etcd")) is None
    assert printed_version(tmp_path / "missing", program_named("etcd")) is None


def test_asking_a_version_reaches_no_cluster_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", "/home/someone/.kube/config")
    path = put(tmp_path / "kubectl", 'test "$KUBECONFIG" = /dev/null && echo "Client Version: v1.36.3"')
    assert printed_version(path, program_named("kubectl")) == "1.36.3"
