"""The operating system: every host has what the pod wants of it, and its kernel goes by it."""

import pytest
from answers import SystemState
from record import Verdict

from podwright.plan.types import Plan

pytestmark = [pytest.mark.layer("hosts")]


def test_the_packages_of_every_host_are_there(plan: Plan, system: SystemState, verdict: Verdict) -> None:
    wanted = plan.system.basis.packages
    verdict([f"{name} is not installed" for name in wanted if name not in system.packages], evidence=f"{len(wanted)} packages")


def test_the_host_keeps_the_pods_time_zone(plan: Plan, system: SystemState, verdict: Verdict) -> None:
    wanted = plan.system.basis.time_zone
    if not wanted:
        pytest.skip("the plan leaves the time zone as it is")
    verdict([] if system.time_zone == wanted else [f"time zone {system.time_zone or 'unknown'}, the plan says {wanted}"], evidence=system.time_zone)


def test_no_package_is_upgraded_unasked(plan: Plan, system: SystemState, verdict: Verdict) -> None:
    if plan.system.basis.has_automatic_upgrades:
        pytest.skip("the plan lets hosts upgrade themselves")
    verdict([] if 'APT::Periodic::Unattended-Upgrade "0";' in system.apt else ["apt upgrades packages by itself"], evidence="apt does nothing by itself")


def test_the_kernel_goes_by_the_plans_values(plan: Plan, system: SystemState, verdict: Verdict) -> None:
    if system.is_container:
        pytest.skip("the kernel is that of the machine that the host is a container on")
    rows = (*plan.system.tuning.settings, *plan.system.hardening.settings)
    wrong = [
        f"{row.name} is {system.kernel.get(row.name) or 'not there'}, the plan says {row.value}" for row in rows if system.kernel.get(row.name) != row.value
    ]
    verdict(wrong, evidence=f"{len(rows)} values")


def test_the_kernel_was_started_as_planned(plan: Plan, system: SystemState, verdict: Verdict) -> None:
    if system.is_container or not plan.system.kernel_arguments:
        pytest.skip("the host has no kernel of its own" if system.is_container else "the plan tells the kernel nothing")
    untold = [word for word in plan.system.kernel_arguments if word not in system.arguments]
    verdict([f"it runs without {word}: restart it" for word in untold], evidence=" ".join(plan.system.kernel_arguments))


def test_services_may_lock_the_memory_that_rdma_needs(plan: Plan, system: SystemState, verdict: Verdict) -> None:
    if not plan.system.tuning.is_memory_lockable:
        pytest.skip("the plan leaves limits as they are")
    verdict([] if system.locked_memory == "infinity" else [f"a service may lock {system.locked_memory} bytes alone"], evidence=system.locked_memory)


@pytest.mark.requirement("OBS18", part="the journal is on the host's disk, and goes to the site's receiver where one is named")
@pytest.mark.requirement("SEC08", part="the journal is kept as many days as the plan says, 30 unless it says otherwise")
def test_logs_are_kept_and_sent(plan: Plan, system: SystemState, verdict: Verdict) -> None:
    logs = plan.system.logs
    if not logs.max_gib:
        pytest.skip("the plan leaves logs as they are")
    wrong = [] if system.has_journal else ["no journal is on disk"]
    wrong += [
        f"journald does not obey {line}" for line in (f"SystemMaxUse={logs.max_gib}G", f"MaxRetentionSec={logs.keep_days}day") if line not in system.journald
    ]
    wrong += [f"nothing sends logs to {logs.receiver}"] if logs.receiver and system.sender != "active" else []
    verdict(wrong, evidence=f"{logs.keep_days} days{f', sent to {logs.receiver}' if logs.receiver else ''}")


def test_the_host_hears_the_pods_time(plan: Plan, system: SystemState, verdict: Verdict) -> None:
    if system.is_container or not plan.system.time.servers:
        pytest.skip("the clock is that of the machine that the host is a container on" if system.is_container else "the plan names no time server")
    verdict([] if system.time_sources else ["chrony reaches no time source"], evidence=", ".join(system.time_sources))


@pytest.mark.requirement("SEC08", part="changes of accounts, of rights, of the clock and of the kernel are recorded")
def test_what_administrators_do_is_recorded(plan: Plan, system: SystemState, verdict: Verdict) -> None:
    if system.is_container or not plan.system.hardening.is_wanted:
        pytest.skip("a container records nothing of its own" if system.is_container else "the plan does not harden hosts")
    watched = ("/etc/passwd", "/etc/shadow", "/etc/sudoers")
    verdict([f"changes of {path} are not recorded" for path in watched if f"-w {path} " not in system.audit], evidence=", ".join(watched))


def test_doors_are_open_to_the_named_networks_alone(plan: Plan, system: SystemState, verdict: Verdict) -> None:
    doors = plan.system.doors
    if not doors.login_networks:
        pytest.skip("the plan names no network to log in from")
    lines = [line.strip() for line in system.rules.splitlines()]
    wanted = [f"tcp dport {port} reject with tcp reset" for port in (doors.login_port, doors.metrics_port)]
    verdict([f"the kernel has no rule {line}" for line in wanted if line not in lines], evidence=", ".join((*doors.login_networks, *doors.pod_networks)))
