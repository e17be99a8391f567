"""The stand-in for the Kubernetes provider: the rules of the official one, against a real API server."""

import base64

import pytest

from lab.control_plane.cluster import Cluster, Stack

pytestmark = pytest.mark.lab
HIDDEN_WORD = "a-word-that-nobody-may-read"


@pytest.fixture(autouse=True)
def alone(stack: Stack) -> None:
    """Without the pod: these are about single objects."""
    stack.config("pod", False)


def test_a_field_that_is_no_longer_declared_goes(stack: Stack, cluster: Cluster) -> None:
    stack.config("config-maps", {"words": {"one": "1", "two": "2"}})
    stack.up()
    stack.config("config-maps", {"words": {"one": "1"}})
    assert stack.changes() == {"update": {"words"}}
    stack.up()
    assert cluster.get("configmap", "words", "-n", "default")["data"] == {"one": "1"}


def test_an_object_that_others_made_is_not_taken(stack: Stack, cluster: Cluster) -> None:
    cluster.kubectl("create", "configmap", "taken", "-n", "default", "--from-literal=word=theirs")
    stack.config("config-maps", {"taken": {"word": "ours"}})
    said = stack.pulumi("up", "--yes", "--skip-preview")
    assert said.returncode != 0
    assert "ConfigMap default/taken: it already exists, and this stack did not make it. Bring it in with pulumi import" in said.stdout
    assert cluster.get("configmap", "taken", "-n", "default")["data"] == {"word": "theirs"}
    cluster.kubectl("delete", "configmap", "taken", "-n", "default")


@pytest.mark.soak
def test_an_object_that_this_stack_made_and_forgot_is_taken_up_again(stack: Stack, cluster: Cluster) -> None:
    stack.config("config-maps", {"forgotten": {"word": "one"}})
    stack.up()
    uid = cluster.get("configmap", "forgotten", "-n", "default")["metadata"]["uid"]
    urn = next(word.split('"')[3] for word in stack.exported().splitlines() if '"urn"' in word and "::forgotten" in word)
    stack.done("state", "delete", urn, "--yes")
    stack.up()
    assert cluster.get("configmap", "forgotten", "-n", "default")["metadata"]["uid"] == uid


@pytest.mark.soak
def test_an_immutable_field_replaces_the_object(stack: Stack, cluster: Cluster) -> None:
    stack.config("topologies", {"steps": ["example.com/block", "kubernetes.io/hostname"]})
    stack.up()
    uid = cluster.get("topology", "steps")["metadata"]["uid"]
    stack.config("topologies", {"steps": ["example.com/rack", "kubernetes.io/hostname"]})
    assert "replace" in stack.changes()
    stack.up()
    found = cluster.get("topology", "steps")
    assert found["metadata"]["uid"] != uid
    assert found["spec"]["levels"][0] == {"nodeLabel": "example.com/rack"}


@pytest.mark.soak
def test_what_the_server_refuses_is_said_in_its_words_before_anything_is_done(stack: Stack, cluster: Cluster) -> None:
    stack.config("topologies", {"wrong": ["kubernetes.io/hostname", "example.com/rack"]})
    said = stack.pulumi("preview")
    assert said.returncode != 0
    assert "the kubernetes.io/hostname label can only be used at the lowest level of topology" in said.stdout
    assert cluster.names("topologies") == set()


@pytest.mark.soak
def test_an_object_is_brought_in_by_its_id(stack: Stack, cluster: Cluster) -> None:
    cluster.kubectl("create", "configmap", "brought", "-n", "default", "--from-literal=word=theirs")
    stack.done("import", "kubernetes:core/v1:ConfigMap", "brought", "default/brought", "--yes", "--protect=false", "--generate-code=false", "--skip-preview")
    assert '"word": "theirs"' in stack.exported()
    cluster.kubectl("delete", "configmap", "brought", "-n", "default")


def test_secrets_stay_secret_in_state_and_output(stack: Stack, cluster: Cluster) -> None:
    stack.config("password", HIDDEN_WORD, is_secret=True)
    said = stack.up("--diff")
    state = stack.exported()
    kubeconfig = (cluster.state.credentials / "kubeconfig").read_text()
    key = kubeconfig.partition('"client-key-data": "')[2].partition('"')[0]
    hidden = (HIDDEN_WORD, base64.b64encode(HIDDEN_WORD.encode()).decode(), key)
    assert all(len(word) > 20 for word in hidden)
    assert [word for word in hidden if word in said or word in state] == []
    assert '"seen"' in state
    assert base64.b64decode(cluster.get("secret", "kept", "-n", "default")["data"]["password"]).decode() == HIDDEN_WORD
    assert stack.changes() == {}
    assert [word for word in hidden if word in stack.exported()] == []


def test_a_new_kubeconfig_replaces_nothing(stack: Stack, cluster: Cluster) -> None:
    stack.config("config-maps", {"words": {"one": "1"}})
    stack.up()
    kubeconfig = (cluster.state.credentials / "kubeconfig").read_text()
    stack.config("kubeconfig", kubeconfig.replace("127.0.0.1", "localhost"), is_secret=True)
    assert stack.changes() == {"update": {cluster.plan.cluster.identifier}}
    stack.up()
    assert stack.changes() == {}
