"""The program of a pod: load, compile, judge, realise, export. One stack is one pod; `pulumi up` does everything."""

from pathlib import Path

import pulumi

from podwright.checks.judge import judge
from podwright.declaration import declared
from podwright.plan.canonical import digests
from podwright.plan.compile import compile_pod
from podwright.plan.counts import counts
from podwright.realise.gate import insist_on_reviewed_plan, insist_on_sound_plan, said_plainly
from podwright.realise.layers import layers_of, realise_cluster, realise_hosts

config = pulumi.Config("podwright")
pod = Path(config.get("pod") or f"stacks/{pulumi.get_stack()}")

with said_plainly():
    layers = layers_of(config)
    spec, catalog = declared(pod)
    plan = compile_pod(spec, catalog)
    insist_on_sound_plan(judge(plan))
    insist_on_reviewed_plan(plan)
    hosts = realise_hosts(plan, pod, config=config) if "hosts" in layers else None
    cluster = realise_cluster(plan, pod, config=config, after=hosts) if "cluster" in layers else None

pulumi.export("plan", digests(plan))
pulumi.export("counts", counts(plan))
