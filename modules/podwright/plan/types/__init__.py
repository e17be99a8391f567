"""The plan: a frozen value of sections, each reading only earlier ones. Nothing downstream chooses, counts or names."""

from podwright.plan.types.cluster import Cluster, Label, NodeRegistration, TenantPlan
from podwright.plan.types.cooling import Cooling, CoolingLimits, HeatReuse, KindHeat, Loop, RackCooling, Water
from podwright.plan.types.fabric import Address, AddressBlock, Cable, Fabric, Fabrics, Medium, Port, Subnet, Tier
from podwright.plan.types.floor import Floor, KindBody, RackLoad
from podwright.plan.types.hosts import Host, HostInterface, HostProfile, Hosts, NameEntry, SecretRef, UserAccount
from podwright.plan.types.physical import Device, DeviceClass, Physical, Place, Rack, Role
from podwright.plan.types.power import FeedPower, KindPower, Power, RackPower, RowPower, Supply
from podwright.plan.types.pulling import Bundle, PlaneMember, Pulling, Strand
from podwright.plan.types.storage import BlockFigures, Demand, FabricLimit, GuidelinePlan, LevelPlan, Measure, Storage, SystemPlan
from podwright.plan.types.whole import ConflictPlan, Header, Plan, Reason, Version, VersionRange, WaiverPlan

__all__ = [
    "Address",
    "AddressBlock",
    "BlockFigures",
    "Bundle",
    "Cable",
    "Cluster",
    "ConflictPlan",
    "Cooling",
    "CoolingLimits",
    "Demand",
    "Device",
    "DeviceClass",
    "Fabric",
    "FabricLimit",
    "Fabrics",
    "FeedPower",
    "Floor",
    "GuidelinePlan",
    "Header",
    "HeatReuse",
    "Host",
    "HostInterface",
    "HostProfile",
    "Hosts",
    "KindBody",
    "KindHeat",
    "KindPower",
    "Label",
    "LevelPlan",
    "Loop",
    "Measure",
    "Medium",
    "NameEntry",
    "NodeRegistration",
    "Physical",
    "Place",
    "Plan",
    "PlaneMember",
    "Port",
    "Power",
    "Pulling",
    "Rack",
    "RackCooling",
    "RackLoad",
    "RackPower",
    "Reason",
    "Role",
    "RowPower",
    "SecretRef",
    "Storage",
    "Strand",
    "Subnet",
    "Supply",
    "SystemPlan",
    "TenantPlan",
    "Tier",
    "UserAccount",
    "Version",
    "VersionRange",
    "WaiverPlan",
    "Water",
]
