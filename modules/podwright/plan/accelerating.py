"""The software of GPUs: which packages, in which versions, on which hosts."""

from podwright.catalog.load import Catalog
from podwright.plan.types import Hosts, Physical, Version
from podwright.plan.types.accelerators import AcceleratorPackage, Accelerators
from podwright.spec.accelerators import Mirror, Software
from podwright.spec.pod import PodSpec

DRIVER, FABRIC_MANAGER = "gpu-driver", "fabric-manager"
PACKAGES = (
    ("gpu_driver", "nvidia-open", DRIVER),
    ("fabric_manager", "nvidia-fabricmanager", FABRIC_MANAGER),
    ("container_toolkit", "nvidia-container-toolkit", "container-toolkit"),
    ("dcgm", "datacenter-gpu-manager-4-core", "dcgm"),
    ("dcgm", "datacenter-gpu-manager-exporter", "dcgm-exporter"),
)
"""Role, package and the component whose version it has. Source: NVIDIA's installation guides of driver (open kernel modules), Fabric Manager, Container Toolkit and DCGM for
Ubuntu, names of the packages of its network repository."""
COMPONENTS = tuple(component for _, _, component in PACKAGES)


def accelerators_section(spec: PodSpec, catalog: Catalog, physical: Physical, hosts: Hosts, versions: tuple[Version, ...]) -> Accelerators:
    """Return what is done about the software of GPUs, by the person's words and the kind of node."""
    words = spec.accelerators
    if words.software is Software.LEFT:
        return Accelerators()
    kind_of = {device.name: device.kind for device in physical.devices}
    rows = [host for host in hosts.hosts if host.gpu_count]
    gpus = [node.gpus for node in (catalog.systems[kind_of[host.name]] for host in rows[:1]) if node.gpus is not None]
    has_nvswitch = any(one.has_nvswitch for one in gpus)
    version_of = {row.component: row.version for row in versions}
    packages = tuple(AcceleratorPackage(role, name, version_of[component]) for role, name, component in PACKAGES if has_nvswitch or component != FABRIC_MANAGER)
    mirror = (
        words.mirror if words.software is Software.INSTALLED and words.mirror is not None else Mirror.model_construct(uri="", suite="", components=(), key="")
    )
    return Accelerators(
        software=str(words.software),
        mirror_uri=mirror.uri,
        mirror_suite=mirror.suite,
        mirror_components=mirror.components,
        mirror_key=mirror.key,
        packages=packages,
        gpu_count=rows[0].gpu_count if rows else 0,
        hosts=tuple(host.name for host in rows),
    )
