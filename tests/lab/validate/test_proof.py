"""The proof on a pod that stands: whole, it holds; broken by hand, exactly the checks fail that say so."""

import subprocess
from pathlib import Path

import pytest

from lab.validate import breaks
from lab.validate.breaks import Break, broken
from lab.validate.standing import COMMAND, REPOSITORY, Pod, environment, failures, texts
from podwright.outputs.proof import Outcome
from podwright.plan.canonical import digest
from podwright.plan.types import Role

pytestmark = pytest.mark.lab
FIRST_PROOF_LIMIT_S = 60.0


def test_faults_of_the_hosts_fail_exactly_their_checks(pod: Pod, tmp_path: Path) -> None:
    first, second = pod.host(Role.GPU_NODE), pod.host(Role.GPU_NODE, ordinal=1)
    storage, manager = pod.host(Role.STORAGE_HOST), pod.host(Role.MANAGEMENT_NODE)
    faults = [
        breaks.wrong_line_in_the_hosts_table(pod, first, second),
        breaks.stopped_exporter(pod, second),
        breaks.exporter_on_every_address(pod, storage),
        breaks.person_with_too_much_right(pod, manager),
    ]
    insist(pod, faults, tmp_path, "--layer", "hosts")


def test_faults_of_network_and_doors_fail_exactly_their_checks(pod: Pod, tmp_path: Path) -> None:
    first, second = pod.host(Role.GPU_NODE), pod.host(Role.GPU_NODE, ordinal=1)
    storage, manager = pod.host(Role.STORAGE_HOST), pod.host(Role.MANAGEMENT_NODE)
    rail = next(one for one in first.interfaces if one.fabric == "compute")
    faults = [
        breaks.short_frames(pod, first, rail, second),
        breaks.password_login(pod, second),
        breaks.router_between_networks(pod, manager, storage, breaks.first_storage_port(pod)),
    ]
    insist(pod, faults, tmp_path, "--layer", "hosts")


def test_two_bridges_joined_are_seen_as_one_link(pod: Pod, tmp_path: Path) -> None:
    with broken([breaks.joined_networks(pod)]):
        status, proof = pod.prove(tmp_path, "--layer", "hosts")
    assert status == 1
    assert {law for _, law in failures(proof)} == {"no two networks are one link"}


def test_a_host_that_lets_nobody_in_fails_one_check_and_is_left_out_of_the_others(pod: Pod, tmp_path: Path) -> None:
    host = pod.host(Role.STORAGE_HOST)
    with broken([breaks.closed_door(pod, host)]):
        status, proof = pod.prove(tmp_path, "--layer", "hosts")
    assert status == 1
    assert failures(proof) == {(host.name, "the host lets the automation in")}
    others = {check.outcome for check in proof.checks if check.place == host.name} - {Outcome.FAILED}
    assert others == {Outcome.SKIPPED}


def test_faults_of_the_cluster_fail_exactly_their_checks(pod: Pod, tmp_path: Path) -> None:
    faults = [breaks.deleted_queue(pod, pod.plan.cluster.tenants[0].name), breaks.wrong_label(pod, pod.plan.cluster.nodes[0].name)]
    insist(pod, faults, tmp_path, "--layer", "cluster")


def test_work_in_the_queues_is_left_alone(pod: Pod, tmp_path: Path) -> None:
    with broken([breaks.busy_queue(pod)]):
        status, proof = pod.prove(tmp_path, "--layer", "cluster")
    assert (status, failures(proof)) == (0, set())
    assert any("the proof stands in nobody's way" in line for line in proof.not_proven)


def test_an_api_server_that_is_not_there_fails_one_check(pod: Pod, tmp_path: Path) -> None:
    kubeconfig = tmp_path / "kubeconfig"
    kubeconfig.write_text(Path(pod.inside("printenv", "KUBECONFIG").stdout.strip()).read_text().replace(":6443", ":1"))
    done = pod.inside("env", f"KUBECONFIG={kubeconfig}", *COMMAND, "validate", str(pod.folder), "--out", str(tmp_path / "out"), "--layer", "cluster")
    assert done.returncode == 1, done.stderr
    assert "cluster: the api server is ready" in done.stdout
    assert "0 checks passed, 1 failed" in done.stdout


def test_the_bare_suite_runs_by_itself(pod: Pod, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    subprocess.run([*COMMAND, "plan", str(pod.folder), "--out", str(plan)], env=environment(), check=True, capture_output=True)
    done = pod.inside("python", "-m", "pytest", str(REPOSITORY / "tests" / "validate"), "--plan", str(plan), "--layer", "cluster")
    assert done.returncode == 0, done.stdout
    assert "public requirements proven in part, 0 failed" in done.stdout


def test_the_pod_is_mended_and_holds_within_a_minute(pod: Pod, tmp_path: Path) -> None:
    status, proof = pod.prove(tmp_path)
    assert (status, failures(proof)) == (0, set())
    assert proof.plan_digest == digest(pod.plan)
    assert {"SDN04", "SDN06", "SEC04", "OBS10", "RESDB01", "CAP04"} <= set(proof.requirements_covered)
    assert any("bonding is not proven" in line for line in proof.not_proven)
    assert took_s(tmp_path) < FIRST_PROOF_LIMIT_S


def insist(pod: Pod, faults: list[Break], out: Path, *options: str) -> None:
    """Make the faults and insist that the proof fails exactly their checks, with their words."""
    with broken(faults):
        status, proof = pod.prove(out, *options)
    wanted = {failure for fault in faults for failure in fault.failing}
    assert status == 1
    assert failures(proof) == wanted
    said = texts(proof, list(wanted))
    assert [word for fault in faults for word in fault.words if word not in said] == []


def took_s(out: Path) -> float:
    """Return how long the suite took, as pytest itself wrote it."""
    text = (out / "proof.xml").read_text(encoding="utf-8")
    return float(text.partition("<testsuite ")[2].partition(' time="')[2].partition('"')[0])
