"""Which engines there are: where each comes from, how it is built, and how it says its version."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Program:
    """One program: the Go package it is built from, the question for its version, and the pattern whose first group is the answer."""

    name: str
    package: str
    question: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class EngineGroup:
    """Programs of one Go module and one version; `stamps` are the linker's (variable, value) pairs that tell a program its version."""

    name: str
    module: str
    version: str
    programs: tuple[Program, ...]
    tags: tuple[str, ...] = ()
    stamps: tuple[tuple[str, str], ...] = ()


KUBERNETES_VERSION = "1.36.3"
KUBERNETES_STAMPS = tuple(
    (f"{package}.{variable}", value)
    for package in ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")
    for variable, value in (
        ("gitVersion", f"v{KUBERNETES_VERSION}"),
        ("gitMajor", KUBERNETES_VERSION.split(".")[0]),
        ("gitMinor", KUBERNETES_VERSION.split(".")[1]),
        ("gitTreeState", "clean"),
        ("gitCommit", "0000000"),
        ("buildDate", "1970-01-01T00:00:00Z"),
    )
)

GROUPS: tuple[EngineGroup, ...] = (
    EngineGroup(
        name="pulumi",
        module="github.com/pulumi/pulumi/pkg/v3",
        version="3.259.0",
        programs=(Program("pulumi", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", ("version",), r"^v(\d\S*)$"),),
        tags=("osusergo", "grpcnotrace"),
        stamps=(("github.com/pulumi/pulumi/sdk/v3/go/common/version.Version", "v3.259.0"),),
    ),
    EngineGroup(
        name="etcd",
        module="go.etcd.io/etcd/server/v3",
        version="3.6.14",
        programs=(Program("etcd", "go.etcd.io/etcd/server/v3", ("--version",), r"^etcd Version: (\d\S*)$"),),
    ),
    EngineGroup(
        name="k8s",
        module="k8s.io/kubernetes",
        version=KUBERNETES_VERSION,
        programs=(
            Program("kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver", ("--version",), r"^Kubernetes v(\d\S*)$"),
            Program("kube-controller-manager", "k8s.io/kubernetes/cmd/kube-controller-manager", ("--version",), r"^Kubernetes v(\d\S*)$"),
            Program("kube-scheduler", "k8s.io/kubernetes/cmd/kube-scheduler", ("--version",), r"^Kubernetes v(\d\S*)$"),
            # Before 1.28 kubectl printed a Go structure in which the version stands as GitVersion:"v…".
            Program("kubectl", "k8s.io/kubernetes/cmd/kubectl", ("version", "--client"), r"(?:^Client Version: |GitVersion:\")v(\d[^\s\"]*)"),
        ),
        stamps=KUBERNETES_STAMPS,
    ),
    EngineGroup(
        name="kwok",
        module="sigs.k8s.io/kwok",
        version="0.8.0",
        programs=(Program("kwok", "sigs.k8s.io/kwok/cmd/kwok", ("--version",), r"^kwok version v(\d\S*)"),),
    ),
    EngineGroup(
        name="kueue",
        module="sigs.k8s.io/kueue",
        version="0.19.2",
        # The manager has no question for its version: it says it in its first lines, and then ends because its kubeconfig is not there.
        programs=(Program("kueue", "sigs.k8s.io/kueue/cmd/kueue", ("--kubeconfig=/nonexistent/kubeconfig",), r"\"gitVersion\":\"v(\d[^\"]*)\""),),
        stamps=(("sigs.k8s.io/kueue/pkg/version.GitVersion", "v0.19.2"),),
    ),
)


def group_named(name: str) -> EngineGroup:
    """Return the group of that name.

    Raises: KeyError when there is none.
    """
    return {group.name: group for group in GROUPS}[name]


def group_of(program: str) -> EngineGroup:
    """Return the group that a program belongs to.

    Raises: KeyError when no group has it.
    """
    return {entry.name: group for group in GROUPS for entry in group.programs}[program]


def program_named(name: str) -> Program:
    """Return the program of that name.

    Raises: KeyError when no group has it.
    """
    return {program.name: program for group in GROUPS for program in group.programs}[name]


def build_flags(group: EngineGroup) -> tuple[str, ...]:
    """Return the arguments of `go build` that decide what comes out, so that they belong to the cache key."""
    linker = " ".join(("-s", "-w", *(f"-X {variable}={value}" for variable, value in group.stamps)))
    return (*(("-tags", ",".join(group.tags)) if group.tags else ()), "-ldflags", linker)
