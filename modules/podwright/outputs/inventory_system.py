"""What the inventory says to the roles of the operating system; pure."""

from podwright.outputs.switch_inventory import Value, Values
from podwright.plan.types import Plan
from podwright.plan.types.system import Basis, Doors


def system_values(plan: Plan) -> Values:
    """Return the values that all hosts share."""
    return {**_basis(plan.system.basis), **_doors(plan.system.doors)}


def _basis(basis: Basis) -> Values:
    return {
        "base_authorities": list[Value](basis.authorities),
        "base_has_automatic_upgrades": basis.has_automatic_upgrades,
        "base_locale": basis.locale,
        "base_packages": list[Value](basis.packages),
        "base_time_zone": basis.time_zone,
    }


def _doors(doors: Doors) -> Values:
    return {
        "firewall_login_networks": list[Value](doors.login_networks),
        "firewall_login_port": doors.login_port,
        "firewall_metrics_port": doors.metrics_port,
        "firewall_pod_networks": list[Value](doors.pod_networks),
    }
