"""The judge: every check, in the order of their codes. It reads the plan alone and does not trust the compiler."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from podwright.checks.addresses import every_address_in_its_subnet, no_address_twice, no_name_twice, pools_hold_the_largest_size
from podwright.checks.cabling import (
    every_cable_can_be_bought,
    every_cable_end_exists,
    every_cable_fits,
    every_port_has_one_cable,
    media_rules_have_no_gap,
    rails_are_aligned,
    upper_layers_have_room,
)
from podwright.checks.cluster import every_gpu_has_a_tenant, tenants_fit_the_pod
from podwright.checks.conflicts import published_conflicts_are_told
from podwright.checks.cooling import (
    cold_plates_have_coolant,
    coolant_flows_as_it_should,
    coolant_stays_above_the_dew_point,
    heat_is_what_stands_in_the_racks,
    loops_have_a_unit_to_spare,
    room_takes_the_air_of_each_rack,
    units_push_the_coolant_through,
    water_is_cold_enough,
)
from podwright.checks.ethernet import (
    links_are_for_the_same_at_both_ends,
    no_network_number_twice,
    ports_carry_what_is_plugged_in,
    relays_are_answered,
    site_is_met_where_its_router_is,
)
from podwright.checks.floor import nothing_stands_where_something_stands, racks_are_borne, racks_are_deep_enough
from podwright.checks.hardware import hardware_is_known_as_a_whole, hardware_is_of_the_pod
from podwright.checks.infiniband import (
    every_host_has_a_partition,
    every_infiniband_port_has_a_lid,
    lids_fit_their_subnet,
    no_host_of_two_tenants,
    no_lid_twice,
    no_pkey_twice,
    nvidia_runs_what_others_cannot,
    partition_members_stand,
    partitions_are_tenants,
    ports_hold_their_partitions,
    subnets_never_meet,
)
from podwright.checks.install import boot_servers_are_two, disks_can_be_told_from_others, every_host_has_a_boot_server, install_is_declared_as_a_whole
from podwright.checks.mlag import pairs_are_one_to_their_hosts
from podwright.checks.power import (
    feeds_carry_the_rack_when_some_fail,
    pod_is_fed,
    racks_draw_what_stands_in_them,
    reserve_is_kept_free,
    rows_are_fed,
    shelves_carry_the_rack_when_some_fail,
    systems_keep_enough_power_supplies,
)
from podwright.checks.racks import no_rack_unit_twice, no_slot_twice, racks_are_fed, racks_are_high_enough
from podwright.checks.services import authorities_can_be_found, zones_change_with_their_serial
from podwright.checks.storage import (
    storage_blocks_are_sold,
    storage_can_be_judged,
    storage_fabric_carries_the_system,
    storage_holds_enough,
    storage_level_is_published,
    storage_reaches_the_guideline,
    storage_reads_fast_enough,
    storage_stands_in_racks,
    storage_writes_fast_enough,
)
from podwright.checks.system import doors_are_not_open_to_everybody, huge_pages_leave_room, logs_stay_secret
from podwright.checks.versions import versions_go_together
from podwright.plan.finding import Finding, Severity
from podwright.plan.hardware import UNKNOWN, Hardware
from podwright.plan.pace import without_collector
from podwright.plan.types import Fabrics, Physical, Plan

CHECKS: tuple[Callable[[Plan], Iterator[Finding]], ...] = (
    published_conflicts_are_told,
    no_address_twice,
    no_name_twice,
    pools_hold_the_largest_size,
    every_address_in_its_subnet,
    authorities_can_be_found,
    zones_change_with_their_serial,
    racks_are_fed,
    racks_are_high_enough,
    no_slot_twice,
    no_rack_unit_twice,
    rows_are_fed,
    pod_is_fed,
    racks_are_borne,
    racks_are_deep_enough,
    nothing_stands_where_something_stands,
    feeds_carry_the_rack_when_some_fail,
    shelves_carry_the_rack_when_some_fail,
    systems_keep_enough_power_supplies,
    racks_draw_what_stands_in_them,
    reserve_is_kept_free,
    every_cable_end_exists,
    every_port_has_one_cable,
    every_cable_fits,
    rails_are_aligned,
    upper_layers_have_room,
    every_cable_can_be_bought,
    media_rules_have_no_gap,
    no_lid_twice,
    lids_fit_their_subnet,
    every_infiniband_port_has_a_lid,
    no_pkey_twice,
    partitions_are_tenants,
    partition_members_stand,
    ports_hold_their_partitions,
    no_host_of_two_tenants,
    every_host_has_a_partition,
    nvidia_runs_what_others_cannot,
    subnets_never_meet,
    no_network_number_twice,
    ports_carry_what_is_plugged_in,
    links_are_for_the_same_at_both_ends,
    pairs_are_one_to_their_hosts,
    relays_are_answered,
    site_is_met_where_its_router_is,
    storage_reads_fast_enough,
    storage_writes_fast_enough,
    storage_reaches_the_guideline,
    storage_fabric_carries_the_system,
    storage_blocks_are_sold,
    storage_can_be_judged,
    storage_holds_enough,
    storage_level_is_published,
    storage_stands_in_racks,
    boot_servers_are_two,
    disks_can_be_told_from_others,
    install_is_declared_as_a_whole,
    every_host_has_a_boot_server,
    huge_pages_leave_room,
    logs_stay_secret,
    doors_are_not_open_to_everybody,
    room_takes_the_air_of_each_rack,
    loops_have_a_unit_to_spare,
    coolant_stays_above_the_dew_point,
    water_is_cold_enough,
    coolant_flows_as_it_should,
    cold_plates_have_coolant,
    heat_is_what_stands_in_the_racks,
    units_push_the_coolant_through,
    tenants_fit_the_pod,
    every_gpu_has_a_tenant,
    versions_go_together,
)

HARDWARE_CHECKS: tuple[Callable[[Physical, Fabrics, Hardware], Iterator[Finding]], ...] = (hardware_is_of_the_pod, hardware_is_known_as_a_whole)
"""Every check of what is known of the delivered hardware."""

UNUSED_WAIVER = "P109"


@without_collector()
def judge(plan: Plan, hardware: Hardware = UNKNOWN) -> tuple[Finding, ...]:
    """Return every finding, by code and place; a waived one keeps its code and says why it was waived.

    Laws: only what is not waived can be an error that stops; a waiver that matches nothing is itself a finding.
    """
    reason_of = {(row.code, row.place): row.reason for row in plan.waivers}
    of_hardware = (finding for check in HARDWARE_CHECKS for finding in check(plan.physical, plan.fabric, hardware))
    found = sorted((*(finding for check in CHECKS for finding in check(plan)), *of_hardware))
    judged = [replace(finding, waived_because=reason_of.get((finding.code, finding.where))) for finding in found]
    matched = {(finding.code, finding.where) for finding in found}
    unused = (
        Finding(UNUSED_WAIVER, f"waiver {row.code} {row.place}", "it matches no finding", "Drop it, or correct its code and place", Severity.WARNING)
        for row in plan.waivers
        if (row.code, row.place) not in matched
    )
    return (*judged, *unused)


def stops(findings: tuple[Finding, ...]) -> bool:
    """Return whether a plan with these findings must not be realised."""
    return any(finding.severity is Severity.ERROR and finding.waived_because is None for finding in findings)
