"""The plan: a frozen value of sections, each reading only earlier ones. Nothing downstream chooses, counts or names."""

from podwright.plan.types.cluster import Cluster, Label, NodeRegistration, TenantPlan
from podwright.plan.types.fabric import Address, AddressBlock, Cable, Fabric, Fabrics, Medium, Port, Subnet, Tier
from podwright.plan.types.hosts import Host, HostInterface, HostProfile, Hosts, NameEntry, SecretRef, UserAccount
from podwright.plan.types.physical import Device, DeviceClass, Physical, Place, Rack, Role
from podwright.plan.types.storage import BlockFigures, Demand, FabricLimit, GuidelinePlan, LevelPlan, Measure, Storage, SystemPlan
from podwright.plan.types.whole import ConflictPlan, Header, Plan, Reason, Version, VersionRange, WaiverPlan

__all__ = [
    "Address",
    "AddressBlock",
    "BlockFigures",
    "Cable",
    "Cluster",
    "ConflictPlan",
    "Demand",
    "Device",
    "DeviceClass",
    "Fabric",
    "FabricLimit",
    "Fabrics",
    "GuidelinePlan",
    "Header",
    "Host",
    "HostInterface",
    "HostProfile",
    "Hosts",
    "Label",
    "LevelPlan",
    "Measure",
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
    "Storage",
    "Subnet",
    "SystemPlan",
    "TenantPlan",
    "Tier",
    "UserAccount",
    "Version",
    "VersionRange",
    "WaiverPlan",
]
