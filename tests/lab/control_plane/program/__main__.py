"""The cluster of a pod alone, and what a test adds to it."""

import json
from pathlib import Path

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.core.v1 import ConfigMap, Secret

from podwright.components.cluster import PodCluster, cluster_provider
from podwright.plan.canonical import from_json

config = pulumi.Config("podwright")
plan = from_json(Path(config.require("plan")).read_text())
provider = cluster_provider(plan.cluster, config.require_secret("kubeconfig"))
below = pulumi.ResourceOptions(provider=provider)

if config.get_bool("pod") is not False:
    PodCluster(plan.cluster.identifier, plan.cluster, pulumi.ResourceOptions(providers=[provider]))
for name, data in json.loads(config.get("config-maps") or "{}").items():
    ConfigMap(name, metadata={"name": name, "namespace": "default", "annotations": {"example.com/word": "one"}}, data=data, opts=below)
for name, levels in json.loads(config.get("topologies") or "{}").items():
    CustomResource(name, "kueue.x-k8s.io/v1beta2", "Topology", spec={"levels": [{"nodeLabel": level} for level in levels]}, metadata={"name": name}, opts=below)
if config.get("password"):
    password = config.require_secret("password")
    Secret("kept", metadata={"name": "kept", "namespace": "default"}, string_data={"password": password}, opts=below)
    ConfigMap(
        "shown", metadata={"name": "shown", "namespace": "default"}, data={"line": pulumi.Output.concat("password=", password), "plain": "seen"}, opts=below
    )
