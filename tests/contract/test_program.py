"""The program of a pod, run with the engine's own mocks: which resources it asks for, in which order, and what it refuses."""

import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path

import pulumi
import pytest
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks

from podwright.catalog.load import load_catalog
from podwright.plan.canonical import digest
from podwright.plan.compile import compile_pod
from podwright.plan.types import Plan
from podwright.spec.load import load

REPOSITORY = Path(__file__).resolve().parents[2]
SEED = "5eed" * 16
PLAYBOOK = "podwright:host:Playbook"
SECRET_MARK = "4dabf18193072939515e22adb298388d"  # noqa: S105 (the engine's public mark of a secret)


class Recorder(Mocks):
    """Takes every resource as it is asked for."""

    def __init__(self) -> None:
        self.asked: list[MockResourceArgs] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[object, object]]:
        self.asked.append(args)
        return f"{args.name}-id", dict(args.inputs)

    def call(self, args: MockCallArgs) -> tuple[dict[object, object], list[tuple[str, str]] | None]:  # noqa: ARG002 (the mocks' signature)
        return {}, None

    def types(self) -> list[str]:
        """The types asked for, in order, without the stack's own."""
        return [asked.typ for asked in self.asked if asked.typ != "pulumi:pulumi:Stack"]

    def playbook(self) -> MockResourceArgs:
        """The one Playbook."""
        [found] = [asked for asked in self.asked if asked.typ == PLAYBOOK]
        return found


@pytest.fixture(autouse=True)
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, value in (("ssh-seed", SEED), ("kubeconfig", '{"apiVersion": "v1", "kind": "Config"}')):
        (tmp_path / name).write_text(value)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    yield tmp_path
    pulumi.runtime.config.set_all_config({})


def run(pod: Path, *, layers: str | None = None) -> Recorder:
    """Return what the program asked for."""
    recorder = Recorder()
    pulumi.runtime.set_mocks(recorder, project="podwright", stack=pod.name)
    pulumi.runtime.config.set_all_config({"podwright:pod": str(pod), **({"podwright:layers": layers} if layers else {})})

    @pulumi.runtime.test
    def program() -> None:
        runpy.run_path(str(REPOSITORY / "__main__.py"))

    program()
    return recorder


def plan_of(pod: Path) -> Plan:
    spec = load(pod)
    return compile_pod(spec, load_catalog(spec.architecture))


@pytest.fixture
def pod(tmp_path: Path) -> Path:
    folder = tmp_path / "lab"
    shutil.copytree(REPOSITORY / "stacks" / "lab", folder)
    return folder


def test_hosts_come_once_and_first(pod: Path) -> None:
    types = run(pod).types()
    assert types.count(PLAYBOOK) == 1
    assert "podwright:cluster:PodCluster" in types
    assert types.index(PLAYBOOK) < types.index("podwright:cluster:PodCluster")


def test_the_playbook_is_told_the_plans_digest(pod: Path) -> None:
    assert run(pod).playbook().inputs["plan_digest"] == digest(plan_of(pod).hosts)


def test_the_seed_reaches_the_playbook_as_a_secret(pod: Path) -> None:
    secrets = run(pod).playbook().inputs["secrets"]
    assert SECRET_MARK in secrets
    assert secrets["value"] == {"ssh-seed": SEED}


def test_the_seed_is_nowhere_else(pod: Path) -> None:
    others = [asked for asked in run(pod).asked if asked.typ != PLAYBOOK]
    assert SEED not in str([asked.inputs for asked in others])


def test_the_cluster_has_a_provider_of_its_own_with_the_plans_identifier(pod: Path) -> None:
    [provider] = [asked for asked in run(pod).asked if asked.typ == "pulumi:providers:kubernetes"]
    assert provider.inputs["clusterIdentifier"] == plan_of(pod).cluster.identifier


def test_the_number_of_resources_does_not_grow_with_the_nodes() -> None:
    small, large = (run(REPOSITORY / "stacks" / name).types() for name in ("lab", "superpod"))
    assert small.count(PLAYBOOK) == large.count(PLAYBOOK) == 1
    assert not [kind for kind in large if kind.startswith("kubernetes:core/v1:Node")]


def test_a_stack_may_realise_hosts_alone(pod: Path) -> None:
    assert run(pod, layers='["hosts"]').types() == [PLAYBOOK]


def test_a_word_that_is_no_layer_is_refused(pod: Path) -> None:
    with pytest.raises(pulumi.RunError, match=r"podwright:layers: host: no such layer\. Use hosts and cluster"):
        run(pod, layers='["host"]')


def test_a_wrong_word_in_the_pod_is_told_with_its_line(pod: Path) -> None:
    file = pod / "pod.yaml"
    file.write_text(file.read_text().replace("scalable_units:", "scalable_unit:"))
    with pytest.raises(pulumi.RunError, match=r"pod\.yaml:\d+:\d+ scalable_unit: .*scalable_units"):
        run(pod)


def test_an_unsound_plan_is_not_realised(pod: Path) -> None:
    file = pod / "pod.yaml"
    file.write_text(file.read_text().replace("feed_kw: 30", "feed_kw: 3"))
    with pytest.raises(pulumi.RunError, match="the plan is unsound, so nothing was done:\nP3"):
        run(pod)


def test_the_reviewed_plan_is_realised(pod: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODWRIGHT_PLAN_DIGEST", digest(plan_of(pod)))
    assert PLAYBOOK in run(pod).types()


def test_any_other_plan_is_refused_before_anything_is_asked_for(pod: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODWRIGHT_PLAN_DIGEST", "0" * 64)
    with pytest.raises(pulumi.RunError, match="000000000000 was reviewed"):
        run(pod)


def test_a_missing_secret_is_told_with_its_remedy(pod: Path, credentials: Path) -> None:
    (credentials / "ssh-seed").unlink()
    with pytest.raises(pulumi.RunError, match="secret ssh-seed: has no value"):
        run(pod)
