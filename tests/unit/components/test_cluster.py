"""What the components declare, seen by a mocked engine: every value is the plan's, every object has its parent and the one provider."""

import pulumi
import pytest

from podwright.components.cluster import PodCluster, cluster_provider
from podwright.plan.names import DeviceName, SecretName
from podwright.plan.types import Cluster, Label, NodeRegistration, SecretRef, TenantPlan
from unit.components.registered import Registered, registered

CLUSTER = Cluster(
    identifier="podwright-small",
    kind="existing",
    kubeconfig=SecretRef(SecretName("kubeconfig")),
    gpu_resource="nvidia.com/gpu",
    topology="small",
    topology_levels=("example.com/block", "kubernetes.io/hostname"),
    flavor="n8",
    flavor_labels=(Label("example.com/product", "N8"),),
    cohort="small",
    tenants=(TenantPlan("blue", 8, 64, 2048, 4, 32, 1500, 12, 96, 3548), TenantPlan("red", 8, 64, 512, 0, 0, 0, 8, 64, 512)),
    nodes=(NodeRegistration(DeviceName("small-u001-r01-n01"), (), 112, 2048, 8),),
)
LABELS = {"app.kubernetes.io/managed-by": "podwright", "app.kubernetes.io/part-of": "podwright-small"}


@pytest.fixture(scope="module")
def declared() -> dict[tuple[str, str], Registered]:
    """Everything that the pod's cluster declares, by kind and name."""

    def program() -> None:
        provider = cluster_provider(CLUSTER, "apiVersion: v1\nkind: Config\n")
        PodCluster(CLUSTER.identifier, CLUSTER, pulumi.ResourceOptions(providers=[provider]))

    return {(found.kind, found.name): found for found in registered(program)}


def test_the_number_of_resources_goes_with_tenants_and_not_with_nodes(declared: dict[tuple[str, str], Registered]) -> None:
    kinds = sorted(kind for kind, _ in declared if kind[0].isupper())
    per_tenant = ["ClusterQueue", "LocalQueue", "Namespace", "NetworkPolicy", "ResourceQuota"]
    assert kinds == sorted(["Cohort", "PodCluster", "Queueing", "ResourceFlavor", "Tenants", "Topology", *per_tenant * 2])


def test_every_object_is_reached_by_the_clusters_own_provider(declared: dict[tuple[str, str], Registered]) -> None:
    provider = declared["kubernetes", "podwright-small"]
    assert provider.inputs["clusterIdentifier"] == "podwright-small"
    assert provider.inputs["enablePatchForce"] == "true"
    assert {found.provider.rpartition("::")[0] for found in declared.values() if found.is_object} == {provider.urn}


def test_the_kubeconfig_is_a_secret_to_the_engine(declared: dict[tuple[str, str], Registered]) -> None:
    assert declared["kubernetes", "podwright-small"].secrets == {"kubeconfig"}


@pytest.mark.parametrize(("kind", "parent"), [("ClusterQueue", "Queueing"), ("LocalQueue", "Tenants"), ("Queueing", "PodCluster"), ("Tenants", "PodCluster")])
def test_every_resource_has_its_component_as_parent(declared: dict[tuple[str, str], Registered], kind: str, parent: str) -> None:
    assert {found.parent_kind for found in declared.values() if found.kind == kind} == {parent}


def test_a_queue_holds_the_plans_numbers(declared: dict[tuple[str, str], Registered]) -> None:
    spec = declared["ClusterQueue", "blue"].inputs["spec"]
    assert spec["cohortName"] == "small"
    assert spec["namespaceSelector"] == {"matchLabels": {"kubernetes.io/metadata.name": "blue"}}
    [group] = spec["resourceGroups"]
    assert group["coveredResources"] == ["nvidia.com/gpu", "cpu", "memory"]
    assert group["flavors"] == [
        {
            "name": "n8",
            "resources": [
                {"name": "nvidia.com/gpu", "nominalQuota": "8", "borrowingLimit": "4"},
                {"name": "cpu", "nominalQuota": "64", "borrowingLimit": "32"},
                {"name": "memory", "nominalQuota": "2Ti", "borrowingLimit": "1500Gi"},
            ],
        }
    ]


def test_a_tenant_that_may_not_borrow_has_no_room_beyond_its_own(declared: dict[tuple[str, str], Registered]) -> None:
    [flavor] = declared["ClusterQueue", "red"].inputs["spec"]["resourceGroups"][0]["flavors"]
    assert [row["borrowingLimit"] for row in flavor["resources"]] == ["0", "0", "0"]
    assert declared["ResourceQuota", "red"].inputs["spec"]["hard"] == {"requests.nvidia.com/gpu": "8", "requests.cpu": "64", "requests.memory": "512Gi"}


def test_a_tenants_namespace_hears_nobody_else(declared: dict[tuple[str, str], Registered]) -> None:
    spec = declared["NetworkPolicy", "blue"].inputs["spec"]
    assert spec == {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{"from": [{"podSelector": {}}]}]}


def test_the_flavor_stands_in_the_topology_of_the_fabric(declared: dict[tuple[str, str], Registered]) -> None:
    assert declared["Topology", "small"].inputs["spec"] == {"levels": [{"nodeLabel": "example.com/block"}, {"nodeLabel": "kubernetes.io/hostname"}]}
    assert declared["ResourceFlavor", "n8"].inputs["spec"] == {"nodeLabels": {"example.com/product": "N8"}, "topologyName": "small"}


def test_every_object_says_whose_it_is(declared: dict[tuple[str, str], Registered]) -> None:
    assert [found.name for found in declared.values() if found.is_object and found.inputs["metadata"]["labels"] != LABELS] == []
    assert {found.inputs["metadata"].get("namespace") for found in declared.values() if found.kind in ("LocalQueue", "ResourceQuota", "NetworkPolicy")} == {
        "blue",
        "red",
    }
