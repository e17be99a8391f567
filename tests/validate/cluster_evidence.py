"""The pod's cluster, asked over its API; each list is read once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client, config
from urllib3.exceptions import HTTPError
from yaml import safe_load

from podwright.plan.types import Plan
from podwright.refusal import Refused
from podwright.secrets.resolver import resolve

TIMEOUT_S = 15
KUEUE = "/apis/kueue.x-k8s.io/v1beta2"

Document = Mapping[str, Any]
"""An object as the API server tells it: a stranger's document, read by path and nowhere kept."""


class Unwilling(Exception):
    """The API server says no: the status and its own words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(f"{status}: {words[:300]}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Api:
    """The API server, spoken to in plain HTTP: the same words work on every release of the client, which serves for the kubeconfig and its keys alone."""

    client: client.ApiClient

    def get(self, path: str) -> Document:
        """Return the object at a path.

        Raises: Unwilling when the server refuses; urllib3's HTTPError when it does not answer.
        """
        return dict(json.loads(self.text(path)))

    def items(self, path: str) -> tuple[Document, ...]:
        """Return the objects of a list; none when the server knows no such kind."""
        try:
            return tuple(self.get(path)["items"])
        except Unwilling as refusal:
            if refusal.status == HTTPStatus.NOT_FOUND:
                return ()
            raise

    def text(self, path: str) -> str:
        """Return what stands at a path, as text."""
        return self._call("GET", path)

    def create(self, path: str, body: Document) -> Document:
        """Return the object that the server made."""
        return dict(json.loads(self._call("POST", path, body=json.dumps(body))))

    def delete(self, path: str) -> None:
        """Have an object removed, and what it owns; one that is gone already is gone."""
        try:
            self._call("DELETE", f"{path}?propagationPolicy=Background")
        except Unwilling as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:
                raise

    def _call(self, method: str, path: str, *, body: str | None = None) -> str:
        settings = self.client.configuration
        token = settings.auth_settings().get("BearerToken", {}).get("value")
        headers = {"Accept": "application/json, text/plain;q=0.9", "Content-Type": "application/json"} | ({"Authorization": token} if token else {})
        answer = self.client.rest_client.pool_manager.request(method, f"{settings.host}{path}", headers=headers, body=body, timeout=TIMEOUT_S, retries=False)
        words = answer.data.decode("utf-8", "replace")
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise Unwilling(answer.status, words)
        return str(words)


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
        api.text("/readyz")
    except (OSError, Refused, HTTPError, Unwilling, config.ConfigException) as trouble:
        return str(trouble)
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
