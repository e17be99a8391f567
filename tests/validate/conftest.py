"""The acceptance of a pod: reads the plan, asks the pod, real or in the lab. See README.md."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import cluster_evidence
import evidence
import pytest
from record import Recorder, Verdict, layers_of

from podwright.plan.canonical import from_json
from podwright.plan.types import HostProfile, Plan
from podwright.realise.unproven import Layer

LINE_COUNT = 12
"""Lines in which a check says what is wrong: who has not seen it in twelve will not in a thousand, and the record stays readable."""

PLAN, RECORDER = pytest.StashKey[Plan](), pytest.StashKey[Recorder]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what the suite has to be told; every option has a variable, so that the lab can give it."""
    group = parser.getgroup("podwright")
    group.addoption("--plan", default=os.environ.get("PODWRIGHT_PLAN"), help="canonical plan, as `podwright plan DIR --out FILE` writes it [PODWRIGHT_PLAN]")
    group.addoption("--pod-folder", default=os.environ.get("PODWRIGHT_POD"), help="stack folder, for the secrets in its vault [PODWRIGHT_POD]")
    group.addoption("--layer", action="append", choices=[str(layer) for layer in Layer], help="layer to prove; given twice, both; left out, all")
    group.addoption("--kubeconfig", default=os.environ.get("KUBECONFIG"), help="kubeconfig of the pod's cluster; left out, the pod's secret [KUBECONFIG]")
    group.addoption("--proof", help="file for the proof, as JSON")
    group.addoption("--events-fd", type=int, help="open file descriptor that takes one line of JSON a check")


def pytest_configure(config: pytest.Config) -> None:
    """Read the plan and start the record.

    Raises: UsageError when there is no plan to prove.
    """
    if config.option.ssh_config is None:
        config.option.ssh_config = os.environ.get("PODWRIGHT_SSH_CONFIG")
    plan = _read_plan(config.option.plan)
    config.stash[PLAN] = plan
    proof_file = Path(config.option.proof) if config.option.proof else None
    recorder = Recorder(plan, layers_of(config.option.layer or ()), proof_file, config.option.events_fd)
    config.stash[RECORDER] = recorder
    config.pluginmanager.register(recorder, "podwright-record")
    config.pluginmanager.register(evidence, "podwright-evidence")
    config.pluginmanager.register(cluster_evidence, "podwright-cluster-evidence")


def _read_plan(path: str | None) -> Plan:
    """Return the plan that a file holds.

    Raises: UsageError when no file is named or the file holds no plan.
    """
    if not path:
        raise pytest.UsageError(
            "--plan: no plan is given. Write one with `podwright plan stacks/<pod> --out FILE`, then pass --plan FILE or set PODWRIGHT_PLAN."
        )
    try:
        return from_json(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise pytest.UsageError(f"{path}: {error.strerror}. Write a plan there with `podwright plan stacks/<pod> --out {path}`.") from None
    except ValueError:
        raise pytest.UsageError(f"{path}: this is no plan of this release. Write it again with `podwright plan stacks/<pod> --out {path}`.") from None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the layers that this run does not ask; the record says which they are."""
    layers = config.stash[RECORDER].layers
    left_out = [item for item in items if any(mark.args[0] not in layers for mark in item.iter_markers("layer"))]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask each law of every host of the plan that it is about, or of every tenant."""
    plan = metafunc.config.stash[PLAN]
    roles = {role for mark in metafunc.definition.iter_markers("of") for role in mark.args}
    hosts = [host for host in plan.hosts.hosts if not roles or host.role in roles]
    for fixture, things, word in (("planned", hosts, f"host of role {' or '.join(sorted(roles)) or 'any'}"), ("tenant", plan.cluster.tenants, "tenant")):
        if fixture in metafunc.fixturenames:
            none = [pytest.param(None, marks=pytest.mark.skip(reason=f"the plan has no {word}"), id="none")]
            metafunc.parametrize(fixture, [pytest.param(thing, id=thing.name) for thing in things] or none, scope="session")


@pytest.fixture(scope="session")
def plan(request: pytest.FixtureRequest) -> Plan:
    """The plan that the pod is held against."""
    return request.config.stash[PLAN]


@pytest.fixture
def verdict(record_property: Callable[[str, object], None]) -> Verdict:
    """A function that ends a check: with its evidence, and with one line for each thing that is wrong."""

    def settle(wrong: Sequence[str], *, evidence: str) -> None:
        record_property("evidence", evidence)
        if wrong:
            more = [f"and {len(wrong) - LINE_COUNT} more"] if len(wrong) > LINE_COUNT else []
            pytest.fail("\n".join([*wrong[:LINE_COUNT], *more]), pytrace=False)

    return settle


@pytest.fixture(scope="session")
def profile(plan: Plan) -> HostProfile:
    """What the pod's hosts share."""
    return plan.hosts.profiles[0]
