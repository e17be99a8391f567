"""One cluster's API: requests that outlast a short silence, and which kinds the server knows."""

import json
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import urllib3

from podwright.lab.standins.kubernetes_provider.kubeconfig import Access
from podwright.lab.standins.kubernetes_provider.objects import Json, Object, identity, mapping_at, rows_at, text_at
from podwright.refusal import Refused

PATIENCE_S = 12.0
"""How long a silent API server is asked again. A restarted one is back in 4 to 8 s; a longer wait only delays the bad news."""
PAUSE_S = 0.4
TIMEOUT = urllib3.Timeout(connect=3.0, read=30.0)
CONNECTIONS = 16
"""Requests under way at once; Pulumi runs as many steps in parallel as it likes, and the lab's server has two cores."""
BUSY = frozenset({429, 502, 503, 504})
APPLY = "application/apply-patch+yaml"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said: the HTTP status and the object, which is a `Status` when it refuses."""

    status: int
    body: Object

    @property
    def is_fine(self) -> bool:
        """Return whether the server did as it was asked."""
        return self.status < 300


@dataclass(frozen=True, slots=True)
class Resource:
    """How the objects of one kind are addressed."""

    prefix: str
    plural: str
    is_namespaced: bool


@dataclass(frozen=True)
class Api:
    """One cluster's API. `gone` is set once the server has been silent for too long, so that nobody waits for it again."""

    access: Access
    pool: urllib3.PoolManager
    stopping: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)
    resources: dict[tuple[str, str], Resource] = field(default_factory=dict)


def connect(access: Access) -> Api:
    """Return the API of a cluster; nothing is asked yet."""
    return Api(access, urllib3.PoolManager(ssl_context=access.tls, maxsize=CONNECTIONS, block=True, retries=False, timeout=TIMEOUT))


def ask(
    api: Api, method: str, path: str, *, purpose: str, query: dict[str, str] | None = None, body: Json = None, content_type: str = "application/json"
) -> Answer:
    """Return the server's answer. Every request made here may be sent twice: what is applied or deleted twice is applied or deleted.

    Raises: Refused when the server stays silent, or the run is being cancelled.
    """
    url = f"{api.access.server}{path}{'?' + urlencode(query) if query else ''}"
    headers = {"Accept": "application/json", "Content-Type": content_type} | ({"Authorization": f"Bearer {api.access.token}"} if api.access.token else {})
    data = None if body is None else json.dumps(body).encode()
    deadline = time.monotonic() + PATIENCE_S
    while True:
        silence, answer = once(api, method, url, headers=headers, data=data)
        if answer is not None and not silence:
            return answer
        if api.stopping.is_set():
            raise Refused(api.access.server, f"cancelled while {purpose}", "Run the same command again to carry on")
        if time.monotonic() > deadline or api.gone.is_set():
            if answer is not None:
                return answer
            raise silent(api, silence, purpose=purpose)
        api.stopping.wait(PAUSE_S)


def silent(api: Api, silence: str, *, purpose: str) -> Refused:
    """Return the bad news; only the first of the steps that meet it tells all of it."""
    if api.gone.is_set():
        return Refused(api.access.server, f"no answer either while {purpose}", "See the first error")
    api.gone.set()
    return Refused(
        api.access.server,
        f"the API server does not answer ({silence}) while {purpose}",
        "Bring it back, then run the same command again: what was made is kept",
    )


def once(api: Api, method: str, url: str, *, headers: dict[str, str], data: bytes | None) -> tuple[str, Answer | None]:
    """Return why the server has to be asked again (empty: it need not) and its answer, if there was one."""
    try:
        response = api.pool.request(method, url, headers=headers, body=data)
        found = json.loads(response.data)
    except urllib3.exceptions.SSLError as error:
        raise Refused(
            api.access.server, f"the TLS connection is refused ({error})", "Check the certificate authority and the certificate in the kubeconfig"
        ) from error
    except (urllib3.exceptions.HTTPError, OSError) as error:
        return reason(error), None
    except ValueError:
        found = {}
    answer = Answer(response.status, found if isinstance(found, dict) else {})
    return ("busy" if answer.status in BUSY or is_silent_webhook(answer) else ""), answer


def reason(error: BaseException) -> str:
    """Return the few words of a connection error that a person needs."""
    text = str(error)
    known = (
        "Connection refused",
        "Connection reset",
        "Connection aborted",
        "timed out",
        "No route to host",
        "Name or service not known",
        "Network is unreachable",
    )
    return next((words.lower() for words in known if words in text), type(error).__name__)


def is_silent_webhook(answer: Answer) -> bool:
    """Return whether the server refused only because a webhook of some controller does not answer, as while that controller restarts."""
    return answer.status == 500 and "failed calling webhook" in text_at(answer.body, "message")


def resource_of(api: Api, obj: Object) -> Resource | None:
    """Return how an object's kind is addressed; None when the server does not know the kind (yet: it is asked each time)."""
    version, kind = text_at(obj, "apiVersion"), text_at(obj, "kind")
    if (version, kind) not in api.resources:
        prefix = f"/apis/{version}" if "/" in version else f"/api/{version}"
        answer = ask(api, "GET", prefix, purpose=f"looking up {kind}")
        for row in rows_at(answer.body, "resources"):
            if "/" not in text_at(row, "name"):
                api.resources[version, text_at(row, "kind")] = Resource(prefix, text_at(row, "name"), row.get("namespaced") is True)
    return api.resources.get((version, kind))


def path_of(resource: Resource, obj: Object) -> str:
    """Return the path of an object."""
    who = identity(obj)
    scope = f"/namespaces/{quote(who.namespace)}" if resource.is_namespaced else ""
    return f"{resource.prefix}{scope}/{resource.plural}/{quote(who.name)}"


def refusal(answer: Answer, *, where: str, remedy: str) -> Refused:
    """Return the server's refusal as an exception, in the server's own words."""
    words = text_at(answer.body, "message") or f"HTTP status {answer.status}"
    return Refused(where, words.rstrip(". \n").replace("\n", " "), remedy)


def causes(answer: Answer) -> list[Object]:
    """Return the single complaints of a refusal, each with `field`, `reason`, `message`."""
    return rows_at(mapping_at(answer.body, "details"), "causes")
