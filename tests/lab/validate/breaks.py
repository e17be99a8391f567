"""Ways to break a pod by hand, each with what mends it and the checks that it must fail."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from lab.validate.standing import Failure, Pod, environment
from podwright.lab.network import bridge_name
from podwright.plan.types import Host, HostInterface

DROP_IN = "/etc/systemd/system/prometheus-node-exporter.service.d/zz-broken.conf"
EXPORTER = "prometheus-node-exporter"


@dataclass(frozen=True, slots=True)
class Break:
    """One fault: how it is made, how it is mended, which checks fail, and words that their texts must have."""

    make: Callable[[], None]
    mend: Callable[[], None]
    failing: frozenset[Failure]
    words: tuple[str, ...]


@contextmanager
def broken(breaks: list[Break]) -> Iterator[None]:
    """Make every fault, and mend all of them afterwards, whatever happens between."""
    with ExitStack() as mending:
        for one in breaks:
            mending.callback(one.mend)
            one.make()
        yield


def wrong_line_in_the_hosts_table(pod: Pod, host: Host, other: Host) -> Break:
    """A host takes another host's name for an address that is not its own."""
    return Break(
        make=lambda: pod.on(host, f"cp -a /etc/hosts /etc/hosts.whole && sed -i s/^{other.in_band_v4}[[:blank:]]/192.0.2.77\\ / /etc/hosts"),
        mend=lambda: pod.on(host, "mv /etc/hosts.whole /etc/hosts"),
        failing=frozenset({(host.name, "every name of the pod resolves as planned"), (host.name, "every address of the pod leads back to its full name")}),
        words=(f"{other.name} resolves to 192.0.2.77 IPv4 address, the plan says {other.in_band_v4}",),
    )


def stopped_exporter(pod: Pod, host: Host) -> Break:
    """A host tells nothing about itself."""
    return Break(
        make=lambda: pod.on(host, f"systemctl stop {EXPORTER}"),
        mend=lambda: pod.on(host, f"systemctl start {EXPORTER}"),
        failing=frozenset({(host.name, "the exporter tells other hosts about this one")}),
        words=(f"hears nothing from http://{host.in_band_v4}:9100/metrics",),
    )


def exporter_on_every_address(pod: Pod, host: Host) -> Break:
    """A host tells about itself on every network."""
    unit = f"[Service]\\nExecStart=\\nExecStart=/usr/bin/{EXPORTER} --web.listen-address=:9100\\n"
    return Break(
        make=lambda: pod.on(
            host, f'mkdir -p {DROP_IN.rpartition("/")[0]} && printf "{unit}" > {DROP_IN} && systemctl daemon-reload && systemctl restart {EXPORTER}'
        ),
        mend=lambda: pod.on(host, f"rm -f {DROP_IN} && systemctl daemon-reload && systemctl restart {EXPORTER}"),
        failing=frozenset({(host.name, "the exporter listens on the in band address alone")}),
        words=("something listens on ::, port 9100",),
    )


def person_with_too_much_right(pod: Pod, host: Host) -> Break:
    """A person who is no administrator becomes root."""
    person = next(user for user in pod.plan.hosts.profiles[0].users if not user.is_admin)
    return Break(
        make=lambda: pod.on(host, f'echo "{person.name} ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/zz-broken && chmod 0440 /etc/sudoers.d/zz-broken'),
        mend=lambda: pod.on(host, "rm -f /etc/sudoers.d/zz-broken"),
        failing=frozenset({(host.name, "administrators alone become root")}),
        words=(f"sudo allows {person.name}", f"{person.name} became root"),
    )


def password_login(pod: Pod, host: Host) -> Break:
    """A host asks for passwords again."""
    return Break(
        make=lambda: pod.on(host, 'echo "PasswordAuthentication yes" > /etc/ssh/sshd_config.d/00-broken.conf && systemctl reload ssh'),
        mend=lambda: pod.on(host, "rm -f /etc/ssh/sshd_config.d/00-broken.conf && systemctl reload ssh"),
        failing=frozenset({(host.name, "no password opens the host")}),
        words=("the server offers password",),
    )


def router_between_networks(pod: Pod, host: Host, router: Host, target: HostInterface) -> Break:
    """A host forwards packets, and another one sends it those for a network on which it has no port."""
    address = target.v4.split("/")[0]

    def route(is_forwarding: str, verb: str) -> None:
        pod.set_network(router, f"net.ipv4.ip_forward={is_forwarding}")
        pod.on(host, f"ip route {verb} {address}/32 via {router.in_band_v4}")

    return Break(
        make=lambda: route("1", "add"),
        mend=lambda: route("0", "del"),
        failing=frozenset({(host.name, "no packet reaches a network the host is not on"), (host.name, "no packet is routed between networks")}),
        words=(f"reaches {address} of",),
    )


