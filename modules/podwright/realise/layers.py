"""The layers of a pod as resources: hosts, then what depends on them."""

from pathlib import Path

import pulumi

from podwright.components.cluster import PodCluster, cluster_provider
from podwright.outputs.inventory import inventory_json
from podwright.plan.canonical import digest
from podwright.plan.types import Plan, SecretRef
from podwright.provider.digests import role_files, roles_digest
from podwright.provider.resource import Playbook, PlaybookArgs
from podwright.realise.unproven import Layer
from podwright.secrets.resolver import resolve

PROGRAM = "."
"""The program's folder as state remembers it: the engine runs program and provider there, wherever the clone lies."""


def layers_of(config: pulumi.Config) -> tuple[Layer, ...]:
    """Return the layers that the stack realises, in the order they depend on each other.

    Raises: pulumi.RunError for a word that is no layer.
    """
    wanted = config.get_object("layers")
    if wanted is None:
        return tuple(Layer)
    unknown = [str(word) for word in wanted if word not in tuple(Layer)]
    if unknown:
        raise pulumi.RunError(f"podwright:layers: {', '.join(unknown)}: no such layer. Use {' and '.join(Layer)}")
    return tuple(layer for layer in Layer if layer in wanted)


def realise_hosts(plan: Plan, pod: Path, *, config: pulumi.Config) -> Playbook:
    """Return the one resource that makes every host what the plan says it is."""
    refs = sorted({profile.ssh_seed for profile in plan.hosts.profiles}, key=lambda ref: ref.name)
    args = PlaybookArgs(
        folder=PROGRAM,
        pod=str(pod),
        plan_digest=digest(plan.hosts),
        roles_digest=roles_digest(role_files(Path(PROGRAM)), inventory=inventory_json(plan)),
        secrets={ref.name: secret(ref, pod, config=config) for ref in refs},
    )
    return Playbook("hosts", args)


def realise_cluster(plan: Plan, pod: Path, *, config: pulumi.Config, after: Playbook | None) -> PodCluster:
    """Return the component of the pod's cluster, which waits until the hosts are ready."""
    kubeconfig = secret(plan.cluster.kubeconfig, pod, config=config)
    provider = cluster_provider(plan.cluster, kubeconfig)
    return PodCluster(plan.cluster.identifier, plan.cluster, pulumi.ResourceOptions(providers=[provider], depends_on=[after] if after else []))


def secret(ref: SecretRef, pod: Path, *, config: pulumi.Config) -> pulumi.Output[str]:
    """Return the value of a secret, secret to the engine too: the stack's configuration first, then the resolver.

    Raises: SecretMissing when neither has it.
    """
    value = config.get_secret(ref.name)
    return value if value is not None else pulumi.Output.secret(resolve(ref.name, pod_folder=pod))
