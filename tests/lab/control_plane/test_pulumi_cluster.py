"""The pod's cluster by the real engine: made, unchanged, drifted and mended, taken away."""

import contextlib
import signal
import time
from pathlib import Path

import pytest

from lab.control_plane.cluster import Cluster, Stack, wait_for

pytestmark = pytest.mark.lab
QUEUE_KINDS = ("clusterqueues", "cohorts", "topologies", "resourceflavors")


def test_up_makes_the_cluster_and_a_second_preview_changes_nothing(stack: Stack, cluster: Cluster) -> None:
    stack.up()
    tenants = {tenant.name for tenant in cluster.plan.cluster.tenants}
    assert cluster.names("clusterqueues") == tenants
    assert tenants <= cluster.names("namespaces")
    assert stack.changes() == {}
    stack.done("up", "--yes", "--expect-no-changes")
    stack.done("preview", "--refresh", "--expect-no-changes")


def test_a_preview_of_a_new_cluster_knows_that_namespaces_are_to_come(stack: Stack, cluster: Cluster) -> None:
    made = stack.changes()
    assert {tenant.name for tenant in cluster.plan.cluster.tenants} <= made["create"]
    assert cluster.names("clusterqueues") == set()


def test_drift_is_shown_by_a_refreshing_preview_and_mended_by_a_refreshing_up(stack: Stack, cluster: Cluster) -> None:
    stack.up()
    first, second, third = (tenant.name for tenant in cluster.plan.cluster.tenants)
    quota = "/spec/resourceGroups/0/flavors/0/resources/0/nominalQuota"
    cluster.kubectl("patch", "clusterqueue", first, "--type=json", "-p", f'[{{"op":"replace","path":"{quota}","value":"3"}}]')
    cluster.kubectl("label", "namespace", second, "app.kubernetes.io/part-of=another", "--overwrite")
    cluster.kubectl("label", "namespace", second, "example.com/not-ours=stays")
    cluster.kubectl("delete", "resourcequota", "-n", third, third)
    assert stack.changes("--refresh") == {"update": {first, second}, "create": {third}}
    stack.up("--refresh")
    assert stack.changes("--refresh") == {}
    mended = cluster.get("clusterqueue", first)["spec"]["resourceGroups"][0]["flavors"][0]["resources"][0]["nominalQuota"]
    assert mended == str(cluster.plan.cluster.tenants[0].gpu_count)
    assert cluster.get("namespace", second)["metadata"]["labels"]["example.com/not-ours"] == "stays"


def test_destroy_leaves_nothing(stack: Stack, cluster: Cluster) -> None:
    before = cluster.names("namespaces")
    stack.up()
    stack.done("destroy", "--yes", "--skip-preview")
    assert cluster.names("namespaces") == before
    assert [kind for kind in QUEUE_KINDS if cluster.names(kind)] == []


def test_an_api_server_that_goes_away_is_said_in_one_line_and_a_second_up_succeeds(stack: Stack, cluster: Cluster) -> None:
    stack.config("config-maps", {f"filler-{number:03d}": {"word": "one"} for number in range(150)})
    running = stack.begin_up()
    while len(cluster.names("configmaps", "-n", "default")) < 20:
        time.sleep(0.05)
    cluster.kill("kube-apiserver")
    output, _ = running.communicate(timeout=120)
    assert running.returncode != 0
    told = [line for line in output.rpartition("Diagnostics:")[2].splitlines() if "the API server does not answer" in line]
    assert len(told) == 1, output
    assert "connection refused" in told[0] or "connection reset" in told[0] or "aborted" in told[0]
    assert "Traceback" not in output
    cluster.start()
    stack.up()
    assert stack.changes("--refresh") == {}


def test_an_interrupted_up_leaves_no_process_and_a_second_up_succeeds(stack: Stack, cluster: Cluster) -> None:
    stack.config("pod", False)
    stack.config("config-maps", {f"filler-{number:03d}": {"word": "one"} for number in range(150)})
    running = stack.begin_up()
    while len(cluster.names("configmaps", "-n", "default")) < 20:
        time.sleep(0.05)
    family = descendants(running.pid)
    running.send_signal(signal.SIGINT)
    output, _ = running.communicate(timeout=120)
    assert running.returncode != 0
    assert "Traceback" not in output
    assert len(family) >= 2, "language host and provider ran"
    assert wait_for(lambda: not [pid for pid in family if Path(f"/proc/{pid}").exists()])
    stack.up()
    assert stack.changes("--refresh") == {}


@pytest.mark.soak
def test_a_killed_engine_leaves_no_process(stack: Stack, cluster: Cluster) -> None:
    stack.config("pod", False)
    stack.config("config-maps", {f"filler-{number:03d}": {"word": "one"} for number in range(150)})
    running = stack.begin_up()
    while len(cluster.names("configmaps", "-n", "default")) < 20:
        time.sleep(0.05)
    family = descendants(running.pid)
    running.kill()
    running.communicate(timeout=120)
    assert len(family) >= 2, "language host and provider ran"
    assert wait_for(lambda: not [pid for pid in family if Path(f"/proc/{pid}").exists()])
    stack.done("cancel", "--yes")
    stack.up()


def descendants(pid: int) -> list[int]:
    """Return the processes that a process started, and those that they started."""
    parent = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
    children = [child for child, its_parent in parent.items() if its_parent == pid]
    return [*children, *(below for child in children for below in descendants(child))]
