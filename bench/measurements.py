"""What is measured: each a function from a place and a number of runs to its rows."""

import re
from collections.abc import Callable, Iterator

from bench.drift.measure import drift
from bench.files.measure import files
from bench.growth.measure import growth
from bench.hundred.pulumi import second_up
from bench.infiniband.measure import infiniband
from bench.large.measure import large
from bench.peers.measure import peers
from bench.place import Place
from bench.row import Row
from bench.switch_config.measure import switch_config
from bench.timing import BenchFailed

RECAP = re.compile(r"^(\S+)\s+: ok=\d+\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", re.MULTILINE)
PLAN_RUNS = 3
"""A plan is so short that it is run this many times as often as the rest."""


def first_plan(place: Place, _runs: int) -> Iterator[Row]:
    """Yield the time from nothing to a plan: clone, Python packages, plan; once, since a second time would find its downloads."""
    _ = place.clone
    yield Row(
        "first-plan",
        "clone to first plan: `git clone`, `make setup`, `podwright plan stacks/superpod`",
        "s",
        120,
        tuple(one.elapsed_s for one in place.setup),
        "an account that is not root, no Go on its PATH, empty pip cache; the clone is local",
    )


def plan(place: Place, runs: int) -> Iterator[Row]:
    """Yield time and memory of one plan of a scalable unit."""
    done = [place.run("podwright", "plan", "stacks/superpod") for _ in range(runs * PLAN_RUNS)]
    yield Row("plan-time", "`podwright plan stacks/superpod`", "s", 1, tuple(one.elapsed_s for one in done))
    yield Row("plan-memory", "`podwright plan stacks/superpod`, peak resident size", "MB", 150, tuple(one.peak_mb for one in done))


def hosts(place: Place, runs: int) -> Iterator[Row]:
    """Yield the time until the lab's hosts all answer, from nothing but their root image."""
    values = []
    place.down("lab")
    place.run("podwright", "lab", "up", "stacks/lab", "--no-control-plane")
    for _ in range(runs):
        place.down("lab")
        values.append(place.run("podwright", "lab", "up", "stacks/lab", "--no-control-plane").elapsed_s)
    place.down("lab")
    yield Row("hosts-up", "`podwright lab up stacks/lab --no-control-plane`: 4 hosts answer ssh", "s", 60, tuple(values), "root image in the cache")


def demo(place: Place, _runs: int) -> Iterator[Row]:
    """Yield the time of the whole main job: lab, plan, judge, up with Ansible inside it, proof, report; once."""
    yield Row("demo", "`make demo` with engines built, lab from nothing to proof and report", "s", 480, (place.lab.elapsed_s,))


def ansible(place: Place, runs: int) -> Iterator[Row]:
    """Yield time and changes of a second run of the playbook on the four hosts of the lab."""
    _ = place.lab
    times, changes = [], []
    for _ in range(runs):
        one = place.inside("ansible-playbook", "site.yml")
        recap = RECAP.findall(one.text)
        if len(recap) != 4 or any(int(row[2]) or int(row[3]) for row in recap):
            raise BenchFailed(f"ansible-playbook site.yml: the recap is not of 4 hosts that answered\n{one.text[-800:]}")
        times.append(one.elapsed_s)
        changes.append(float(sum(int(row[1]) for row in recap)))
    yield Row("ansible-time", "second `ansible-playbook site.yml`, 4 hosts", "s", 20, tuple(times))
    yield Row("ansible-changes", "second `ansible-playbook site.yml`, changes on 4 hosts", "", 0, tuple(changes))


def proof(place: Place, runs: int) -> Iterator[Row]:
    """Yield the time of the proof alone."""
    _ = place.lab
    done = [place.inside("podwright", "validate", "stacks/lab") for _ in range(runs)]
    yield Row("proof", "`podwright validate stacks/lab`: 4 hosts and the cluster", "s", 60, tuple(one.elapsed_s for one in done))


MEASUREMENTS: dict[str, Callable[[Place, int], Iterator[Row]]] = {
    "first-plan": first_plan,
    "plan": plan,
    "large": large,
    "files": files,
    "drift": drift,
    "infiniband": infiniband,
    "peers": peers,
    "growth": growth,
    "switch-config": switch_config,
    "hosts": hosts,
    "demo": demo,
    "ansible": ansible,
    "proof": proof,
    "pulumi": second_up,
}
"""In the order in which they run: each finds what the one before it left."""
