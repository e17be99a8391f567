"""How to reach the lab's API server, in kubectl's own form."""

import base64
import json
from pathlib import Path

from podwright.lab.control_plane.addresses import API
from podwright.lab.control_plane.certificates import Certificates, Pair, write_private


def write_kubeconfig(file: Path, certificates: Certificates, *, user: str, context: str) -> None:
    """Return nothing; the file holds a kubeconfig for the user, everything in it inline, readable by its owner alone."""
    text = kubeconfig(certificates.authority, certificates.clients[user], user=user, context=context)
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.is_file() or file.read_text() != text:
        write_private(file, text.encode())


def kubeconfig(authority: Pair, client: Pair, *, user: str, context: str) -> str:
    """Return a kubeconfig as JSON text, which is YAML too."""
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": context,
        "contexts": [{"name": context, "context": {"cluster": context, "user": user}}],
        "clusters": [{"name": context, "cluster": {"server": API, "certificate-authority-data": encoded(authority.certificate)}}],
        "users": [{"name": user, "user": {"client-certificate-data": encoded(client.certificate), "client-key-data": encoded(client.key)}}],
    }
    return json.dumps(document, indent=1) + "\n"


def encoded(file: Path) -> str:
    """Return a file's bytes in base64."""
    return base64.b64encode(file.read_bytes()).decode()
