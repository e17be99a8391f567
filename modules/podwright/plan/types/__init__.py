"""The plan: a frozen value of sections, each reading only earlier ones. Nothing downstream chooses, counts or names."""

from podwright.plan.types.cluster import Cluster, Label, NodeRegistration, TenantPlan
from podwright.plan.types.fabric import Address, AddressBlock, Cable, Fabric, Fabrics, Medium, Port, Subnet, Tier
from podwright.plan.types.hosts import Host, HostInterface, HostProfile, Hosts, NameEntry, SecretRef, UserAccount
from podwright.plan.types.physical import Device, DeviceClass, Physical, Place, Rack, Role
from podwright.plan.types.whole import Header, Plan, Reason, Version, VersionRange, WaiverPlan

__all__ = [
    "Address",
    "AddressBlock",
    "Cable",
    "Cluster",
    "Device",
    "DeviceClass",
    "Fabric",
    "Fabrics",
    "Header",
    "Host",
    "HostInterface",
    "HostProfile",
    "Hosts",
    "Label",
    "Medium",
    "NameEntry",
    "NodeRegistration",
    "Physical",
    "Place",
    "Plan",
    "Port",
    "Rack",
    "Reason",
    "Role",
    "SecretRef",
    "Subnet",
    "TenantPlan",
    "Tier",
    "UserAccount",
    "Version",
    "VersionRange",
    "WaiverPlan",
]
