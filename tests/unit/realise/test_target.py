"""Which stack a folder is, and whether its state can be kept, before any engine is asked."""

from pathlib import Path

import pytest

from podwright.realise.target import insist_on_state, target_of
from podwright.refusal import Refused

SETTINGS = "config:\n  podwright:layers:\n    - hosts\n"


@pytest.fixture
def pod(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: podwright\nruntime: python\nstackConfigDir: stacks\n")
    folder = tmp_path / "stacks" / "east"
    folder.mkdir(parents=True)
    return folder


def test_a_stack_has_the_name_of_its_pods_folder(pod: Path) -> None:
    target = target_of(pod)
    assert (target.stack, target.program, target.settings.name) == ("east", pod.parent.parent, "Pulumi.east.yaml")


def test_a_stack_without_settings_realises_every_layer(pod: Path) -> None:
    assert target_of(pod).layers == ("hosts", "cluster")


def test_the_layers_are_those_of_the_settings(pod: Path) -> None:
    (pod.parent / "Pulumi.east.yaml").write_text(SETTINGS)
    assert target_of(pod).layers == ("hosts",)


def test_a_folder_below_no_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"no Pulumi\.yaml stands in any folder above it\. Make pod and program with `podwright init`"):
        target_of(tmp_path)


def test_a_stack_that_builds_another_pod_is_refused(pod: Path) -> None:
    (pod.parent / "Pulumi.east.yaml").write_text("config:\n  podwright:pod: stacks/west\n")
    with pytest.raises(Refused, match="Set podwright:pod to stacks/east"):
        target_of(pod)


def test_a_state_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such folder"):
        insist_on_state(f"file://{tmp_path}/state")


def test_a_state_folder_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(Refused, match="cannot be written"):
        insist_on_state("file:///proc/1/task")


def test_a_state_that_only_the_engine_can_judge_passes(tmp_path: Path) -> None:
    for url in (None, "s3://bucket", "https://api.example", f"file://{tmp_path}"):
        insist_on_state(url)
