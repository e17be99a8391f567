"""The pod's cluster, asked over its API; each list is read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client, config
from kubernetes.client.rest import ApiException
from urllib3.exceptions import HTTPError
from yaml import safe_load

from podwright.plan.types import Plan
from podwright.refusal import Refused
from podwright.secrets.resolver import resolve

TIMEOUT_S = 15
KUEUE = "/apis/kueue.x-k8s.io/v1beta2"

Document = Mapping[str, Any]
"""An object as the API server tells it: a stranger's document, read by path and nowhere kept."""


@dataclass(frozen=True, slots=True)
class Api:
    """The API server."""

    client: client.ApiClient

    def get(self, path: str) -> Document:
        """Return what stands at a path.

        Raises: ApiException when the server refuses; HTTPError when it does not answer.
        """
        return self._call("GET", path)

    def items(self, path: str) -> tuple[Document, ...]:
        """Return the objects of a list; none when the server knows no such kind."""
        try:
            return tuple(self.get(path)["items"])
        except ApiException as refusal:
            if refusal.status == 404:
                return ()
            raise

    def text(self, path: str) -> str:
        """Return what stands at a path as plain text."""
        return str(self._call("GET", path, kind="str"))

    def create(self, path: str, body: Document) -> Document:
        """Return the object that the server made."""
        return self._call("POST", path, body=body)

    def delete(self, path: str) -> None:
        """Have an object removed, and what it owns; one that is gone already is gone."""
        try:
            self._call("DELETE", path, query=[("propagationPolicy", "Background")])
        except ApiException as refusal:
            if refusal.status != 404:
                raise

    def _call(self, method: str, path: str, *, body: Document | None = None, query: Sequence[tuple[str, str]] = (), kind: str = "object") -> Any:
        headers = {"Accept": "application/json" if kind == "object" else "*/*", "Content-Type": "application/json"}
        return self.client.call_api(
            path, method, query_params=list(query), header_params=headers, body=body, response_type=kind, auth_settings=["BearerToken"],
            _return_http_data_only=True, _request_timeout=TIMEOUT_S,
        )  # fmt: skip


def by_name(items: Sequence[Document]) -> dict[str, Document]:
    """Return objects by their name."""
    return {item["metadata"]["name"]: item for item in items}


def condition(item: Document, kind: str) -> tuple[bool, str]:
    """Return whether a condition holds, and what the controller says of it; one that is not there does not hold."""
    row = next((one for one in item.get("status", {}).get("conditions", ()) if one["type"] == kind), None)
    return (row["status"] == "True", f"{row.get('reason', '')} {row.get('message', '')}".strip()) if row else (False, "its controller has not spoken")


@pytest.fixture(scope="session")
def connection(request: pytest.FixtureRequest, plan: Plan) -> Api | str:
    """The API server of the pod's cluster, or why it does not answer."""
    file, pod_folder = request.config.option.kubeconfig, request.config.option.pod_folder
    try:
        text = Path(file).read_text(encoding="utf-8") if file else resolve(plan.cluster.kubeconfig.name, pod_folder=Path(pod_folder) if pod_folder else None)
        api = Api(config.new_client_from_config_dict(safe_load(text)))
        api.client.rest_client.pool_manager.connection_pool_kw["retries"] = False
        api.text("/readyz")
    except (OSError, Refused, HTTPError, ApiException, config.ConfigException) as trouble:
        return str(getattr(trouble, "reason", None) or trouble)
    return api


@pytest.fixture(scope="session")
def api(connection: Api | str) -> Api:
    """The API server; a check that needs it is left out when it does not answer, since one check says so for all."""
    if isinstance(connection, str):
        pytest.skip("the API server does not answer")
    return connection


@pytest.fixture(scope="session")
def nodes(api: Api) -> dict[str, Document]:
    """The cluster's nodes by name."""
    return by_name(api.items("/api/v1/nodes"))


@pytest.fixture(scope="session")
def cluster_queues(api: Api) -> dict[str, Document]:
    """Kueue's cluster queues by name."""
    return by_name(api.items(f"{KUEUE}/clusterqueues"))
