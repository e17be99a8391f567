"""Where a cluster's API is and how to be let in, read from a kubeconfig. Keys pass through memory alone, never through a file of ours."""

import base64
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from podwright.lab.standins.kubernetes_provider.objects import Object, mapping_at, rows_at, text_at
from podwright.refusal import Refused


@dataclass(frozen=True, slots=True)
class Access:
    """One cluster: its URL, how it is trusted and how it is met; `token` is empty where a client certificate speaks."""

    server: str
    tls: ssl.SSLContext
    token: str
    namespace: str


def read_access(kubeconfig: str | None, *, context: str | None) -> Access:
    """Return how to reach the cluster of a kubeconfig, given as its text, as a path, or not at all (then as kubectl finds it).

    Raises: Refused when it cannot be read, or needs a program to log in.
    """
    text, where = content(kubeconfig)
    config = parsed(text, where=where)
    chosen = mapping_at(named(config, "contexts", context or text_at(config, "current-context"), where=where), "context")
    cluster = mapping_at(named(config, "clusters", text_at(chosen, "cluster"), where=where), "cluster")
    user = mapping_at(named(config, "users", text_at(chosen, "user"), where=where), "user")
    if "exec" in user or "auth-provider" in user:
        raise Refused(
            where,
            "its user logs in by a program, which the stand-in does not run",
            "Use the official Kubernetes plugin, or a kubeconfig with a certificate or a token",
        )
    return Access(text_at(cluster, "server").rstrip("/"), tls_context(cluster, user), text_at(user, "token"), text_at(chosen, "namespace") or "default")


def content(kubeconfig: str | None) -> tuple[str, str]:
    """Return the text of a kubeconfig and what to call it in a message."""
    if kubeconfig and ("\n" in kubeconfig or kubeconfig.lstrip().startswith("{")):
        return kubeconfig, "kubeconfig"
    file = Path(kubeconfig or os.environ.get("KUBECONFIG") or Path.home() / ".kube" / "config").expanduser()
    try:
        return file.read_text(), str(file)
    except OSError as error:
        raise Refused(str(file), f"the kubeconfig cannot be read ({error.strerror})", "Give the provider a kubeconfig, as text or as a path") from error


def parsed(text: str, *, where: str) -> Object:
    """Return a kubeconfig as data. The reason of a failure is not shown: it would quote the text, and the text is a secret."""
    try:
        config = YAML(typ="safe", pure=True).load(text)
    except YAMLError:
        config = None
    if not isinstance(config, dict):
        raise Refused(where, "this is no kubeconfig", "Give the text or the path of a kubeconfig in YAML or JSON")
    return config


def named(config: Object, section: str, name: str, *, where: str) -> Object:
    """Return the row of a section that has the name."""
    rows = {text_at(row, "name"): row for row in rows_at(config, section)}
    if name not in rows:
        raise Refused(where, f"{section} has no {name!r}, only {', '.join(sorted(rows)) or 'nothing'}", "Choose one of these with the provider's context")
    return rows[name]


def tls_context(cluster: Object, user: Object) -> ssl.SSLContext:
    """Return the TLS of a cluster and a user."""
    authority = pem(cluster, "certificate-authority")
    tls = ssl.create_default_context(cadata=authority.decode() if authority else None)
    if cluster.get("insecure-skip-tls-verify") is True:
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    certificate, key = pem(user, "client-certificate"), pem(user, "client-key")
    if certificate and key:
        with in_memory(certificate + b"\n" + key) as file:
            tls.load_cert_chain(file)
    return tls


def pem(section: Object, key: str) -> bytes:
    """Return what a kubeconfig holds inline (`…-data`) or in a file, empty if neither."""
    inline, file = text_at(section, f"{key}-data"), text_at(section, key)
    return base64.b64decode(inline) if inline else Path(file).read_bytes() if file else b""


@contextmanager
def in_memory(data: bytes) -> Iterator[str]:
    """Yield a path under which the data can be read while the block lasts; it is in no file system."""
    descriptor = os.memfd_create("podwright", os.MFD_CLOEXEC)
    try:
        os.write(descriptor, data)
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)
