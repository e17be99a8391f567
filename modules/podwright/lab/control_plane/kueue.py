"""The real Kueue manager as a process beside the API server, with the CRDs and webhooks of its own release."""

import base64
import json
from pathlib import Path

from ruamel.yaml import YAML

from podwright.lab.control_plane.addresses import KUEUE_HEALTH, KUEUE_WEBHOOK, KUEUE_WEBHOOK_PORT
from podwright.lab.control_plane.certificates import Certificates
from podwright.lab.control_plane.kubectl import Kubectl, Manifest, apply, ask, told
from podwright.lab.control_plane.parts import Part

CRDS = Path("config/components/crd/bases")
WEBHOOKS = Path("config/components/webhook/manifests.yaml")
METRICS_CERTIFICATES = "/etc/kueue/metrics/certs"
"""Where the manager wants a certificate even with its metrics switched off; it gets a private mount there."""
NAMESPACE: Manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kueue-system"}}
WATCHED = (("kueue.x-k8s.io", "*"), ("batch", "jobs"))
"""Groups and resources whose webhooks are installed: Kueue's own, and the one kind of work that is switched on below. `*` is every resource of the group."""
PROBE: Manifest = {"apiVersion": "kueue.x-k8s.io/v1beta2", "kind": "ResourceFlavor", "metadata": {"name": "podwright-lab-probe"}}


def install(kubectl: Kubectl, module: Path, *, certificates: Certificates) -> None:
    """Return when Kueue's kinds are served and its webhooks are known. (A manager that starts before its kinds are served ends at once.)

    Raises: Refused when the server does not take them.
    """
    told(kubectl, "apply", "--server-side", "--force-conflicts", "--field-manager=podwright-lab", "-f", str(module / CRDS))
    apply(kubectl, [NAMESPACE, *webhooks(module, authority=certificates.authority.certificate)])
    told(kubectl, "wait", "--for=condition=Established", "crd", "--all", "--timeout=30s")


def webhooks(module: Path, *, authority: Path) -> list[Manifest]:
    """Return the release's webhook configurations, pointed at our manager; those of kinds that are not switched on are left out."""
    bundle, found = base64.b64encode(authority.read_bytes()).decode(), []
    for document in YAML(typ="safe").load_all((module / WEBHOOKS).read_text()):
        hooks = [hook for hook in document["webhooks"] if any(is_watched(rule) for rule in hook["rules"])]
        for hook in hooks:
            hook["clientConfig"] = {"url": f"{KUEUE_WEBHOOK}{hook['clientConfig']['service']['path']}", "caBundle": bundle}
        found.append({**document, "webhooks": hooks})
    return found


def is_watched(rule: dict[str, list[str]]) -> bool:
    """Return whether a webhook's rule is about something that is switched on."""
    return any(group in rule["apiGroups"] and (resource == "*" or resource in rule["resources"]) for group, resource in WATCHED)


def manager(program: Path, certificates: Certificates, *, kubeconfig: Path, home: Path) -> Part:
    """Return the manager; it runs in a mount namespace of its own, for the one path that it does not take as a setting."""
    configuration = home / "kueue.json"
    configuration.write_text(json.dumps(settings(certificates), indent=1))
    certs = certificates.server.certificate.parent
    mount = f'mkdir -p {METRICS_CERTIFICATES} && mount --bind "$0" {METRICS_CERTIFICATES} && exec "$@"'
    words = (str(program), f"--config={configuration}", "--feature-gates=VisibilityOnDemand=false")
    argv = ("unshare", "--mount", "sh", "-c", mount, str(certs), *words)
    return Part("kueue", argv, environment=(("KUBECONFIG", str(kubeconfig)),), files=(configuration, kubeconfig, certificates.server.certificate))


def settings(certificates: Certificates) -> Manifest:
    """Return the manager's configuration: batch Jobs, no election, no metrics, certificates from us."""
    return {
        "apiVersion": "config.kueue.x-k8s.io/v1beta2",
        "kind": "Configuration",
        "health": {"healthProbeBindAddress": KUEUE_HEALTH},
        "metrics": {"bindAddress": "0"},
        "webhook": {"port": KUEUE_WEBHOOK_PORT, "certDir": str(certificates.server.certificate.parent)},
        "leaderElection": {"leaderElect": False},
        "internalCertManagement": {"enable": False},
        "integrations": {"frameworks": ["batch/job"]},
    }


def is_serving(kubectl: Kubectl) -> str:
    """Return why Kueue does not answer yet, empty when it does: a dry run of one of its kinds has to pass its webhook."""
    return ask(kubectl, "create", "--dry-run=server", "-f", "-", text=json.dumps(PROBE)).complaint
