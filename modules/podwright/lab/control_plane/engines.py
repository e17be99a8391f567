"""How each engine of Kubernetes itself is run here."""

from pathlib import Path

from podwright.lab.control_plane.addresses import API_PORT, ETCD, ETCD_PEER, LOOPBACK, SERVICES
from podwright.lab.control_plane.certificates import Certificates
from podwright.lab.control_plane.parts import Part


def etcd(program: Path, *, home: Path) -> Part:
    """Return etcd, its data in the lab's folder. It need not outlive a power cut, so it does not wait for the disk."""
    data, name = home / "etcd", "lab"
    argv = (
        f"--name={name}",
        f"--data-dir={data}",
        f"--listen-client-urls={ETCD}",
        f"--advertise-client-urls={ETCD}",
        f"--listen-peer-urls={ETCD_PEER}",
        f"--initial-advertise-peer-urls={ETCD_PEER}",
        f"--initial-cluster={name}={ETCD_PEER}",
        "--unsafe-no-fsync",
        "--log-level=warn",
    )
    return Part("etcd", (str(program), *argv))


def api_server(program: Path, certificates: Certificates, *, home: Path) -> Part:
    """Return the API server, with authorisation by roles and everything that admits by default."""
    server, accounts = certificates.server, certificates.service_accounts
    argv = (
        f"--etcd-servers={ETCD}",
        f"--bind-address={LOOPBACK}",
        f"--advertise-address={LOOPBACK}",
        f"--secure-port={API_PORT}",
        f"--cert-dir={home / 'api-server'}",
        f"--tls-cert-file={server.certificate}",
        f"--tls-private-key-file={server.key}",
        f"--client-ca-file={certificates.authority.certificate}",
        f"--service-cluster-ip-range={SERVICES}",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={accounts.certificate}",
        f"--service-account-signing-key-file={accounts.key}",
        "--authorization-mode=Node,RBAC",
        "--endpoint-reconciler-type=none",
    )
    return Part("kube-apiserver", (str(program), *argv), files=(server.certificate, server.key, certificates.authority.certificate, accounts.key))


def controller_manager(program: Path, certificates: Certificates, *, kubeconfig: Path) -> Part:
    """Return the controller manager; it is alone, so it holds no election."""
    argv = (
        f"--kubeconfig={kubeconfig}",
        f"--service-account-private-key-file={certificates.service_accounts.key}",
        f"--root-ca-file={certificates.authority.certificate}",
        "--use-service-account-credentials=true",
        "--leader-elect=false",
        "--secure-port=0",
    )
    return Part("kube-controller-manager", (str(program), *argv), files=(kubeconfig, certificates.service_accounts.key))


def scheduler(program: Path, *, kubeconfig: Path) -> Part:
    """Return the scheduler; it is alone, so it holds no election."""
    return Part("kube-scheduler", (str(program), f"--kubeconfig={kubeconfig}", "--leader-elect=false", "--secure-port=0"), files=(kubeconfig,))
