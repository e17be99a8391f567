"""What the inventory says to the roles of the operating system; pure."""

from podwright.outputs.switch_inventory import Value, Values
from podwright.plan.types import Plan, Role
from podwright.plan.types.system import Basis, Doors, Hardening, Logs, System, Time, Tuning


def system_values(plan: Plan) -> Values:
    """Return the values that all hosts share."""
    return {
        **_basis(plan.system.basis),
        **_doors(plan.system.doors),
        **_tuning(plan.system.tuning),
        **_logs(plan.system.logs),
        **_time(plan.system.time),
        **_kernel(plan.system),
        **_hardening(plan.system.hardening),
    }


def role_values(plan: Plan, role: Role) -> Values:
    """Return the values that hosts of one role share beside those of all: whether they tell the others the time."""
    return {"time_sync_is_server": role is Role.MANAGEMENT_NODE} if any(host.role is role for host in plan.hosts.hosts) else {}


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


def _tuning(tuning: Tuning) -> Values:
    return {
        "tuning_cpu_governor": tuning.cpu_governor,
        "tuning_is_memory_lockable": tuning.is_memory_lockable,
        "tuning_open_file_count": tuning.open_file_count,
        "tuning_settings": [{"name": row.name, "value": row.value} for row in tuning.settings],
        "tuning_transparent_huge_pages": tuning.transparent_huge_pages,
    }


def _logs(logs: Logs) -> Values:
    return {
        "logs_is_encrypted": logs.is_encrypted,
        "logs_keep_days": logs.keep_days,
        "logs_max_gib": logs.max_gib,
        "logs_receiver": logs.receiver,
        "logs_receiver_port": logs.receiver_port,
    }


def _time(time: Time) -> Values:
    return {
        "time_sync_networks": list[Value](time.networks),
        "time_sync_pod_servers": [{"name": row.name, "address": row.address} for row in time.pod_servers],
        "time_sync_servers": list[Value](time.servers),
    }


def _kernel(system: System) -> Values:
    return {"kernel_arguments_wanted": list[Value](system.kernel_arguments)}


def _hardening(hardening: Hardening) -> Values:
    return {
        "hardening_is_wanted": hardening.is_wanted,
        "hardening_modules": list[Value](hardening.modules),
        "hardening_settings": [{"name": row.name, "value": row.value} for row in hardening.settings],
        "hardening_umask": hardening.umask,
    }
