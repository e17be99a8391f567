"""The control plane, started: what runs stays, what is dead starts again with its data, what changed is changed."""

import time
from dataclasses import dataclass
from pathlib import Path

from podwright.engines import ensure, module_folder
from podwright.event import Event, Listener, State
from podwright.lab.control_plane import engines, kueue, kwok
from podwright.lab.control_plane.certificates import CLIENTS, Certificates, make_certificates
from podwright.lab.control_plane.kubeconfig import write_kubeconfig
from podwright.lab.control_plane.kubectl import Kubectl, ask
from podwright.lab.control_plane.parts import CLIENT_PARTS, GRACE_S, PARTS, STEP, keep_running, wait_until
from podwright.lab.processes import stop_some
from podwright.lab.state import LabState
from podwright.plan.types import Plan

READY_LIMIT_S = 180.0
"""Each step takes 1 to 4 s on two free cores, and twenty times that was seen on a crowded machine. A part that has ended is noticed at once."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the control plane of one lab is and what it is made of; `kubeconfigs` by the part that uses it."""

    state: LabState
    programs: dict[str, Path]
    certificates: Certificates
    kubeconfigs: dict[str, Path]
    kubectl: Kubectl


def start(plan: Plan, *, state: LabState, on_event: Listener) -> None:
    """Return when the API server, Kueue and all simulated nodes are ready; the kubeconfig lies among the lab's credentials.

    Raises: Refused when an engine cannot be had or does not come up.
    """
    started_s = time.monotonic()
    on_event(Event(STEP, plan.header.pod, State.STARTED, "etcd, API server, controllers, Kueue, simulated nodes"))
    site = prepare(plan, state=state, on_event=on_event)
    start_api(site, on_event=on_event)
    start_controllers(site, on_event=on_event)
    kueue.install(site.kubectl, module_folder("kueue", "sigs.k8s.io/kueue"), certificates=site.certificates)
    keep_running(
        state, kueue.manager(site.programs["kueue"], site.certificates, kubeconfig=site.kubeconfigs["kueue"], home=state.control_plane), on_event=on_event
    )
    start_nodes(site, plan, on_event=on_event)
    wait_until(state, lambda: kwok.are_ready(site.kubectl, plan), what="the simulated nodes are not ready", needs=PARTS, limit_s=READY_LIMIT_S)
    wait_until(state, lambda: kueue.is_serving(site.kubectl), what="Kueue does not answer", needs=PARTS, limit_s=READY_LIMIT_S)
    on_event(Event(STEP, plan.header.pod, State.DONE, f"ready, {len(plan.cluster.nodes)} simulated nodes", time.monotonic() - started_s))


def prepare(plan: Plan, *, state: LabState, on_event: Listener) -> Site:
    """Return the place of the control plane: engines found or built, certificates and kubeconfigs written."""
    found = ensure(("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl", "kueue", "kwok"), on_event=on_event)
    home = state.control_plane
    certificates = make_certificates(home / "certificates")
    admin = state.credentials / "kubeconfig"
    state.credentials.mkdir(mode=0o700, parents=True, exist_ok=True)
    kubeconfigs = {user: admin if user == "admin" else home / "kubeconfigs" / user for user in CLIENTS}
    for user, file in kubeconfigs.items():
        write_kubeconfig(file, certificates, user=user, context=plan.cluster.identifier)
    programs = {name: engine.path for name, engine in found.items()}
    return Site(state, programs, certificates, kubeconfigs, Kubectl(state, programs["kubectl"], admin))


def start_api(site: Site, *, on_event: Listener) -> None:
    """Return when etcd and the API server answer. With a new API server all its clients start anew: left alone, they may wait half a minute before they look again."""
    keep_running(site.state, engines.etcd(site.programs["etcd"], home=site.state.control_plane), on_event=on_event)
    if keep_running(site.state, engines.api_server(site.programs["kube-apiserver"], site.certificates, home=site.state.control_plane), on_event=on_event):
        stop_some(site.state, CLIENT_PARTS, grace_s=GRACE_S)

    def is_ready() -> str:
        return ask(site.kubectl, "get", "--raw", "/readyz").complaint

    wait_until(site.state, is_ready, what="the API server is not ready", needs=PARTS[:2], limit_s=READY_LIMIT_S)


def start_controllers(site: Site, *, on_event: Listener) -> None:
    """Return when the controller manager and the scheduler run."""
    manager, scheduler = "kube-controller-manager", "kube-scheduler"
    keep_running(site.state, engines.controller_manager(site.programs[manager], site.certificates, kubeconfig=site.kubeconfigs[manager]), on_event=on_event)
    keep_running(site.state, engines.scheduler(site.programs[scheduler], kubeconfig=site.kubeconfigs[scheduler]), on_event=on_event)


def start_nodes(site: Site, plan: Plan, *, on_event: Listener) -> None:
    """Return when the plan's nodes are registered and kwok looks after them."""
    stages = site.state.control_plane / "stages.yaml"
    kwok.write_stages(stages, module_folder("kwok", "sigs.k8s.io/kwok"))
    kwok.register(site.kubectl, plan)
    keep_running(site.state, kwok.controller(site.programs["kwok"], kubeconfig=site.kubeconfigs["kwok"], stages=stages), on_event=on_event)
