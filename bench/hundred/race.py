"""Runs inside the lab: `pulumi up` and `kubectl diff` in turn; prints their times as one line of JSON."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.timing import BenchFailed, took

KINDS = "namespaces,resourcequotas,networkpolicies,localqueues,clusterqueues,cohorts,topologies,resourceflavors"
KEPT = ("name", "namespace", "labels", "annotations")
LEAST_OBJECTS = 100


def objects(pod: str) -> list[dict[str, object]]:
    """Return every object that the stack made, as somebody would have written it in a file."""
    words = ["kubectl", "get", KINDS, "--all-namespaces", f"--selector=app.kubernetes.io/part-of=podwright-{pod}", "--output=json"]
    items = json.loads(subprocess.run(words, capture_output=True, check=True, text=True).stdout)["items"]
    return [
        {
            "apiVersion": item["apiVersion"],
            "kind": item["kind"],
            "metadata": {name: item["metadata"][name] for name in KEPT if name in item["metadata"]},
            "spec": item["spec"],
        }
        for item in items
    ]


def race(pod: str, runs: int) -> dict[str, list[float]]:
    """Return the times of every run, and how many objects there were.

    Raises: BenchFailed when there are too few objects, when anything has changed, or when a command fails.
    """
    found = objects(pod)
    if len(found) < LEAST_OBJECTS:
        raise BenchFailed(f"{len(found)} objects are too few for this race")
    here, times = Path.cwd(), {"object_count": [float(len(found))], "up_s": [], "up_alone_s": [], "diff_s": [], "server_side_diff_s": []}
    up = ["pulumi", "up", "--yes", "--non-interactive", "--expect-no-changes", "--stack", pod]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"apiVersion": "v1", "kind": "List", "items": found}, file)
        file.flush()
        diff = ["kubectl", "diff", "--filename", file.name]
        for _ in range(runs):
            times["diff_s"].append(took(diff, folder=here).elapsed_s)
            times["server_side_diff_s"].append(took([*diff, "--server-side", "--force-conflicts"], folder=here).elapsed_s)
            times["up_alone_s"].append(took([*up, "--skip-preview"], folder=here).elapsed_s)
            times["up_s"].append(took(up, folder=here).elapsed_s)
    return times


if __name__ == "__main__":
    print(json.dumps(race(sys.argv[1], int(sys.argv[2]))))