def short_frames(pod: Pod, host: Host, interface: HostInterface, neighbour: Host) -> Break:
    """One port of a host carries short frames alone."""
    law = "every lane carries full frames whole"
    return Break(
        make=lambda: pod.on(host, f"ip link set {interface.name} mtu 1500"),
        mend=lambda: pod.on(host, f"ip link set {interface.name} mtu {interface.mtu_bytes}"),
        failing=frozenset({(host.name, "every interface carries frames of the planned length"), (host.name, law), (neighbour.name, law)}),
        words=(f"{interface.name} carries 1500 bytes, the plan says {interface.mtu_bytes}",),
    )


def deleted_queue(pod: Pod, tenant: str) -> Break:
    """A tenant has no queue any more."""
    told = json.loads(pod.inside("kubectl", "get", "localqueue", "-n", tenant, tenant, "-o", "json").stdout)
    kept = {name: told["metadata"][name] for name in ("name", "namespace", "labels", "annotations") if name in told["metadata"]}
    document = json.dumps({"apiVersion": told["apiVersion"], "kind": told["kind"], "metadata": kept, "spec": told["spec"]})
    return Break(
        make=lambda: pod.do("kubectl", "delete", "localqueue", "-n", tenant, tenant),
        mend=lambda: pod.do("sh", "-c", 'printf %s "$1" | kubectl create -f -', "sh", document),
        failing=frozenset({(tenant, "the tenants queues are active")}),
        words=("the local queue is missing",),
    )


def wrong_label(pod: Pod, node: str) -> Break:
    """A node claims to hang on another leaf."""
    key = pod.plan.cluster.topology_levels[-2]
    right = next(label.value for one in pod.plan.cluster.nodes if one.name == node for label in one.labels if label.key == key)
    return Break(
        make=lambda: pod.do("kubectl", "label", "node", node, f"{key}=elsewhere", "--overwrite"),
        mend=lambda: pod.do("kubectl", "label", "node", node, f"{key}={right}", "--overwrite"),
        failing=frozenset({("cluster", "every node carries its labels")}),
        words=(f"{node} has {key}=elsewhere, the plan says {right}",),
    )


def first_storage_port(pod: Pod) -> HostInterface:
    """Return the storage port that the proof asks first from outside: that of the pod's first host on that network."""
    return next(one for host in pod.plan.hosts.hosts for one in host.interfaces if one.fabric == "storage")


def joined_networks(pod: Pod) -> Break:
    """Somebody plugs a cable between the in-band and the first storage network."""
    ends = (bridge_name("in_band", 0), bridge_name("storage", 0))
    join = f"ip link add pw-cross-a type veth peer name pw-cross-b && ip link set pw-cross-a master {ends[0]} up && ip link set pw-cross-b master {ends[1]} up"
    return Break(
        make=lambda: pod.do("sh", "-c", join),
        mend=lambda: pod.do("ip", "link", "del", "pw-cross-a"),
        failing=frozenset(),
        words=(),
    )


def closed_door(pod: Pod, host: Host) -> Break:
    """A host's ssh server is gone; one session that was open before stays, and mends it."""
    sessions: list[subprocess.Popen[str]] = []

    def close() -> None:
        line = pod.line("ssh", host.name, "sudo sh -c 'systemctl stop ssh.socket ssh; echo closed; read word; systemctl start ssh'")
        sessions.append(subprocess.Popen(line, cwd=pod.folder, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        assert sessions[0].stdout is not None
        assert sessions[0].stdout.readline().strip() == "closed"

    def open_again() -> None:
        sessions[0].communicate("open\n", timeout=60)

    return Break(close, open_again, frozenset({(host.name, "the host lets the automation in")}), ())


def busy_queue(pod: Pod) -> Break:
    """A tenant's own job holds a GPU."""
    tenant, resource = pod.plan.cluster.tenants[-1].name, pod.plan.cluster.gpu_resource
    requests = {resource: "1", "cpu": "1", "memory": "1Gi"}
    container = {"name": "work", "image": "registry.example/work", "resources": {"requests": requests, "limits": requests}}
    template = {"metadata": {"annotations": {"pod-complete.stage.kwok.x-k8s.io/delay": "10m"}}, "spec": {"restartPolicy": "Never", "containers": [container]}}
    metadata = {"name": "work", "namespace": tenant, "labels": {"kueue.x-k8s.io/queue-name": tenant}}
    document = json.dumps({"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": {"suspend": True, "template": template}})

    def work() -> None:
        pod.do("sh", "-c", 'printf %s "$1" | kubectl create -f -', "sh", document)
        pod.do("kubectl", "wait", "--for=jsonpath={.spec.suspend}=false", "-n", tenant, "job/work", "--timeout=30s")

    def stop() -> None:
        pod.do("kubectl", "delete", "job", "-n", tenant, "work", "--cascade=foreground", "--wait")

    return Break(work, stop, frozenset(), ())
